"""Training the classifier from the page: two sides are picked, and `dataloupe train` runs beside the dashboard, which
never writes itself.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import streamlit as st

from analytics.ask import classifier
from analytics.ask.filters import Range, Rows, Values
from analytics.ask.selection import Selection
from analytics.ask.size import size
from analytics.errors import DataloupeError
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

PACKAGE_PARENT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-c", "import sys; from analytics.cli import main; sys.exit(main())", "train")
ASK_AGAIN_SECONDS = 1.0
WAYS = ("Sources", "Score", "Selection", "By hand")
HELP = {
    "Sources": "Everything from some sources.",
    "Score": "Documents that people gave a score of at least this: GPT-2's rule was 3 karma.",
    "Selection": "What is selected now, above: a region of the map, a topic, a search.",
    "By hand": "Documents by their id, as the tables of documents show it.",
}


@dataclass
class Running:
    """A training that this dashboard has started, and where it writes what is wrong."""

    process: subprocess.Popen[bytes]
    words: IO[bytes]
    started: float

    def complaint(self) -> str:
        self.words.seek(0)
        lines = self.words.read().decode(errors="replace").strip().splitlines()
        return (
            lines[-1].removeprefix("dataloupe: ")
            if lines
            else f"the training stopped with code {self.process.returncode}"
        )


@st.cache_resource(show_spinner=False)
def _running() -> dict[str, Running]:
    """The trainings of this server by workspace: all visits see the same one."""
    return {}


def sides(page: Page) -> None:
    """Pick what there should be more and less of, start, and watch."""
    like_column, unlike_column = st.columns(2, gap="medium", border=True)
    with like_column:
        like = _side(page, "More like this", "like")
    with unlike_column:
        unlike = _side(page, "Less like that", "unlike")
    key = str(page.workspace.path)
    busy = key in _running() or page.workspace.is_building()
    st.button(
        "Train",
        type="primary",
        icon=":material/model_training:",
        disabled=busy or not (like and unlike),
        on_click=_start,
        args=(key, like, unlike),
        help="Takes some seconds. Every document then has a quality score, on all pages. The scores of an earlier training are replaced.",
    )
    if key in _running():
        _watch(page, key)


def _side(page: Page, title: str, key: str) -> Selection:
    """The documents of a side, as a selection; empty while nothing is chosen."""
    st.markdown(f"**{title}**")
    way = (
        st.segmented_control("By", WAYS, key=f"{key}-way", default=WAYS[0], required=True, label_visibility="collapsed")
        or WAYS[0]
    )
    chosen = {"Sources": _sources, "Score": _score, "Selection": _selected, "By hand": _by_hand}[way](page, key)
    st.caption(plain(f"{chosen.describe()}: {size(page.connection, chosen).describe()}") if chosen else HELP[way])
    return chosen


def _sources(page: Page, key: str) -> Selection:
    names = {
        name if name is not None else classifier.NO_SOURCE: name
        for name in classifier.sources(page.connection, Selection())
    }
    chosen = st.multiselect(
        "Sources", list(names), key=f"{key}-sources", placeholder="Choose sources", label_visibility="collapsed"
    )
    return (
        Selection((Values("documents", "source", tuple(names[name] for name in chosen if name in names)),))
        if chosen
        else Selection()
    )


def _score(page: Page, key: str) -> Selection:
    low = st.number_input(
        "Score at least" if key == "like" else "Score at most",
        value=3.0 if key == "like" else 0.0,
        step=1.0,
        key=f"{key}-score",
    )
    return Selection((Range("documents", "score", low) if key == "like" else Range("documents", "score", None, low),))


def _selected(page: Page, key: str) -> Selection:
    if not page.selection:
        st.info(
            "Nothing is selected now. Select on any page, such as a region of the map.", icon=":material/filter_alt:"
        )
    return page.selection


def _by_hand(page: Page, key: str) -> Selection:
    text = st.text_input(
        "Ids", key=f"{key}-ids", placeholder="12, 85, 1007", label_visibility="collapsed", max_chars=100_000
    )
    try:
        ids = tuple(dict.fromkeys(int(number) for number in text.replace(",", " ").split()))
    except ValueError:
        raise DataloupeError(f"{text[:60]!r} are no ids - write whole numbers with commas between them") from None
    return Selection((Rows(ids),)) if ids else Selection()


def _start(key: str, like: Selection, unlike: Selection) -> None:
    words = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process that writes to it
    command = [*COMMAND, key, "--like", like.to_url(), "--unlike", unlike.to_url()]
    process = subprocess.Popen(
        command, cwd=PACKAGE_PARENT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=words
    )
    _running()[key] = Running(process, words, time.time())


def _watch(page: Page, key: str) -> None:
    """Say where the training is; when it has ended, the page runs anew, with its scores or with what was wrong."""

    @st.fragment(run_every=ASK_AGAIN_SECONDS)
    def watch() -> None:
        running = _running().get(key)
        if running is None or running.process.poll() == 0:
            _running().pop(key, None)
            st.rerun()
        elif running.process.poll() is not None:
            st.error(plain(running.complaint()), icon=":material/error:")
            if st.button("Understood", key="training-seen"):
                _running().pop(key, None)
                st.rerun()
        else:
            progress = page.workspace.progress()
            share = progress.done / progress.total if progress and progress.total else 0.0
            doing = (
                f"{progress.done:,.0f} {progress.unit}"
                if progress and progress.done
                else progress.unit
                if progress
                else "choosing documents"
            )
            st.progress(min(share, 1.0), text=plain(f"Training: {doing}, {time.time() - running.started:.0f} s"))

    watch()
