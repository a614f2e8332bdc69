"""Watches the workspace: shows a running build, and reruns the page when there is something new."""

from __future__ import annotations

import contextlib
import time

import streamlit as st

from analytics.ask.workspaces.served import Progress, Workspace
from analytics.errors import DataloupeError
from analytics.ui.components.text import plain

SECONDS_WHILE_BUILDING, SECONDS_WHILE_IDLE = 2.0, 15.0


def watch_build(workspace: Workspace, generation: int) -> None:
    """Show how far a running build is, and rerun the page when another generation becomes visible."""
    is_building = workspace.is_building()

    @st.fragment(run_every=SECONDS_WHILE_BUILDING if is_building else SECONDS_WHILE_IDLE)
    def watch() -> None:
        now = None  # a workspace that has been deleted is a change too: the page itself reports it
        with contextlib.suppress(DataloupeError):
            now = (workspace.read_manifest().generation, workspace.is_building())
        if now != (generation, is_building):
            st.rerun()
        if is_building:
            st.info(describe_progress(workspace.progress()), icon=":material/progress_activity:")

    watch()


def describe_progress(progress: Progress | None) -> str:
    """The stage that runs, how far it is, and which stages follow, as Markdown-safe text."""
    if progress is None:
        return "The build is running. This page refreshes by itself."
    seconds = max(time.time() - progress.started_at, 0)
    total = f" of {progress.total:,.0f}" if progress.total else ""
    also = f" At the same time: {', '.join(progress.also_running)}." if progress.also_running else ""
    later = f" Next: {', '.join(progress.remaining)}." if progress.remaining else ""
    return plain(
        f"The build is running: {progress.stage}, {progress.done:,.0f}{total} {progress.unit} in {seconds:.0f} s."
        f"{also}{later} This page refreshes by itself."
    )
