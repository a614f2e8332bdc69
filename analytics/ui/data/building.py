"""The state of the build: its progress, how the last one ended, and buttons to cancel, continue and update."""

from __future__ import annotations

import time
from typing import Literal

import streamlit as st

from analytics.access import Permission
from analytics.ask.workspaces import builds
from analytics.ask.workspaces.served import Progress, Workspace
from analytics.ui.components.text import plain
from analytics.ui.data.actions import cancel_build, start_build
from analytics.ui.data.inputs import outdated
from analytics.ui.data.outcome import show_outcome
from analytics.ui.frame.page import Page
from analytics.ui.frame.visitor import grant_of_visit, may

REFRESH_SECONDS = 1.0
BUILD_AGAIN_HELP = "Keeps what is already built, and adds what a newer version of dataloupe builds."


def build_state(page: Page) -> None:
    """The progress of a running build, how the last one ended, or what is out of date, with the button to press."""
    status = builds.build_status(page.workspace)
    if status.kind in ("building", "starting"):
        _progress(page.workspace)
    elif status.kind == "killed" and status.progress:
        st.warning(
            plain(
                f"The last build was killed during {status.progress.stage}, {_describe(status.progress)}. "
                "Everything that it finished is kept."
            ),
            icon=":material/bolt:",
        )
        _build_button(page, "Continue build")
    elif status.kind == "failed":
        st.warning(plain(f"The last build stopped: {status.reason}."), icon=":material/error:")
        _build_button(page, "Retry build")
    else:
        _finished(page)


def _finished(page: Page) -> None:
    if reasons := outdated(page.manifest):
        st.warning(plain(f"Since the last build, {'; '.join(reasons)}."), icon=":material/update:")
        _build_button(page, "Update workspace")
    elif page.manifest.stages:
        with st.container(horizontal=True, vertical_alignment="center"):
            show_outcome(page)
    else:
        st.info("This workspace is empty. Add data below.", icon=":material/add:")


def build_again(page: Page) -> None:
    """A button that builds the workspace again, where that is possible and nothing else is to be done."""
    is_done = builds.build_status(page.workspace).kind == "done" and page.manifest.stages
    if is_done and not outdated(page.manifest) and builds.last_request(page.workspace)[0]:
        _build_button(page, "Build again", "tertiary", BUILD_AGAIN_HELP)


def _build_button(
    page: Page, label: str, type: Literal["primary", "tertiary"] = "primary", help: str | None = None
) -> None:
    sources, options = builds.last_request(page.workspace)
    if st.button(
        label,
        type=type,
        help=help,
        icon=":material/play_arrow:",
        key="build-continue",
        disabled=not (sources and page.may(Permission.BUILD)),
    ):
        start_build(page, sources, options)
        st.rerun()


def _progress(workspace: Workspace) -> None:
    @st.fragment(run_every=REFRESH_SECONDS)
    def watch() -> None:
        status = builds.build_status(workspace)
        if status.kind not in ("building", "starting"):
            st.rerun()
        with st.container(border=True):
            if status.progress is None:
                st.progress(0.0, status.reason or "The build is starting.")
            else:
                _progress_bar(workspace, status.progress)

    watch()


def _progress_bar(workspace: Workspace, progress: Progress) -> None:
    share = min(progress.done / progress.total, 1.0) if progress.total else 0.0
    seconds = time.time() - progress.started_at
    st.progress(share, plain(f"{progress.stage}: {_describe(progress)}, {seconds:.0f} s so far"))
    with st.container(horizontal=True, vertical_alignment="center"):
        also = f"At the same time: {', '.join(progress.also_running)}. " if progress.also_running else ""
        later = f"Next: {', '.join(progress.remaining)}." if progress.remaining else "No other stage follows."
        st.caption(plain(f"{also}{later} The build continues when the browser is closed."))
        st.button(
            "Cancel build",
            icon=":material/stop:",
            key="build-cancel",
            on_click=cancel_build,
            args=(workspace, grant_of_visit(workspace.path).person),
            disabled=not may(Permission.BUILD),
        )


def _describe(progress: Progress) -> str:
    """`20 of 60 rows`; bytes in megabytes."""
    scale, unit = (1e6, "MB") if progress.unit == "bytes" else (1, progress.unit)
    total = f" of {progress.total / scale:,.0f}" if progress.total else ""
    return f"{progress.done / scale:,.0f}{total} {unit}"
