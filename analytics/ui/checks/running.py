"""Run the checks, or propose limits: by `dataloupe check` in a process of its own, so that other visits do not wait."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import streamlit as st

from analytics.access import Permission, action
from analytics.checks.file import Checks
from analytics.errors import DataloupeError
from analytics.ui.frame.page import Page

PACKAGE_PARENT = Path(__file__).parents[3]
COMMAND = (sys.executable, "-c", "import sys; from analytics.cli import main; sys.exit(main())", "check")
MAX_SECONDS = 1800
NOT_RUN = 3
"""The exit code of a command that could not run the checks."""


def offer_run(page: Page, checks: Checks) -> None:
    """The button that runs all checks."""
    if not page.may(Permission.BUILD) or not checks:
        return
    if st.button("Run checks", key="run-checks", type="primary", icon=":material/play_arrow:"):
        _run(page)


def offer_proposal(page: Page, checks: Checks) -> None:
    """The form that writes limits from the data itself."""
    if not page.may(Permission.DECIDE):
        return
    with st.popover("Propose limits", icon=":material/auto_fix_high:"):
        rate = st.slider(
            "False alarms in 100 batches without a change",
            1,
            20,
            5,
            key="check-false-alarms",
            help="Of all limits together",
        )
        st.caption(
            "Batches are drawn from the documents. A limit is where such batches rarely go. Limits of other things, "
            "and your own checks, stay."
        )
        if st.button("Write limits", key="propose-checks", type="primary"):
            _propose(page, rate)


@action(Permission.BUILD)
def _run(page: Page) -> None:
    _command("Running the checks", str(page.workspace.path))


@action(Permission.DECIDE)
def _propose(page: Page, rate: int) -> None:
    _command("Drawing batches from the documents", str(page.workspace.path), "--propose", "--false-alarms", f"{rate}%")


def _command(doing: str, *arguments: str) -> None:
    """Run the command and show the page again. Raises DataloupeError with its message where it could not run."""
    with st.spinner(doing):
        ran = subprocess.run(
            [*COMMAND, *arguments],
            cwd=PACKAGE_PARENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=MAX_SECONDS,
            check=False,
        )
    if ran.returncode not in range(NOT_RUN):
        lines = ran.stderr.strip().splitlines() or ["The checks cannot be run."]
        raise DataloupeError(lines[-1].removeprefix("dataloupe: "))
    st.rerun()
