"""A DataloupeError as one line on the page; every other exception stays loud."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import streamlit as st

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
    st.error(plain(error), icon=":material/error:")
