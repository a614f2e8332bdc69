"""Add data from the browser: a path or an upload, what is understood of it, and where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.ask.workspaces import builds
from analytics.ask.workspaces.inspection import InputPreview, inspect_inputs
from analytics.ask.workspaces.served import add_served
from analytics.ask.workspaces.uploads import safe_file_name, save_upload
from analytics.errors import DataloupeError
from analytics.ui.building import is_local, may_add
from analytics.ui.components.text import plain
from analytics.ui.frame.dataset import DATASET
from analytics.ui.frame.page import Page

GUESSED = "as guessed"
HERE, BESIDE = "this workspace", "a new workspace beside it"
SOURCES, ROUND, PROBLEMS = "_adding-sources", "_adding-round", "_adding-problems"
MEGABYTE = 1e6


def adding(page: Page) -> None:
    """Name files or upload them, see how they will be read, and build."""
    if not may_add():
        st.info(
            "Data is added at the machine itself: this dashboard is open to others. `dataloupe serve --allow-uploads` lets them upload too.",
            icon=":material/lock:",
        )
        return
    sources = _sources(page)
    if not sources:
        return
    options = _options(page)
    with st.spinner("Looking at it"):
        number, found = _inspected(tuple(sources), options, tuple(_stamp(source) for source in sources))
    _understood(number, found)
    for one in found:
        if one.problem is not None:
            st.error(plain(one.problem), icon=":material/error:")
    _build(page, sources, options, readable=all(one.problem is None for one in found))


def _sources(page: Page) -> list[str]:
    """The paths that were named or uploaded in this visit."""
    kept: list[str] = st.session_state.setdefault(SOURCES, [])
    path, upload = st.columns(2, gap="medium")
    with path:
        if is_local():
            with st.form("adding-path", clear_on_submit=True, border=False, enter_to_submit=True):
                named = st.text_input("A file, folder or glob on this machine", placeholder="/data/reviews/*.jsonl.gz")
                st.caption("Any file that you can read can be named: only this machine reaches this page.")
                if st.form_submit_button("Look at it", icon=":material/search:") and named.strip():
                    kept.append(named.strip())
        else:
            st.caption("Paths are named at the machine itself: this dashboard is open to others.")
    with upload:
        round_ = st.session_state.setdefault(ROUND, 0)
        files = st.file_uploader(
            "Or upload files, or a zip of some", accept_multiple_files=True, key=f"adding-upload-{round_}"
        )
        for problem in st.session_state.pop(PROBLEMS, []):
            st.error(plain(problem), icon=":material/error:")
        if files:
            st.session_state[PROBLEMS] = _receive(page, files, kept)
            st.session_state[ROUND] = (
                round_ + 1
            )  # a new uploader: what this one holds in memory is on the disk now, or of no use
            st.rerun()
    kept[:] = dict.fromkeys(kept)
    if kept:
        with st.container(horizontal=True, vertical_alignment="center"):
            for index, source in enumerate(kept):
                st.button(
                    plain(Path(source).name, limit=40),
                    key=f"adding-{index}",
                    icon=":material/close:",
                    help="Leave it out",
                    on_click=kept.__delitem__,
                    args=(index,),
                )
    return kept


def _receive(page: Page, files: Sequence[UploadedFile], kept: list[str]) -> list[str]:
    """Put the uploads on the disk and their paths to `kept`; what is wrong with those that cannot be."""
    problems = []
    for file in files:
        try:
            kept.append(str(save_upload(page.workspace.path, file.name, file)))
        except DataloupeError as error:
            problems.append(str(error))
    return problems


def _options(page: Page) -> dict[str, Any]:
    """How it is to be read: as the workspace was, for data that is added to it; chosen, for a new one."""
    return dict(st.session_state.get("_adding-options", {}))


@st.cache_data(max_entries=20, show_spinner=False)
def _inspected(
    sources: tuple[str, ...], options: dict[str, Any], stamps: tuple[float, ...]
) -> tuple[int, list[InputPreview]]:
    return inspect_inputs(sources, options)


def _stamp(source: str) -> float:
    try:
        return Path(source).stat().st_mtime
    except OSError:
        return 0.0


def _understood(number: int, found: list[InputPreview]) -> None:
    """How each input will be read; one of them, the first or the one that was picked, with its columns and first
    rows.
    """
    size = sum(one.bytes for one in found) / MEGABYTE
    st.markdown(
        plain(
            f"{number:,} input{'s' * (number != 1)}, {size:,.1f} MB{'' if number == len(found) else ' in the first of them'}. This is how it will be read:"
        )
    )
    names = {one.name: one for one in found}
    one = (
        names[st.selectbox("Input", list(names), key="adding-input", label_visibility="collapsed") or found[0].name]
        if len(names) > 1
        else found[0]
    )
    if one.problem is not None:
        st.caption("This one cannot be read. Leave it out, and the others can be built.")
        return
    st.text(one.line)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.dataframe(
            one.plan,
            hide_index=True,
            height=245,
            alt="Columns of the input",
            placeholder="kept beside",
            column_config={
                "column": st.column_config.TextColumn("Column", pinned=True),
                "type": "Type",
                "becomes": st.column_config.TextColumn("Read as"),
            },
        )
    with right:
        rows = one.rows
        shown = [
            name
            for name in ("text", "title", "source", "kind", "lang", "label", "created_at", "score", "url")
            if name in rows and rows[name].notna().any()
        ]
        st.dataframe(rows[shown], hide_index=True, height=245, alt="The first rows as documents")


def _build(page: Page, sources: list[str], options: dict[str, Any], readable: bool) -> None:
    with st.expander("Read it otherwise", icon=":material/tune:"), st.form("adding-options", border=False):
        st.caption("For a new workspace. What is added to this one is read as it was read.")
        with st.container(horizontal=True):
            text = st.text_input("Text column", value=options.get("text", ""), placeholder=GUESSED, width=220)
            source = st.text_input("Source column", value=options.get("source", ""), placeholder=GUESSED, width=220)
            mapping = st.text_input(
                "Other fields", value=_mapping_words(options), placeholder="title=headline, label=class", width=360
            )
        if st.form_submit_button("Look again", icon=":material/refresh:"):
            st.session_state["_adding-options"] = _chosen(text, source, mapping)
            st.rerun()
    failed = builds.build_status(page.workspace).kind == "failed"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        where = st.segmented_control("Build", [HERE, BESIDE], default=HERE, required=True, key="adding-where")
        name = (
            st.text_input("Its name", value=Path(sources[0]).stem.split(".")[0], key="adding-name", width=220)
            if where == BESIDE
            else ""
        )
        encoder = st.toggle(
            "With the map",
            value=True,
            key="adding-map",
            help="Vectors of all texts: the map, topics, and search by meaning. Takes most of the time.",
        )
        if st.button("Build", type="primary", icon=":material/play_arrow:", key="adding-build", disabled=not readable):
            chosen = options | ({} if encoder else {"encoder": "none"})
            if where == BESIDE:
                _build_beside(page, name, sources, chosen)
            else:
                present, as_before = (
                    builds.last_build(page.workspace) if failed else builds.last_request(page.workspace)
                )
                builds.start_build(
                    page.workspace.path, [*dict.fromkeys([*present, *sources])], as_before if present else chosen
                )
            st.session_state[SOURCES] = []
            st.rerun()
    if failed and where == HERE:
        st.caption("What the build that stopped was to read is left out, but for what had been read before.")


def _build_beside(page: Page, name: str, sources: list[str], options: dict[str, Any]) -> None:
    path = page.workspace.path.parent / safe_file_name(name)
    if path.exists():
        raise DataloupeError(f"there is {path.name!r} already beside this workspace - choose another name")
    builds.start_build(path, sources, options)
    st.query_params[DATASET] = add_served(path)  # the page goes on with the new one, whose progress it shows


def _mapping_words(options: dict[str, Any]) -> str:
    return ", ".join(f"{field}={column}" for field, column in options.get("map", {}).items())


def _chosen(text: str, source: str, mapping: str) -> dict[str, Any]:
    pairs = [pair.partition("=") for pair in mapping.split(",") if pair.strip()]
    fields = {field.strip(): column.strip() for field, _, column in pairs}
    return {
        name: value for name, value in (("text", text.strip()), ("source", source.strip()), ("map", fields)) if value
    }
