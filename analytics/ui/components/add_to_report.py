"""A button that adds what a page shows to the report of the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import duckdb
import streamlit as st

from analytics.access import Permission, action
from analytics.ask.workspaces.served import Manifest, Workspace
from analytics.errors import DataloupeError
from analytics.report.context import DEFAULT_MIN_USERS, ReportContext
from analytics.report.items import add_item
from analytics.ui.components.selection import PARAMETER, current_page
from analytics.ui.components.text import plain
from analytics.ui.frame.visitor import may

ICON = ":material/post_add:"
HELP = "Adds this to the report, where you can add a note and change the order."
DATASET = "dataset"


class Opened(Protocol):
    """A page, or the decisions of one: an open workspace."""

    @property
    def workspace(self) -> Workspace: ...
    @property
    def manifest(self) -> Manifest: ...
    @property
    def connection(self) -> duckdb.DuckDBPyConnection: ...


def add_to_report(
    opened: Opened,
    kind: str,
    title: str,
    spec: Mapping[str, Any],
    key: str,
    *,
    label: str = "Add to report",
    page_name: str | None = None,
    parameters: Mapping[str, str] | None = None,
    note_key: str | None = None,
) -> None:
    """A button that adds an item of this kind (see `report.items`). The item links to the page `page_name` with these
    `parameters`: by default to this page as it is. `note_key` is the key of a text input with the note.
    """
    if not may(Permission.REPORT):
        return
    arguments = (opened, kind, title, spec, page_name, parameters, note_key)
    st.button(label, key=f"report-{key}", icon=ICON, type="tertiary", help=HELP, on_click=_add, args=arguments)


@action(Permission.REPORT)
def _add(
    opened: Opened,
    kind: str,
    title: str,
    spec: Mapping[str, Any],
    page_name: str | None,
    parameters: Mapping[str, str] | None,
    note_key: str | None,
) -> None:
    context = ReportContext(opened.workspace, opened.manifest, opened.connection, False, DEFAULT_MIN_USERS)
    link = {name: value for name, value in st.query_params.to_dict().items() if name != DATASET}
    note = str(st.session_state.get(note_key) or "") if note_key else ""
    try:
        add_item(
            context, kind, title, spec, page_name or current_page(), link if parameters is None else parameters, note
        )
    except DataloupeError as error:
        st.toast(plain(f"This is not added to the report. {error}"), icon=":material/error:")
        return
    st.toast("Added to the report.", icon=ICON)


def link_of(parameters: Mapping[str, str], selection: str) -> dict[str, str]:
    """The parameters of a link with this selection."""
    return {**parameters, **({PARAMETER: selection} if selection else {})}
