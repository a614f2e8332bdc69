"""What a page shows instead of itself when something it needs is missing: what is missing and what to do next."""

from __future__ import annotations

import shlex

import streamlit as st

from analytics.access import server_settings
from analytics.ask.workspaces.served import Workspace
from analytics.ui.frame.commands import show_command

NO_LOGS = (
    "This workspace has no conversations. Build one from chat exports, traces or rated answers. "
    "This page then appears by itself."
)
NO_DOCUMENTS = (
    "This workspace has no documents. Build it from files that contain text. This page then appears by itself."
)


def show_missing(workspace: Workspace, missing: list[str]) -> None:
    """Say which tables are missing, or that there are no documents, and which command makes them."""
    if workspace.is_building():
        st.info(
            "The tables of this page are not built yet. The page appears by itself when they are ready.",
            icon=":material/hourglass_top:",
        )
        return
    if missing:
        st.info(
            f"This page needs tables that are not built yet: {', '.join(missing)}. "
            "Run this command, or build again on the Data page. This page then appears by itself."
        )
    else:
        st.info(NO_DOCUMENTS)
    show_command(build_command(workspace), workspace)


def show_no_logs(workspace: Workspace) -> None:
    """Say that there are no conversations, and which command brings some."""
    st.info(NO_LOGS, icon=":material/forum:")
    show_command("dataloupe build LOGS... --workspace WORKSPACE", workspace)


def show_empty_selection() -> None:
    """Say that no document is selected."""
    st.info("No document matches the selection. Remove a filter above.", icon=":material/filter_alt_off:")


def build_command(workspace: Workspace) -> str:
    """The command that built the workspace; with SOURCE... where it had options, which its sources do not show, and on
    a shared server.
    """
    build = workspace.read_manifest().build
    is_whole = build.get("sources") and not build.get("options") and server_settings().is_local
    sources = shlex.join(build["sources"]) if is_whole else "SOURCE..."
    return f"dataloupe build {sources} --workspace WORKSPACE"
