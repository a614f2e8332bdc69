"""A server collects garbage at times, and not after each run of a page."""

import gc
import weakref

import pytest
from streamlit import config

from analytics.access import ServerSettings
from analytics.ui.server.__main__ import streamlit_options
from analytics.ui.server.garbage import Collector


class Node:
    """It refers to itself, so that only a collection frees it."""

    def __init__(self):
        self.me = self


@pytest.fixture
def no_automatic_collection():
    gc.disable()
    yield
    gc.enable()


def test_no_run_of_a_page_waits_for_a_full_collection():
    options = streamlit_options(ServerSettings(is_local=True), "127.0.0.1", 1)
    name = "runner.postScriptGC"
    assert name in config._config_options_template  # Streamlit still has the option
    assert options[name] is False


def test_what_pages_leave_is_collected(no_automatic_collection):
    collector = Collector()
    left = weakref.ref(Node())
    assert left() is not None
    gc.collect(1)  # pages have run
    left = weakref.ref(Node())
    assert collector.collect() and left() is None


def test_an_idle_server_collects_nothing(no_automatic_collection):
    collector = Collector()
    left = weakref.ref(Node())
    assert not collector.collect() and left() is not None
