"""The ratings that a page on feedback works with, coded once for each state of a workspace."""

from __future__ import annotations

import streamlit as st

from analytics.ask.logs.ratings import FeedbackName, Ratings, feedback_names, ratings, selected, simulated
from analytics.errors import DataloupeError
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

NO_LOGS = "There are no conversations here. This page looks at logs: build a workspace from an export of chats, traces or rated answers; the page then fills by itself."
NO_FEEDBACK = "These conversations came without feedback. Give the build the file that holds thumbs or ratings together with the conversations, or name its columns with --map."
KEPT_RATINGS = 6


def needs_turns(page: Page) -> None:
    """Stop the page with what to do where there are no conversations."""
    page.needs("documents")
    if not page.has("turns") or not page.connection.execute("SELECT count(*) FROM turns").fetchall()[0][0]:
        st.info(NO_LOGS, icon=":material/forum:")
        st.code(f"dataloupe build LOGS... --workspace {page.workspace.path}", language=None)
        st.stop()
    say_simulated(page)


def say_simulated(page: Page) -> None:
    """Simulated logs are called so on every page that shows them."""
    if page.has("documents") and simulated(page.connection):
        st.caption(":orange-badge[Simulated] These logs were made by a program; nobody said any of this.")


def feedback(page: Page) -> Ratings:
    """What is selected of the feedback that the person picks; the page stops with what to do where there is none."""
    needs_turns(page)
    names = feedback_names(page.connection)
    if not names:
        st.info(NO_FEEDBACK, icon=":material/thumbs_up_down:")
        st.code(f"dataloupe build LOGS... --map thumbs=COLUMN --workspace {page.workspace.path}", language=None)
        st.stop()
    name = _pick_name(names)
    whole = _ratings(str(page.workspace.path), page.manifest.generation, name.name, _page=page)
    found = selected(page.connection, page.selection, whole)
    if not found.rated.any():
        st.info(
            f"The selection holds no rated {found.unit}. Take one of its parts away above.",
            icon=":material/filter_alt_off:",
        )
        st.stop()
    if name.unplaced or name.unreadable:
        st.caption(
            f"Left out: {name.unplaced:,} ratings of messages that no input holds, {name.unreadable:,} whose value cannot be read."
        )
    return found


def about_users(of: Ratings) -> str:
    """What counts as a user, for definitions."""
    if of.users_known:
        return "Ratings of one user hang together; intervals are made wider accordingly."
    return "These logs name no users: each conversation counts as one. If one person held many, the intervals are too narrow."


def _pick_name(names: list[FeedbackName]) -> FeedbackName:
    there = {one.name: one for one in names}
    if len(names) == 1:
        return names[0]
    choice = st.segmented_control(
        "Feedback",
        list(there),
        key="feedback",
        bind="query-params",
        default=names[0].name,
        required=True,
        format_func=plain,
    )
    if choice not in there:
        raise DataloupeError(f"there is no feedback called {choice!r} - there is {', '.join(there)}")
    return there[choice]


@st.cache_resource(max_entries=KEPT_RATINGS, show_spinner=False)
def _ratings(path: str, generation: int, name: str, _page: Page) -> Ratings:
    return ratings(_page.connection, name)
