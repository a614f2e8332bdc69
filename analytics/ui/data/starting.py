"""Starts the build of new data: into this workspace, or into a new one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from analytics.ask.workspaces import builds
from analytics.ask.workspaces.served import add_served
from analytics.ask.workspaces.uploads import safe_file_name
from analytics.errors import DataloupeError
from analytics.ui.data.options import pick_options
from analytics.ui.frame.dataset import DATASET
from analytics.ui.frame.page import Page

SOURCES = "_adding-sources"
HERE, NEW = "this workspace", "a new workspace"
MAP_HELP = "Computes vectors of all texts for the map, topics and search by meaning. This takes most of the time."


def offer_build(page: Page, sources: list[str], options: dict[str, Any], is_readable: bool) -> None:
    """Choose where to build, and start."""
    pick_options(options)
    is_failed = builds.build_status(page.workspace).kind == "failed"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        where = st.segmented_control("Build into", [HERE, NEW], default=HERE, required=True, key="adding-where")
        name = _pick_name(sources) if where == NEW else ""
        with_map = st.toggle("Compute map", value=True, key="adding-map", help=MAP_HELP)
        if st.button(
            "Build workspace",
            type="primary",
            icon=":material/play_arrow:",
            key="adding-build",
            disabled=not is_readable,
        ):
            chosen = options if with_map else options | {"encoder": "none"}
            if where == NEW:
                _build_new(page, name, sources, chosen)
            else:
                _build_here(page, sources, chosen, is_failed)
            st.session_state[SOURCES] = []
            st.rerun()
    if is_failed and where == HERE:
        st.caption("Inputs of the build that failed are not read, except those that an earlier build had read.")


def _pick_name(sources: list[str]) -> str:
    default = Path(sources[0]).stem.split(".")[0]
    return st.text_input("Workspace name", value=default, key="adding-name", width=220)


def _build_here(page: Page, sources: list[str], options: dict[str, Any], is_failed: bool) -> None:
    """Build the present sources and the new ones, with the present options where there are present sources."""
    last = builds.last_build if is_failed else builds.last_request
    present, present_options = last(page.workspace)
    builds.start_build(
        page.workspace.path, [*dict.fromkeys([*present, *sources])], present_options if present else options
    )


def _build_new(page: Page, name: str, sources: list[str], options: dict[str, Any]) -> None:
    path = page.workspace.path.parent / safe_file_name(name)
    if path.exists():
        raise DataloupeError(f"This folder already contains {path.name!r}. Choose another name.")
    builds.start_build(path, sources, options)
    st.query_params[DATASET] = add_served(path)  # the page shows the new workspace, and its progress
