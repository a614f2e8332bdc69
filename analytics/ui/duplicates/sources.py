"""Which source contains documents of which other source? The matrix, and the pairs of one cell."""

from __future__ import annotations

import streamlit as st

from analytics.ask.duplicates import MEASURES, overlap, pairs_between, sharing
from analytics.figures.duplicates import overlap_matrix
from analytics.ui.components import formats
from analytics.ui.components.charts import clickable
from analytics.ui.components.table import table
from analytics.ui.components.text import counted, plain
from analytics.ui.duplicates.difference import difference
from analytics.ui.duplicates.keep_rules import UNITS
from analytics.ui.duplicates.losses import NO_SOURCE, source_name
from analytics.ui.duplicates.queries import DuplicatesView

MAX_PAIRS, PAIRS_HEIGHT = 500, 220
MAX_SOURCE_CHARACTERS = 24
DEFAULT_THRESHOLD = 0.8


def sources(view: DuplicatesView) -> None:
    """How much of each source is also in each other source; a click on a cell lists its pairs."""
    measure, unit = _pick_measure()
    chosen = view.thresholds.jaccard if measure == "jaccard" else view.thresholds.containment
    threshold = chosen or DEFAULT_THRESHOLD
    every = overlap(view.connection, view.graph, measure, threshold, view.selection)
    st.caption(
        f"How much of the source in the row is also in the source in the column: {unit} with {measure} of at least "
        f"{threshold:.2f} ({MEASURES[measure]})."
    )
    if not every.documents.sum():
        st.info("No source contains documents of another source, or a document twice.", icon=":material/check_circle:")
        return
    shown = sharing(every)
    figure = overlap_matrix(shown, unit)
    clicked = clickable(figure, f"overlap-{measure}-{unit}", "Share of each source that is also in each other source")
    names = list(dict.fromkeys(source_name(name) for name in shown.source))
    if not clicked:
        others = every.source.nunique(dropna=False) - len(names)
        rest = f" Not shown, because they share nothing: {counted(others, 'source')}." if others else ""
        st.caption(f"Click a cell to read its pairs.{rest}")
    elif clicked[0] < len(names) and clicked[1] < len(names):
        _pairs(view, names[clicked[0]], names[clicked[1]], measure, threshold)


def _pick_measure() -> tuple[str, str]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = st.segmented_control(
            "Measure", list(MEASURES), default="jaccard", key="overlap", bind="query-params", required=True
        )
        unit = st.segmented_control(
            "Unit", UNITS, default=UNITS[0], key="overlap-unit", bind="query-params", required=True
        )
    return measure or "jaccard", unit or UNITS[0]


def _pairs(view: DuplicatesView, source: str, other: str, measure: str, threshold: float) -> None:
    """The closest pairs of two sources, and the difference of the chosen one."""
    one, two = (None if name == NO_SOURCE else name for name in (source, other))
    pairs = pairs_between(view.graph, one, two, measure, threshold)
    st.subheader(plain(f"{source} in {other}: {counted(len(pairs), 'pair')}"), anchor=False)
    if pairs.empty:
        return
    shown = pairs.head(MAX_PAIRS)
    columns = {
        "a": formats.document_id(f"In {plain(source, MAX_SOURCE_CHARACTERS)}"),
        "b": formats.document_id(f"In {plain(other, MAX_SOURCE_CHARACTERS)}"),
        "copy": formats.check("Same text"),
        "jaccard": formats.score_bar("Jaccard"),
        "containment": formats.score_bar("Share of the first in the second"),
    }
    clicked = table(shown, columns, "Pairs of documents", select="row", key="overlap-pairs", height=PAIRS_HEIGHT)
    if len(shown) < len(pairs):
        st.caption(f"The closest {len(shown):,} of {len(pairs):,} pairs.")
    row = shown.iloc[clicked[0] if clicked else 0]
    difference(view.connection, int(row.a), int(row.b), "overlap-difference")
