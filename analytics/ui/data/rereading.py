"""Read the files of this workspace differently: the same form as for new files, then a build."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from analytics.access import Permission
from analytics.ask.workspaces import builds
from analytics.ui.components.text import plain
from analytics.ui.data.actions import start_build
from analytics.ui.data.corrections import Files
from analytics.ui.data.reading import show_readings
from analytics.ui.frame.page import Page

RECORD_OPTIONS = ("text", "source", "format", "map", "reading")
"""Options of an earlier build that a correction replaces."""

HELP = "Correct what the records are, their fields, or the scale of ratings. The files must still be there."
NO_CHANGE = "Nothing is changed yet. Change a field above first."


def read_differently(page: Page) -> None:
    """A switch that shows how the files of this workspace are read, and builds it again with what is corrected."""
    sources, options = builds.last_request(page.workspace)
    if (
        not sources
        or not page.may(Permission.BUILD)
        or builds.build_status(page.workspace).kind in ("building", "starting")
    ):
        return
    if not st.toggle("Change how a file is read", key="rereading", help=HELP):
        return
    if missing := [Path(source).name for source in sources if not _may_exist(source)]:
        st.info(plain(f"{', '.join(missing)} no longer exists. Add it again to read it differently."))
        return
    present = {name: value for name, value in page.manifest.build.get("options", {}).items() if name != "layout"}
    files = Files(tuple(sources), {**present, **options}, page.workspace.path)
    count, inputs = files.inputs()
    show_readings(files, count, inputs)
    if st.button("Build again as corrected", type="primary", icon=":material/play_arrow:", key="rereading-build"):
        if not files.remember(inputs):
            st.info(NO_CHANGE, icon=":material/info:")
            return
        rest = {name: value for name, value in options.items() if name not in RECORD_OPTIONS}
        start_build(page, sources, rest)
        st.rerun()


def _may_exist(source: str) -> bool:
    """Whether a source is there; that of a glob, or of a table in a file, is not looked for."""
    return any(mark in source for mark in "*?[") or "::" in source or Path(source).expanduser().exists()
