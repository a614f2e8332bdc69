"""Which pages does the navigation show? Those that have something to show for the dataset of this visit."""

from __future__ import annotations

import duckdb
import streamlit as st

from analytics.ask.workspaces.served import Manifest, Workspace, open_workspace
from analytics.errors import DataloupeError
from analytics.ui.contents import PAGES
from analytics.ui.frame.connecting import connect
from analytics.ui.frame.dataset import dataset_path
from analytics.ui.frame.visitor import grant_of_visit
from analytics.workspace.annotations import NAME as ANNOTATIONS


def shown_pages() -> frozenset[str] | None:
    """The names of the pages; None when the dataset cannot be read, as the page will say."""
    try:
        path = dataset_path()
        workspace, grant = open_workspace(path), grant_of_visit(path)
        manifest = workspace.read_manifest()
        is_labelled = (workspace.path / ANNOTATIONS).is_file()
        state = str(workspace.path), manifest.generation, grant.hidden_below, is_labelled
        with_content = _shown(*state, workspace, manifest)
        return frozenset(name for name in with_content if PAGES[name].needs <= grant.permissions)
    except (DataloupeError, KeyError, duckdb.Error):
        return None


@st.cache_data(max_entries=32, show_spinner=False)
def _shown(
    path: str, generation: int, hidden_below: int, is_labelled: bool, _workspace: Workspace, _manifest: Manifest
) -> frozenset[str]:
    with_rows = {table for table, facts in _manifest.tables.items() if facts.rows}
    connection = connect(path, generation, hidden_below, _workspace, _manifest)[0].cursor()
    return frozenset(entry.name for entry in PAGES.values() if entry.is_shown(with_rows, connection))
