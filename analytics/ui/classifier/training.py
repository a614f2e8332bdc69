"""Trains the classifier from the page.

`dataloupe train` runs as a process of its own: the dashboard itself never writes tables.
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

from analytics.access import Permission, action
from analytics.ask.classifier import Training
from analytics.ask.selection import Selection
from analytics.ask.workspaces.served import Progress
from analytics.ui.classifier.sides import pick_side
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

PACKAGE_PARENT = Path(__file__).parents[3]
COMMAND = (sys.executable, "-c", "import sys; from analytics.cli import main; sys.exit(main())", "train")
REFRESH_SECONDS = 1.0
TRAIN_HELP = (
    "Training takes a few seconds. Every document then has a quality score on all pages. It replaces the scores of an "
    "earlier training."
)


@dataclass
class Running:
    """A training that this dashboard has started, and the file with its messages."""

    process: subprocess.Popen[bytes]
    messages: IO[bytes]
    started_at: float

    def error(self) -> str:
        """The last message of the command, without its name."""
        self.messages.seek(0)
        lines = self.messages.read().decode(errors="replace").strip().splitlines()
        if not lines:
            return f"the training stopped with code {self.process.returncode}"
        return lines[-1].removeprefix("dataloupe: ")


@st.cache_resource(show_spinner=False)
def _running() -> dict[str, Running]:
    """The trainings of this server by workspace: all visitors see the same ones."""
    return {}


def train(page: Page) -> None:
    """Choose documents for each side, start the training, and watch it."""
    left, right = st.columns(2, gap="medium", border=True)
    with left:
        like = pick_side(page, "More like this", "like")
    with right:
        unlike = pick_side(page, "Less like that", "unlike")
    key = str(page.workspace.path)
    is_busy = key in _running() or page.workspace.is_building()
    st.button(
        "Train classifier",
        key="train",
        type="primary",
        icon=":material/model_training:",
        disabled=is_busy or not (like and unlike) or not page.may(Permission.BUILD),
        on_click=_start,
        args=(page, like, unlike),
        help=TRAIN_HELP,
    )
    if key in _running():
        _watch(page, key)


def retrain(page: Page, trained: Training) -> None:
    """The same as a tab of the trained classifier."""
    train(page)


@action(Permission.BUILD)
def _start(page: Page, like: Selection, unlike: Selection) -> None:
    key = str(page.workspace.path)
    messages = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process that writes to it
    command = [*COMMAND, key, "--like", like.to_url(), "--unlike", unlike.to_url()]
    process = subprocess.Popen(
        command, cwd=PACKAGE_PARENT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=messages
    )
    _running()[key] = Running(process, messages, time.time())


def _watch(page: Page, key: str) -> None:
    """Show how far the training is; when it ends, run the page again, with its scores or its error."""

    @st.fragment(run_every=REFRESH_SECONDS)
    def watch() -> None:
        running = _running().get(key)
        if running is None or running.process.poll() == 0:
            _running().pop(key, None)
            st.rerun()
        elif running.process.poll() is not None:
            st.error(plain(running.error()), icon=":material/error:")
            if st.button("Close message", key="training-seen"):
                _running().pop(key, None)
                st.rerun()
        else:
            _progress(page.workspace.progress(), time.time() - running.started_at)

    watch()


def _progress(progress: Progress | None, seconds: float) -> None:
    share = progress.done / progress.total if progress and progress.total else 0.0
    activity = progress.unit if progress else "choosing documents"
    if progress and progress.done:
        activity = f"{progress.done:,.0f} {progress.unit}"
    st.progress(min(share, 1.0), text=plain(f"Training: {activity}, {seconds:.0f} s"))
