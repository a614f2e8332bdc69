"""Add data in the browser: name files or upload them, see how they will be read, and build."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.ask.workspaces.inspection import inspect_inputs
from analytics.ask.workspaces.uploads import save_upload
from analytics.errors import DataloupeError
from analytics.ui.components.text import plain
from analytics.ui.data.options import read_options
from analytics.ui.data.permissions import is_local, may_add
from analytics.ui.data.preview import show_preview
from analytics.ui.data.starting import SOURCES, offer_build
from analytics.ui.frame.cache import Keyed, Shared
from analytics.ui.frame.errors import show_error
from analytics.ui.frame.page import Page

ROUND, PROBLEMS = "_adding-round", "_adding-problems"
MAX_PREVIEWS = 20
READ_ONLY = (
    "You cannot add data: this dashboard is open to other machines. "
    "Add it on the machine itself, or start `dataloupe serve` with --allow-uploads."
)


def add_data(page: Page) -> None:
    """Name or upload files, see how they will be read, and build."""
    if not may_add():
        st.info(READ_ONLY, icon=":material/lock:")
        return
    sources = _pick_sources(page)
    if not sources:
        return
    options = read_options()
    changed = tuple(_modified_at(source) for source in sources)
    with st.spinner("Inspecting the files"):
        count, previews = page.derive(
            inspect_inputs, tuple(sources), Keyed(options, (options, changed)), shared=Shared(MAX_PREVIEWS)
        )
    show_preview(count, previews)
    problems = [one.problem for one in previews if one.problem is not None]
    for problem in problems:
        show_error(DataloupeError(problem))
    offer_build(page, sources, options, is_readable=not problems)


def _pick_sources(page: Page) -> list[str]:
    """The paths that were named or uploaded in this visit."""
    sources: list[str] = st.session_state.setdefault(SOURCES, [])
    path, upload = st.columns(2, gap="medium")
    with path:
        _name_path(sources)
    with upload:
        _upload(page, sources)
    sources[:] = dict.fromkeys(sources)
    with st.container(horizontal=True, vertical_alignment="center"):
        for index, source in enumerate(sources):
            st.button(
                plain(Path(source).name, limit=40),
                key=f"adding-{index}",
                icon=":material/close:",
                help="Remove this input",
                on_click=sources.__delitem__,
                args=(index,),
            )
    return sources


def _name_path(sources: list[str]) -> None:
    if not is_local():
        st.caption("You can enter paths only on the machine itself: this dashboard is open to other machines.")
        return
    with st.form("adding-path", clear_on_submit=True, border=False, enter_to_submit=True):
        path = st.text_input("A file, folder or glob on this machine", placeholder="/data/reviews/*.jsonl.gz")
        st.caption(
            "You can enter the path of any file that you can read, because only this machine can open this page."
        )
        if st.form_submit_button("Inspect files", icon=":material/search:") and path.strip():
            sources.append(path.strip())


def _upload(page: Page, sources: list[str]) -> None:
    number = st.session_state.setdefault(ROUND, 0)
    files = st.file_uploader(
        "Or upload files, or a zip archive of them", accept_multiple_files=True, key=f"adding-upload-{number}"
    )
    for problem in st.session_state.pop(PROBLEMS, []):
        show_error(DataloupeError(problem))
    if files:
        st.session_state[PROBLEMS] = _save(page, files, sources)
        st.session_state[ROUND] = number + 1  # a new uploader frees the memory that this one holds
        st.rerun()


def _save(page: Page, files: Sequence[UploadedFile], sources: list[str]) -> list[str]:
    """Write the uploads to the disk and add their paths to `sources`; the problems of those that cannot be saved."""
    problems = []
    for file in files:
        try:
            sources.append(str(save_upload(page.workspace.path, file.name, file)))
        except DataloupeError as error:
            problems.append(str(error))
    return problems


def _modified_at(source: str) -> float:
    try:
        return Path(source).stat().st_mtime
    except OSError:
        return 0.0
