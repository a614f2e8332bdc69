"""Logs that several tests share."""

import pytest

from analytics.ask.logs.ratings import load_ratings
from tests.sample_logs import rated_answers


@pytest.fixture(scope="session")
def answers(tmp_path_factory):
    """A connection to 3,000 answers in which model b fails in topic x."""
    return rated_answers(tmp_path_factory.mktemp("answers") / "answers").connect()


@pytest.fixture(scope="session")
def thumbs(answers):
    return load_ratings(answers, "thumbs")
