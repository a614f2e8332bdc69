"""The evaluation sets of the workspace, and the items of the chosen one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from analytics.access import Permission
from analytics.ask import evaluation as ask
from analytics.ask.evaluation import Leakage
from analytics.statistics.evaluation_power import DISCORDANT, detectable_difference
from analytics.ui.components import formats
from analytics.ui.components.download import download
from analytics.ui.components.table import table
from analytics.ui.frame.page import Page
from analytics.workspace.evaluation_sets import EvaluationSet, evaluation_set, evaluation_sets

MAX_ITEMS = 1_000
FINDS_HELP = (
    "The smallest difference of accuracy between two models that the set finds with 80 % power, when exactly one of "
    f"them is right on {DISCORDANT:.0%} of the items. McNemar's exact test."
)
COLUMNS = {
    "name": formats.text("Set", pinned=True),
    "version": formats.count("Version"),
    "items": formats.count("Items"),
    "finds": formats.text("Finds", help=FINDS_HELP),
    "in_corpus": formats.text("In the corpus"),
    "origin": formats.text("Origin", width=260),
    "saved": formats.time("Saved"),
    "content": formats.text("Content hash"),
}


def pick(page: Page) -> EvaluationSet | None:
    """The table of all sets; the one that was clicked, or the first."""
    sets = evaluation_sets(Path(page.workspace.path))
    if not sets:
        st.info(
            "There is no evaluation set yet. Draw one from the documents, or add a file of items, below.",
            icon=":material/quiz:",
        )
        return None
    leaks = {one.name: one for one in page.ask_of(ask.leakage)}
    rows = pd.DataFrame([_row(one, leaks.get(one.name)) for one in sets])
    clicked = table(rows, COLUMNS, "Evaluation sets", select="row", key="sets", visible_rows=8)
    return sets[clicked[0] if clicked else 0]


def _row(one: EvaluationSet, leak: Leakage | None) -> dict[str, object]:
    smallest = detectable_difference(one.items)
    is_compared = leak is not None and leak.version == one.version
    return {
        "name": one.name,
        "version": one.version,
        "items": one.items,
        "finds": "-" if smallest is None else f"{100 * smallest:.1f} points",
        "in_corpus": f"{leak.documents:,} document{'s' * (leak.documents != 1)}"
        if leak is not None and is_compared
        else "not compared yet",
        "origin": one.origin,
        "saved": pd.Timestamp(one.created_at, unit="s"),
        "content": one.content_hash[:12],
    }


def items(page: Page, one: EvaluationSet) -> None:
    """The items of a version, and the file."""
    number = st.number_input("Version", 1, one.version, one.version, key=f"version-{one.name}", width=120)
    version = evaluation_set(Path(page.workspace.path), one.name, int(number))
    rows = version.rows()
    shown = rows.slice(0, MAX_ITEMS).to_pandas()
    known = [name for name in shown if shown[name].notna().any()]
    columns = {name: formats.text(name.capitalize(), width=420 if name == "text" else 160) for name in known}
    if "doc_id" in columns:
        columns["doc_id"] = formats.document_id()
    if page.may(Permission.READ_TEXTS):
        table(shown[known], columns, f"Items of {one.name}", visible_rows=12)
        download(
            "Download items",
            ask.json_lines(rows),
            f"{one.name}-{version.version}.jsonl",
            "application/jsonl",
            key="download-items",
            icon=":material/download:",
        )
    if len(rows) > MAX_ITEMS:
        st.caption(f"The first {MAX_ITEMS:,} of {len(rows):,} items.")
