"""Starts the build of new data: into a new workspace, or into this one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from analytics.ask.workspaces import builds
from analytics.ask.workspaces.inspection import InputFile
from analytics.ask.workspaces.served import add_served
from analytics.ask.workspaces.uploads import safe_file_name
from analytics.errors import DataloupeError
from analytics.ui.data.actions import start_build
from analytics.ui.data.corrections import Files
from analytics.ui.data.picking import SOURCES
from analytics.ui.frame.dataset import DATASET
from analytics.ui.frame.page import Page

HERE, NEW = "This workspace", "New workspace"
MAP_HELP = "Computes vectors of all texts for the map, topics and search by meaning. This takes most of the time."
READ_ALIKE = (
    "The workspace keeps its data. The new files are read as shown below, unless the workspace was built with other "
    "options."
)


def offer_build(page: Page, files: Files, inputs: list[InputFile]) -> None:
    """Choose where to build, and start."""
    is_failed = builds.build_status(page.workspace).kind == "failed"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        default = NEW if page.manifest.stages else HERE
        where = st.segmented_control("Build into", [NEW, HERE], default=default, required=True, key="adding-where")
        name = _pick_name(page, files.sources[0]) if where == NEW else ""
        with_map = st.toggle("Compute map", value=True, key="adding-map", help=MAP_HELP)
        if st.button("Build workspace", type="primary", icon=":material/play_arrow:", key="adding-build"):
            files.check(inputs)
            files.remember(inputs)
            options = {} if with_map else {"encoder": "none"}
            if where == NEW:
                _build_new(page, name, files.sources, options)
            else:
                _build_here(page, files.sources, options, is_failed)
            st.session_state[SOURCES] = []
            st.rerun()
    if where == HERE and page.manifest.stages:
        failed = " The inputs of the failed build are skipped, unless an earlier build has read them."
        st.caption(READ_ALIKE + (failed if is_failed else ""))


def _pick_name(page: Page, source: str) -> str:
    """The name of the new workspace: that of the file, with a number when there is one already."""
    stem = Path(source).stem.split(".")[0].strip("*? ") or "data"
    folder, name, number = page.workspace.path.parent, stem, 2
    while (folder / safe_file_name(name)).exists():
        name, number = f"{stem}-{number}", number + 1
    return st.text_input("Workspace name", value=name, key=f"adding-name-{name}", width=220)


def _build_here(page: Page, sources: tuple[str, ...], options: dict[str, Any], is_failed: bool) -> None:
    """Build the present sources and the new ones, with the present options where there are present sources."""
    last = builds.last_build if is_failed else builds.last_request
    present, present_options = last(page.workspace)
    start_build(page, [*dict.fromkeys([*present, *sources])], present_options if present else options)


def _build_new(page: Page, name: str, sources: tuple[str, ...], options: dict[str, Any]) -> None:
    path = page.workspace.path.parent / safe_file_name(name)
    if path.exists():
        raise DataloupeError(f"This folder already contains {path.name!r}. Choose another name.")
    start_build(page, sources, options, into=path)
    st.query_params[DATASET] = add_served(path)  # the page shows the new workspace, and its progress
