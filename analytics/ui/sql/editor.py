"""Where a statement is written: the text, examples to start with, and how long it may run."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from analytics.ask.sql.limits import MAX_CHARACTERS
from analytics.ui.frame.page import Page
from analytics.ui.sql.examples import DEFAULT, examples

STATEMENT, _WRITTEN = "sql-statement", "_sql-written"
PARAMETER, MAX_LINK_CHARACTERS = "sql", 4_000
"""The statement in the link, so that colleagues can open it; a longer one would not fit. It runs when they run it."""

HEIGHT = 170
TIME_LIMITS = {"4 seconds": 4.5, "30 seconds": 30.0, "2 minutes": 120.0}
"""The choices, and the seconds that a statement gets."""


@dataclass(frozen=True)
class Statement:
    """The text of a statement, the seconds that it may run, and whether it is to run now."""

    text: str
    seconds: float
    is_submitted: bool


def editor(page: Page) -> Statement:
    """The editor, and the statement in it."""
    _pick_example(page)
    with st.form("sql-form", border=False):  # Ctrl+Enter in the text submits a form
        text = st.text_area(
            "One SELECT statement",
            key=STATEMENT,
            height=HEIGHT,
            max_chars=MAX_CHARACTERS,
            label_visibility="collapsed",
        )
        is_submitted = st.form_submit_button(
            "Run query", type="primary", icon=":material/play_arrow:", key="sql-run", help="Ctrl+Enter"
        )
    st.session_state[_WRITTEN] = text  # Streamlit forgets the value of a widget when people leave its page
    if is_submitted and text and len(text) <= MAX_LINK_CHARACTERS:
        st.query_params[PARAMETER] = text
    with st.container(horizontal=True, vertical_alignment="center"):
        limit = st.selectbox(
            "Time limit",
            list(TIME_LIMITS),
            key="sql-time",
            width=140,
            label_visibility="collapsed",
            help="How long the query may run.",
        )
        st.caption("The table `selected` contains the doc_ids of the selection.", width="content")
    return Statement(text, TIME_LIMITS.get(limit, next(iter(TIME_LIMITS.values()))), is_submitted)


def _pick_example(page: Page) -> None:
    """A picker that puts an example into the editor; the first example fills an empty editor."""
    options, state = examples(page), st.session_state
    state[STATEMENT] = (
        state.get(STATEMENT)
        or state.get(_WRITTEN)
        or st.query_params.get(PARAMETER)
        or next(iter(options.values()), DEFAULT)
    )

    def fill() -> None:
        state[STATEMENT] = options.get(state["sql-example"], state[STATEMENT])

    st.selectbox(
        "Example",
        list(options),
        key="sql-example",
        index=None,
        placeholder="Start with an example",
        on_change=fill,
        label_visibility="collapsed",
    )
