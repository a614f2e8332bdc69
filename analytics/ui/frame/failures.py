"""What a visitor sees of an exception that no page expects: one line, and never a path or a text."""

from __future__ import annotations

import logging

import streamlit as st

from analytics.access import server_settings
from analytics.errors import DataloupeError
from analytics.ui.frame.errors import show_error

UNEXPECTED = "This page failed, and the failure is in the log of the server. Reload the page, or go to another one."
_log = logging.getLogger("dataloupe")


def show_failure(error: BaseException) -> bool:
    """Show the error of a callback or a page. Returns whether it was shown: on a server for this machine an unexpected
    exception keeps its traceback.
    """
    if isinstance(error, DataloupeError):
        show_error(error)
        return True
    _log.error("page failed", exc_info=error)
    if server_settings().is_local:
        return False
    st.error(UNEXPECTED, icon=":material/error:")
    return True
