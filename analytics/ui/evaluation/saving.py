"""Save an evaluation set: from the selection, from labels, or from a file of items.

`dataloupe evaluation-set` runs as a process of its own: the dashboard itself never writes tables.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from analytics.access import Permission, action
from analytics.annotations import current
from analytics.ask.groupings import groupings
from analytics.errors import DataloupeError
from analytics.statistics.evaluation_power import DISCORDANT, paired_sample_size, power_text
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

PACKAGE_PARENT = Path(__file__).parents[3]
COMMAND = (sys.executable, "-c", "import sys; from analytics.cli import main; sys.exit(main())", "evaluation-set")
NONE = "none"
MAX_SECONDS = 600
SIZES = ("number of items", "difference to find")


def save_set(page: Page) -> None:
    """The form that draws items from the selected documents, and the one for a file."""
    if not page.may(Permission.BUILD):
        return
    name = st.text_input("Name", "exam", key="set-name", max_chars=64, width=260)
    left, right = st.columns(2, gap="medium", border=True)
    with left:
        st.subheader("From the documents", anchor=False)
        arguments = _drawing(page)
        if st.button("Save evaluation set", key="save-set", type="primary", icon=":material/save:", disabled=not name):
            _run(page, ["save", str(page.workspace.path), name, *arguments])
    with right:
        st.subheader("From a file", anchor=False)
        file = st.file_uploader("Items: .jsonl or .parquet with a column text", ["jsonl", "parquet"], key="set-file")
        if st.button("Add file", key="add-set", icon=":material/upload:", disabled=not (name and file)) and file:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, f"items{Path(file.name).suffix.lower()}")
                path.write_bytes(file.getvalue())
                _run(page, ["add", str(page.workspace.path), name, str(path)])


def _drawing(page: Page) -> list[str]:
    """Controls of a draw, as arguments of the command."""
    by = st.segmented_control("Choose by", SIZES, default=SIZES[1], key="set-by", required=True)
    if by == SIZES[0]:
        n = int(st.number_input("Items", 1, value=400, key="set-n", width=140))
        st.caption(plain(power_text(n)))
        size = ["--n", str(n)]
    else:
        points = st.slider("Points of accuracy between two models", 1.0, 10.0, 5.0, 0.5, key="set-points")
        n = paired_sample_size(points / 100)
        st.caption(plain(f"{n:,} items find it with 80 % power, when one model is right on {DISCORDANT:.0%} of them."))
        size = ["--detect", str(points)]
    stratify = st.selectbox("In proportion to", [NONE, *page.ask_of(groupings)], key="set-strata", width=200)
    schemas = sorted(set(current(page.connection).schema))
    labels = st.selectbox("Labels", [NONE, *schemas], key="set-labels", width=200) if schemas else NONE
    among = ["--among", page.selection.to_url()] if page.selection else []
    strata = ["--stratify", stratify] if stratify not in (None, NONE) else []
    return [*size, *among, *strata, *(["--labels", labels] if labels not in (None, NONE) else [])]


@action(Permission.BUILD)
def _run(page: Page, arguments: Sequence[str]) -> None:
    """Run the command, and show the page again with the set."""
    with st.spinner("Saving the set and comparing it with all documents"):
        ran = subprocess.run(
            [*COMMAND, *arguments],
            cwd=PACKAGE_PARENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=MAX_SECONDS,
            check=False,
        )
    if ran.returncode:
        lines = ran.stderr.strip().splitlines() or ["The set cannot be saved."]
        raise DataloupeError(lines[-1].removeprefix("dataloupe: "))
    st.rerun()
