"""Opens a page: its title, the dataset, how much there is, what is selected, and what is being built."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.ask.selection import Selection
from analytics.ask.size import ESTIMATED, Size, size
from analytics.ask.workspaces.served import open_workspace
from analytics.errors import DataloupeError
from analytics.ui.components import selection as linked
from analytics.ui.components.text import plain
from analytics.ui.contents import PAGES
from analytics.ui.decisions.offer import decide
from analytics.ui.frame.connecting import connect
from analytics.ui.frame.dataset import pick_dataset
from analytics.ui.frame.decisions import Decisions, message
from analytics.ui.frame.errors import clear_errors, show_error
from analytics.ui.frame.measuring import MEASURES
from analytics.ui.frame.old_links import rename_old_choices
from analytics.ui.frame.page import Page
from analytics.ui.frame.small_groups import check_filters, check_size
from analytics.ui.frame.visitor import grant_of_visit, show_person
from analytics.ui.frame.watching import watch_build

FAVICON, WORDMARK, LAYOUT, ACCESSIBILITY = (
    Path(__file__).with_name(name) for name in ("loupe.svg", "wordmark.svg", "layout.css", "accessibility.js")
)
"""Files of this package. The browser would fetch a Material icon from the web to show it as the tab's icon."""

ACCESSIBILITY_SCRIPT = ACCESSIBILITY.read_text(encoding="utf-8")
SIDEBAR_WIDTH = 204
"""Pixels; Streamlit allows no less than 200."""

TOKENS = "Tokens are estimated from the characters and words of each text, not counted by a model's tokenizer."


@contextlib.contextmanager
def open_page(name: str) -> Iterator[Page]:
    """Show the frame of the page `name` of the registry, and run its body: `with ui.open_page("quality") as page:`.

    The page stops with what to do next where a table that it needs is missing. A DataloupeError of the body becomes
    one line; every other exception stays loud.
    """
    entry = PAGES[name]
    rename_old_choices()
    identity(entry.question)
    st.html(LAYOUT)
    st.html(f"<script data-dataloupe>{ACCESSIBILITY_SCRIPT}</script>", unsafe_allow_javascript=True)
    header = st.container(horizontal=True, vertical_alignment="center", key="page-header", gap="small")
    with header:
        st.title(entry.question, icon=entry.icon, anchor=False, width="content")
    try:
        page = _open(name, header)
        for permission in sorted(entry.needs):
            page.grant.require(permission)
        if entry.tables:
            page.needs(*entry.tables)
        with clear_errors(), MEASURES.page(name):
            yield page
    except DataloupeError as error:
        show_error(error)
        st.stop()
    except (duckdb.InternalException, duckdb.FatalException):
        connect.clear()  # DuckDB closes its whole database after such an error: the next run opens another one
        raise


def identity(title: str = "dataloupe") -> None:
    """Title, icon and layout of the browser's tab.

    `app.py` calls it too, before the Material icon of a page can become the tab's icon.
    """
    st.set_page_config(
        page_title=title if title == "dataloupe" else f"{title} - dataloupe",
        page_icon=str(FAVICON),
        layout="wide",
        initial_sidebar_state=SIDEBAR_WIDTH,
    )
    st.logo(str(WORDMARK), icon_image=str(FAVICON))


def _open(name: str, header: DeltaGenerator) -> Page:
    with header:
        dataset_name, path = pick_dataset()
    workspace = open_workspace(path)
    manifest = workspace.read_manifest()
    grant = grant_of_visit(path)
    show_person(grant)
    opened, corpus, contents = connect(str(path), manifest.generation, grant.hidden_below, workspace, manifest)
    connection = opened.cursor()
    selection = linked.current(page=name, dataset=dataset_name)
    check_filters(selection, grant)
    if not selection:
        with header:
            st.caption(plain(contents), help=TOKENS if ESTIMATED in contents else None, width="content")
    watch_build(workspace, manifest.generation)
    decisions = Decisions(workspace, manifest, connection, grant)
    if news := message():
        st.toast(plain(news), icon=":material/gavel:")
    with header:
        selected = _selection_bar(connection, selection, corpus, decisions)
    check_size(selected, grant)
    return Page(connection, selection, workspace, manifest, corpus, selected, grant)


def _selection_bar(
    connection: duckdb.DuckDBPyConnection, selection: Selection, corpus: Size, decisions: Decisions
) -> Size:
    """Show what is selected; its size. A selection that does not fit can still be removed: the error follows."""
    try:
        decisions.provide(selection)
        selected = size(connection, selection) if selection else corpus
    except DataloupeError:
        linked.bar(selection, Size(0, None), corpus, lambda selection: None)
        raise
    linked.bar(selection, selected, corpus, lambda selection: decide(decisions, selection))
    return selected
