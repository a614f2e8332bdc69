"""The workspaces that this dashboard shows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from analytics.access import server_settings
from analytics.ask.workspaces import builds
from analytics.ask.workspaces.served import open_workspace
from analytics.errors import DataloupeError
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.frame.visitor import visible_workspaces

COLUMNS = ("Workspace", "Documents", "State", "Folder")


def workspaces() -> None:
    """A table of the workspaces; nothing when there is only one."""
    served = visible_workspaces()
    if len(served) < 2:
        return
    st.caption(
        "Workspaces of this dashboard. Choose one at the top of the page. `dataloupe serve` takes several folders."
    )
    rows = pd.DataFrame([_workspace(name, path) for name, path in served.items()], columns=list(COLUMNS))
    columns = dict.fromkeys(COLUMNS, formats.value()) | {"Documents": formats.count()}
    table(rows, columns, "Workspaces")


def _workspace(name: str, path: Path) -> tuple[str, int | None, str, str]:
    try:
        workspace = open_workspace(path)
        documents = workspace.read_manifest().tables.get("documents")
    except DataloupeError:
        return name, None, "cannot be read", _folder(path)
    return name, documents.rows if documents else 0, builds.build_status(workspace).kind, _folder(path)


def _folder(path: Path) -> str:
    """The folder; only its name where other machines reach the server."""
    return str(path) if server_settings().is_local else path.name
