"""Commands that a page suggests. On a shared server the person at the page is not at the machine."""

from __future__ import annotations

import shlex

import streamlit as st

from analytics.access import server_settings
from analytics.ask.workspaces.served import Workspace

AT_THE_SERVER = "The owner of this server can run:"


def show_command(command: str, workspace: Workspace) -> None:
    """Show a command, in which WORKSPACE stands for the workspace: its path, or its name on a shared server."""
    is_local = server_settings().is_local
    if not is_local:
        st.caption(AT_THE_SERVER)
    name = str(workspace.path) if is_local else workspace.path.name
    st.code(command.replace("WORKSPACE", shlex.quote(name)), language=None)
