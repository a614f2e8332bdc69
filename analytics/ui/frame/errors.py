"""A DataloupeError as one line on the page; every other exception stays loud."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import streamlit as st

from analytics.access import server_settings
from analytics.access.redaction import without_paths
from analytics.errors import DataloupeError
from analytics.ui.components.text import plain


@contextlib.contextmanager
def clear_errors() -> Iterator[None]:
    """Show a DataloupeError as one line. Fragments need it too: their later runs are outside the frame."""
    try:
        yield
    except DataloupeError as error:
        show_error(error)


def show_error(error: DataloupeError) -> None:
    """The error as one line."""
    st.error(plain(safe_message(error)), icon=":material/error:")


def safe_message(error: object) -> str:
    """The message; without the folders of the server where other machines reach it."""
    return str(error) if server_settings().is_local else without_paths(str(error))
