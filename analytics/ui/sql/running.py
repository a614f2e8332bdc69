"""Runs a statement in a process of its own, which people can stop, and keeps its answer."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.access import Permission, action
from analytics.ask.selection import doc_ids
from analytics.ask.sql.limits import Limits
from analytics.ask.sql.process import RunningStatement
from analytics.ask.sql.result import QueryResult
from analytics.ui.frame.page import Page
from analytics.ui.frame.slots import QUERIES
from analytics.ui.server.visits import others_may_be_here
from analytics.ui.sql.editor import Statement

_ANSWER, _STOPPED = "_sql-answer", "_sql-stopped"
TICK_SECONDS = 0.2


def last_answer(page: Page, statement: Statement) -> tuple[str, QueryResult] | None:
    """The last statement of this visit and its answer, after running `statement` if it is submitted.

    None before the first one, and when something new has been built or selected since.
    """
    state = (str(page.workspace.path), page.manifest.generation, page.selection.to_url())
    place = st.empty()
    if st.session_state.pop(_STOPPED, False):
        place.info("The query was stopped. Run it again, or change it.", icon=":material/stop:")
    if statement.is_submitted:
        st.session_state.pop(_ANSWER, None)
        st.session_state[_ANSWER] = (state, statement.text, _run(page, statement, place))
    last = st.session_state.get(_ANSWER)
    return (last[1], last[2]) if last and last[0] == state else None


@action(Permission.SQL)
def _run(page: Page, statement: Statement, place: DeltaGenerator) -> QueryResult:
    """The answer of the statement.

    A click on Stop, or on anything else, ends this run of the page with Streamlit's own exception; the `with` statement
    then ends the process.
    """
    selected = doc_ids(page.connection, page.selection)
    limits = Limits(statement.seconds)
    slot = QUERIES.slot(page.grant.person)
    with slot, RunningStatement(page.connection, statement.text, limits, selected) as running:
        if others_may_be_here():
            running.give_way()
        with place.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Stop query",
                icon=":material/stop:",
                key="sql-stop",
                on_click=st.session_state.update,
                args=({_STOPPED: True},),
            )
            clock = st.empty()
        while not running.wait(TICK_SECONDS):
            clock.caption(f"Running for {running.seconds:.1f} s.")
        place.empty()
        return running.result()
