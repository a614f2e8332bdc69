"""The frame around every page: the dataset, how much there is, what is selected, what is still being built, and clear
errors.
"""

from __future__ import annotations

import contextlib
import shlex
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.ask.columns import Column, column, tables
from analytics.ask.selection import ALL, Selection
from analytics.ask.size import Size, size
from analytics.ask.workspaces.served import Manifest, Progress, Workspace, open_workspace, served_workspaces
from analytics.errors import DataloupeError
from analytics.ui import selection as chosen
from analytics.ui.decisions.offer import decide
from analytics.ui.decisions.state import Decisions, said
from analytics.ui.text import plain

Answer = TypeVar("Answer")

FAVICON, WORDMARK = (Path(__file__).with_name(name) for name in ("loupe.svg", "wordmark.svg"))
"""Ours, because a Material icon as a favicon is fetched from the web."""

OPEN_WORKSPACES = 8
"""States of workspaces that stay open; each costs a few file handles and its answered selections."""

REMEMBERED_ANSWERS = 500
"""Small tables and numbers, a few kilobytes each: people come back to a page, and a page runs anew at every click on
it.
"""

REMEMBERED_COMPARISONS = 100

DATASET_WIDTH = 220

DATASET, _DATASET = "dataset", "_dataset"

WHILE_BUILDING_SECONDS, WHILE_IDLE_SECONDS = 2.0, 15.0

TOKENS = "Tokens are estimated from the characters and words of each text, not counted by a model's tokenizer."


@dataclass(frozen=True)
class Page:
    """What a page works with: a cursor of its own, the selection, and the workspace as it is visible now."""

    connection: duckdb.DuckDBPyConnection
    selection: Selection
    workspace: Workspace
    manifest: Manifest
    corpus: Size
    selected: Size

    def ask(self, question: Callable[..., Answer], *details: Any, **more: Any) -> Answer:
        """`question(connection, selection, *details, **more)`, remembered for this selection until something new has
        been built.
        """
        name = f"{question.__module__}.{question.__qualname__}"
        if "<" in name:
            raise ValueError(f"{name} has no name of its own that its answers could be remembered by")
        state = (str(self.workspace.path), self.manifest.generation, self.selection.to_url())
        return _remembered(
            name, state, details, more, lambda: question(self.connection, self.selection, *details, **more)
        )

    @property
    def decisions(self) -> Decisions:
        """What has been decided about the documents."""
        return Decisions(self.workspace, self.manifest, self.connection)

    def ask_of(self, question: Callable[..., Answer], *selections: Selection) -> Answer:
        """`question(connection, *selections)` of other selections than the page's own, remembered until something new
        has been built.
        """
        name = f"{question.__module__}.{question.__qualname__}"
        asked = " ".join((name, *(one.to_url() for one in selections)))
        return _remembered_of(
            str(self.workspace.path), self.manifest.generation, asked, lambda: question(self.connection, *selections)
        )

    def has(self, table: str) -> bool:
        """Whether a table is there to be asked."""
        return table in tables(self.connection)

    def column(self, table: str, name: str) -> Column:
        """A column of a table with one row a document. Raises DataloupeError naming the columns there are."""
        return column(self.connection, table, name)

    def needs(self, *names: str) -> None:
        """Stop the page with what to do next when one of these tables is not there, or no document is."""
        missing = [name for name in names if not self.has(name)]
        if missing or not self.corpus.documents:
            _say_what_to_do(self.workspace, missing)
            st.stop()
        if not self.selected.documents:
            st.info(
                "No document fits the whole selection. Take one of its parts away above.",
                icon=":material/filter_alt_off:",
            )
            st.stop()


@contextlib.contextmanager
def frame(question: str, icon: str) -> Iterator[Page]:
    """Everything around a page that answers `question`; `with frame(...) as page:` runs the page inside.

    A DataloupeError of the page becomes one line; every other exception stays loud.
    """
    identity(question)
    dataset = st.container(horizontal=True, vertical_alignment="center")
    st.title(question, icon=icon, anchor=False)
    try:
        page = _open_page(question, dataset)
        with clear_errors():
            yield page
    except DataloupeError as error:
        _say(error)
        st.stop()
    except (duckdb.InternalException, duckdb.FatalException):
        _open.clear()  # DuckDB gives its whole database up after such an error: the next run opens another
        raise


@contextlib.contextmanager
def clear_errors() -> Iterator[None]:
    """Show a DataloupeError as one line. For fragments, whose later runs are outside the frame."""
    try:
        yield
    except DataloupeError as error:
        _say(error)


def _open_page(question: str, dataset: DeltaGenerator) -> Page:
    with dataset:
        name, path = _pick_dataset()
    workspace = open_workspace(path)
    manifest = workspace.read_manifest()
    opened, corpus = _open(str(path), manifest.generation, workspace, manifest)
    connection = opened.cursor()
    selection = chosen.current(page=question, dataset=name)
    with dataset:
        st.caption(plain(corpus.describe()), help=TOKENS, width="content")
    _watch(workspace, manifest.generation)
    decisions = Decisions(workspace, manifest, connection)
    if news := said():
        st.toast(plain(news), icon=":material/gavel:")
    try:
        decisions.provide(selection)
        selected = size(connection, selection) if selection else corpus
    except DataloupeError:
        chosen.bar(selection, Size(0, None), corpus, lambda selection: None)
        raise
    chosen.bar(selection, selected, corpus, lambda selection: decide(decisions, selection))
    return Page(connection, selection, workspace, manifest, corpus, selected)


def _say(error: DataloupeError) -> None:
    st.error(plain(error), icon=":material/error:")


def identity(question: str = "dataloupe") -> None:
    """Title, icon and layout of the browser's tab. `app.py` calls it too, before its pages' Material icons can become
    the tab's icon.
    """
    title = question if question == "dataloupe" else f"{question} - dataloupe"
    st.set_page_config(page_title=title, page_icon=str(FAVICON), layout="wide")
    st.logo(str(WORDMARK), icon_image=str(FAVICON))


@st.cache_data(max_entries=REMEMBERED_ANSWERS, show_spinner=False)
def _remembered(
    name: str,
    state: tuple[str, int, str],
    details: tuple[Any, ...],
    more: dict[str, Any],
    _answer: Callable[[], Answer],
) -> Answer:
    return _answer()


@st.cache_resource(max_entries=REMEMBERED_COMPARISONS, show_spinner="Reading both")
def _remembered_of(path: str, generation: int, asked: str, _answer: Callable[[], Answer]) -> Answer:
    return _answer()


@st.cache_resource(max_entries=OPEN_WORKSPACES, show_spinner=False)
def _open(
    path: str, generation: int, _workspace: Workspace, _manifest: Manifest
) -> tuple[duckdb.DuckDBPyConnection, Size]:
    connection = _workspace.connect(_manifest)
    return connection, size(connection, ALL)


def _pick_dataset() -> tuple[str, Path]:
    """The dataset of this visit. The URL decides; a page switch, which empties the URL, carries the dataset along; else
    it is the first.
    """
    datasets, state = served_workspaces(), st.session_state
    first = next(iter(datasets))
    name = st.query_params.get(DATASET, state.get(_DATASET, first))
    if name not in datasets:
        raise DataloupeError(f"there is no dataset {name!r} - there are {', '.join(datasets)}")
    state[_DATASET] = name
    if len(datasets) > 1:
        state[DATASET] = name
        st.selectbox(
            "Dataset",
            list(datasets),
            key=DATASET,
            on_change=_take_dataset,
            label_visibility="collapsed",
            width=DATASET_WIDTH,
        )
        if name != first:
            st.query_params[DATASET] = name
    else:
        st.caption(f"**{plain(name, limit=40)}**", width="content")
    return name, datasets[name]


def _take_dataset() -> None:
    st.session_state[_DATASET] = st.session_state[DATASET]
    st.query_params.pop(DATASET, None)


def _watch(workspace: Workspace, generation: int) -> None:
    """Say that a build is running and where it is, and run the page anew when something new is visible."""
    building = workspace.is_building()

    @st.fragment(run_every=WHILE_BUILDING_SECONDS if building else WHILE_IDLE_SECONDS)
    def watch() -> None:
        now = None  # a workspace that is gone is news too: the whole page says so
        with contextlib.suppress(DataloupeError):
            now = (workspace.read_manifest().generation, workspace.is_building())
        if now != (generation, building):
            st.rerun()
        if building:
            st.info(_progress_words(workspace.progress()), icon=":material/progress_activity:")

    watch()


def _progress_words(progress: Progress | None) -> str:
    if progress is None:
        return "This workspace is being built. The page refreshes by itself."
    seconds = max(time.time() - progress.started_at, 0)
    done = f"{progress.done:,.0f}" + (f" of {progress.total:,.0f}" if progress.total else "")
    later = f" Then: {', '.join(progress.remaining)}." if progress.remaining else ""
    return plain(
        f"Still being built: {progress.stage}, {done} {progress.unit} in {seconds:.0f} s.{later} The page refreshes by itself."
    )


def _say_what_to_do(workspace: Workspace, missing: list[str]) -> None:
    if workspace.is_building():
        st.info("The build has not come this far yet. This page fills by itself.", icon=":material/hourglass_top:")
    elif missing:
        st.info(
            f"This page needs what has not been built yet: {', '.join(missing)}. Build it with the command below, or with “Build again” on the page Data; this page then fills by itself."
        )
        st.code(_command(workspace), language=None)
    else:
        st.info(
            "There are no documents here. Point dataloupe at files that hold some text; the page then fills by itself."
        )
        st.code(_command(workspace), language=None)


def _command(workspace: Workspace) -> str:
    """What built the workspace, to be typed again; with options it was another command than its sources tell."""
    build = workspace.read_manifest().build
    sources = shlex.join(build["sources"]) if build.get("sources") and not build.get("options") else "SOURCE..."
    return f"dataloupe build {sources} --workspace {shlex.quote(str(workspace.path))}"
