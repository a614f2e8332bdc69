"""The open workspaces of the server: one connection for each state of a workspace, shared by all visitors."""

from __future__ import annotations

import duckdb
import streamlit as st

from analytics.ask.selection import ALL
from analytics.ask.size import Size, describe_contents, size
from analytics.ask.workspaces.hidden import hide_texts
from analytics.ask.workspaces.served import Manifest, Workspace

MAX_OPEN_WORKSPACES = 8
"""States of workspaces that stay open; each costs a few file handles and its answered selections."""


@st.cache_resource(max_entries=MAX_OPEN_WORKSPACES, show_spinner=False)
def connect(
    path: str, generation: int, hidden_below: int, _workspace: Workspace, _manifest: Manifest
) -> tuple[duckdb.DuckDBPyConnection, Size, str]:
    """The connection, the size of all documents, and what the workspace contains in words. With `hidden_below` above 1,
    texts and values of fewer rows are hidden.
    """
    connection = _workspace.connect(_manifest)
    if hidden_below > 1:
        hide_texts(connection, hidden_below)
    corpus = size(connection, ALL)
    return connection, corpus, describe_contents(connection, corpus)
