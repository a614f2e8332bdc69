"""The Overview page: counts, values that can be clicked, the timeline, and missing values."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask import overview
from analytics.ask.columns import Column
from analytics.ask.distribution import distribution
from analytics.ask.filters import Values
from analytics.ask.overview import Summary
from analytics.figures.breakdown import breakdown
from analytics.figures.histogram import histogram
from analytics.figures.timeline import timeline
from analytics.signals.registry import SIGNALS
from analytics.ui.components import formats
from analytics.ui.components.charts import on_click, show
from analytics.ui.components.selection import select
from analytics.ui.components.table import table
from analytics.ui.frame.page import Page

MAX_CATEGORIES = 4
CATEGORIES_HEIGHT, TIMELINE_HEIGHT = 210, 230
MISSING_COLUMNS = {
    "column": formats.text("Column", pinned=True),
    "table": formats.text(
        "Table", help="`documents` has the fields that dataloupe knows, `metadata` all other columns of the input."
    ),
    "share": formats.share_bar("Missing"),
    "missing": formats.count("Documents"),
}


def counts(summary: Summary) -> None:
    """Documents, words, tokens and characters."""
    with st.container(horizontal=True):
        _count("Documents", summary.documents, "Rows of the input that contain text")
        _count("Words", summary.words, SIGNALS["n_words"].formula)
        _count("Tokens (est.)", summary.tokens, SIGNALS["n_tokens"].formula)
        _count("Characters", summary.characters, SIGNALS["n_chars"].formula)


def values(page: Page, column: Column, limit: int = 12) -> None:
    """Documents and tokens by value of a column; a click on a bar selects the documents with that value."""
    rows = page.ask(overview.breakdown, column, limit=limit)
    on_click(
        breakdown(rows, "unknown" if column.table == "signals" else "missing"),
        f"values-{column.table}-{column.name}",
        f"Documents and tokens by {column.name}",
        _select_value,
        (column, rows),
    )


def lengths(page: Page) -> None:
    """The distribution of the documents' lengths in words."""
    if not page.has("signals"):
        st.caption("Lengths are not counted yet. Build the workspace again.")
        return
    words = page.ask(distribution, page.column("signals", "n_words"), log=True, sources=0)
    figure = histogram(words.counts, words.edges, "words", words.log, words.integer, height=CATEGORIES_HEIGHT)
    show(figure, words.summary_text())


def dates(page: Page) -> None:
    """Documents by source over time."""
    dated = page.ask(overview.timeline)
    if dated.counts.empty:
        st.caption("No document has a date.")
        return
    show(timeline(dated.counts, dated.period, height=TIMELINE_HEIGHT), "Documents over time by source")
    st.caption(f"{dated.undated:.1%} of the documents have no date.")


def missing_values(missing: pd.DataFrame) -> None:
    """The columns in which values are missing; `missing` as of ask.overview.missing."""
    gaps = missing[missing.missing > 0]
    if gaps.empty:
        st.caption(f"All {len(missing)} columns have a value for every document.")
        return
    st.caption(f"{len(missing) - len(gaps)} of {len(missing)} columns have a value for every document.")
    table(gaps, MISSING_COLUMNS, "Columns with missing values")


def _count(label: str, value: int | None, definition: str) -> None:
    """A number with its definition as a tooltip; a dash when it is not known yet."""
    if value is None:
        st.metric(label, "–", help=f"{definition}. Not counted yet: the scan has not run.", border=True)
    else:
        st.metric(label, f"{value:,}", help=definition, border=True)


def _select_value(index: int, column: Column, rows: pd.DataFrame) -> None:
    if rows["values"].iloc[index] == 1:
        value = rows["value"].iloc[index]
        select(Values(column.table, column.name, (None if pd.isna(value) else str(value),)))
