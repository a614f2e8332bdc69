"""Which files? A person names paths on this machine or uploads files; each of them can be removed again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.access import Permission, action, server_settings
from analytics.ask.workspaces.uploads import save_upload
from analytics.errors import DataloupeError
from analytics.ui.components.text import plain
from analytics.ui.data.permissions import check_sources, may_name_paths
from analytics.ui.frame.errors import show_error
from analytics.ui.frame.page import Page

SOURCES, ROUND, PROBLEMS = "_adding-sources", "_adding-round", "_adding-problems"
LOCAL_PATHS = "You can enter the path of any file that you can read, because only this machine can open this page."
NO_PATHS = "You cannot enter paths here: this dashboard was started without --roots."


def pick_sources(page: Page) -> list[str]:
    """The paths that were named or uploaded in this visit."""
    sources: list[str] = st.session_state.setdefault(SOURCES, [])
    if not sources:
        _pick_files(page, sources)
        return sources
    with st.container(horizontal=True, vertical_alignment="center"):
        for index, source in enumerate(sources):
            st.button(
                plain(Path(source).name, limit=40),
                key=f"adding-{index}",
                icon=":material/close:",
                help="Remove this file",
                on_click=sources.__delitem__,
                args=(index,),
            )
        with st.popover("Add more files", icon=":material/add:"):
            _pick_files(page, sources)
    return sources


def _pick_files(page: Page, sources: list[str]) -> None:
    upload, path = st.columns(2, gap="medium")
    with upload:
        _upload(page, sources)
    with path:
        _name_path(page, sources)


def _name_path(page: Page, sources: list[str]) -> None:
    if not may_name_paths():
        st.caption(NO_PATHS)
        return
    with st.form("adding-path", clear_on_submit=True, border=False, enter_to_submit=True):
        path = st.text_input(
            "Or a file, folder or glob on this machine", placeholder="/data/reviews/*.jsonl.gz", help=_paths_help()
        )
        if st.form_submit_button("Read files", icon=":material/search:") and path.strip():
            _add_path(page, path.strip(), sources)
            st.rerun()


@action(Permission.BUILD)
def _add_path(page: Page, path: str, sources: list[str]) -> None:
    try:
        check_sources(page.workspace.path, [path])
    except DataloupeError as error:
        st.session_state[PROBLEMS] = [str(error)]
        return
    sources[:] = dict.fromkeys([*sources, path])


def _paths_help() -> str:
    roots = server_settings().roots
    return LOCAL_PATHS if roots is None else f"Files below these folders: {', '.join(roots)}"


def _upload(page: Page, sources: list[str]) -> None:
    number = st.session_state.setdefault(ROUND, 0)
    files = st.file_uploader(
        "Upload files, or an archive of them", accept_multiple_files=True, key=f"adding-upload-{number}"
    )
    for problem in st.session_state.pop(PROBLEMS, []):
        show_error(DataloupeError(problem))
    if files:
        st.session_state[PROBLEMS] = _save(page, files, sources)
        st.session_state[ROUND] = number + 1  # a new uploader frees the memory that this one holds
        st.rerun()


@action(Permission.BUILD)
def _save(page: Page, files: Sequence[UploadedFile], sources: list[str]) -> list[str]:
    """Write the uploads to the disk and add their paths to `sources`; the problems of those that cannot be saved."""
    problems = []
    for file in files:
        try:
            sources[:] = dict.fromkeys([*sources, str(save_upload(page.workspace.path, file.name, file))])
        except DataloupeError as error:
            problems.append(str(error))
    return problems
