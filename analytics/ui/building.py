"""What is being built, how the last build ended, and the buttons to stop, continue and bring up to date."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Literal

import pandas as pd
import streamlit as st

from analytics.ask.workspaces import builds, stages
from analytics.ask.workspaces.served import Progress, Workspace, open_workspace, served_workspaces
from analytics.errors import DataloupeError
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

LOOPBACK = ("127.0.0.1", "localhost", "::1")
UPLOADS = "DATALOUPE_UPLOADS"
"""The environment variable with which `dataloupe serve --allow-uploads` says that everybody may add data."""

LOOK_EVERY_SECONDS = 1.0


def is_local() -> bool:
    """Whether only people at this machine reach the dashboard: they may name any path that they can read anyway."""
    return st.get_option("server.address") in LOOPBACK


def may_add() -> bool:
    """Whether people may upload, build and cancel."""
    return is_local() or bool(os.environ.get(UPLOADS))


def building(page: Page) -> None:
    """What is going on: progress of a running build, how the last one ended, or what has changed since; with what can
    be done about it.
    """
    state = builds.build_status(page.workspace)
    if state.kind in ("building", "starting"):
        _progress(page.workspace)
    elif state.kind == "killed" and state.progress:
        st.warning(
            plain(
                f"The last build was killed during {state.progress.stage}, {_how_far(state.progress)}. All it had finished is here; nothing is lost."
            ),
            icon=":material/bolt:",
        )
        _continue(page, "Continue the build")
    elif state.kind == "failed":
        st.warning(plain(f"The last build stopped: {state.reason}."), icon=":material/error:")
        _continue(page, "Try again")
    else:
        _up_to_date(page)


def workspaces() -> None:
    """The workspaces that this dashboard shows, when there are several."""
    there = served_workspaces()
    if len(there) > 1:
        st.caption("Workspaces side by side. Pick one at the top of the page; `dataloupe serve` takes several folders.")
        st.dataframe(
            pd.DataFrame([_workspace(name, path) for name, path in there.items()]),
            hide_index=True,
            alt="Workspaces",
            column_config={"Documents": st.column_config.NumberColumn(format="localized")},
        )


def _workspace(name: str, path: Path) -> dict[str, object]:
    try:
        workspace = open_workspace(path)
        documents = workspace.read_manifest().tables.get("documents")
        return {
            "Workspace": name,
            "Documents": documents.rows if documents else 0,
            "State": builds.build_status(workspace).kind,
            "Folder": str(path),
        }
    except DataloupeError:
        return {"Workspace": name, "Documents": None, "State": "cannot be read", "Folder": str(path)}


def _up_to_date(page: Page) -> None:
    said = stages.changed_sources(page.manifest)
    said += [f"the stage {name} is outdated" for name in page.manifest.outdated_stages]
    if said:
        st.warning(plain(f"Since this was built, {'; '.join(said)}."), icon=":material/update:")
        _continue(page, "Bring up to date")
    elif page.manifest.stages:
        st.markdown("Nothing is being built. What is here fits the files it was made from.")
        if builds.last_request(page.workspace)[0]:
            _continue(
                page,
                "Build again",
                "tertiary",
                "What is here already is skipped; what a newer dataloupe makes besides is added.",
            )
    else:
        st.info("Nothing has been built here yet. Add data below.", icon=":material/add:")


def _continue(
    page: Page, label: str, type: Literal["primary", "tertiary"] = "primary", help: str | None = None
) -> None:
    sources, options = builds.last_request(page.workspace)
    if st.button(
        label,
        type=type,
        help=help,
        icon=":material/play_arrow:",
        key="build-continue",
        disabled=not (sources and may_add()),
    ):
        builds.start_build(page.workspace.path, sources, options)
        st.rerun()


def _progress(workspace: Workspace) -> None:
    @st.fragment(run_every=LOOK_EVERY_SECONDS)
    def watch() -> None:
        state = builds.build_status(workspace)
        if state.kind not in ("building", "starting"):
            st.rerun()
        progress = state.progress
        with st.container(border=True):
            if progress is None:
                st.progress(0.0, "The build is starting.")
                return
            share = min(progress.done / progress.total, 1.0) if progress.total else 0.0
            st.progress(
                share,
                plain(f"{progress.stage}: {_how_far(progress)}, {time.time() - progress.started_at:.0f} s so far."),
            )
            with st.container(horizontal=True, vertical_alignment="center"):
                later = f"Then: {', '.join(progress.remaining)}. " if progress.remaining else "This is the last stage. "
                st.caption(plain(f"{later}It goes on when the browser is closed."))
                st.button(
                    "Cancel",
                    icon=":material/stop:",
                    key="build-cancel",
                    on_click=builds.cancel_build,
                    args=(workspace,),
                    disabled=not may_add(),
                )

    watch()


def _how_far(progress: Progress) -> str:
    scale, unit = (1e6, "MB") if progress.unit == "bytes" else (1, progress.unit)
    of = f" of {progress.total / scale:,.0f}" if progress.total else ""
    return f"{progress.done / scale:,.0f}{of} {unit}"
