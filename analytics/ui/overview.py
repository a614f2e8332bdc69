"""The Overview page: counts, values that can be clicked, the timeline, and missing values."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask import overview
from analytics.ask import whole as ask_whole
from analytics.ask.column_titles import column_title, title_in_sentence
from analytics.ask.columns import Column
from analytics.ask.distribution import distribution
from analytics.ask.filters import Filter, Values
from analytics.ask.overview import Summary
from analytics.ask.selection import ALL, Selection
from analytics.ask.size import ESTIMATED
from analytics.figures.breakdown import breakdown, crossfilter
from analytics.figures.histogram import histogram
from analytics.figures.template import format_share
from analytics.figures.timeline import timeline
from analytics.signals.registry import SIGNALS, find_signal
from analytics.ui.components import formats
from analytics.ui.components.add_to_report import add_to_report
from analytics.ui.components.charts import on_clicks, show
from analytics.ui.components.selection import change
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

MAX_CATEGORIES = 4
CATEGORIES_HEIGHT, TIMELINE_HEIGHT = 210, 230
WHOLE_COLUMNS = {
    "source": formats.text("Source"),
    "documents": formats.count("Documents"),
    "tokens": formats.count("Tokens (est.)"),
    "copies": formats.count("With an exact copy"),
    "near_duplicates": formats.count("With a near-duplicate"),
    "sampled": formats.count("In this sample"),
}
MISSING_COLUMNS = {
    "column": formats.text("Column", pinned=True),
    "table": formats.text(
        "Table", help="`documents` has the fields that dataloupe knows, `metadata` all other columns of the input."
    ),
    "share": formats.share_bar("Missing"),
    "missing": formats.count("Documents"),
}


def whole(page: Page) -> None:
    """What this workspace is a sample of, where it is one: exact totals by source."""
    if totals := page.ask_of(ask_whole.whole):
        st.info(plain(totals.summary_text()), icon=":material/pie_chart:")
        with st.expander("The whole corpus by source"):
            table(
                page.ask_of(ask_whole.by_source),
                WHOLE_COLUMNS,
                "The documents, tokens and duplicates of each source of the whole corpus",
            )


def counts(summary: Summary) -> None:
    """Documents, words, tokens and characters."""
    with st.container(horizontal=True):
        _count("Documents", summary.documents, "Rows of the input that contain text")
        _count("Words", summary.words, SIGNALS["n_words"].formula)
        is_exact = summary.unit != ESTIMATED
        definition = f"counted, not estimated: {summary.unit}" if is_exact else SIGNALS["n_tokens"].formula
        _count(summary.unit.capitalize(), summary.tokens, definition)
        _count("Characters", summary.characters, SIGNALS["n_chars"].formula)


def values(page: Page, column: Column, limit: int = 12) -> None:
    """Documents by value of a column. A click on a bar selects the documents with that value, shift-click adds them.
    With a selection, all bars stay and the selected part of each is filled.
    """
    rows = page.ask_of(overview.breakdown, ALL, column, limit=limit)
    missing = "unknown" if column.table == "signals" else "missing"
    figure = breakdown(rows, missing)
    if page.selection:
        single = rows["values"] == 1
        names = tuple(None if pd.isna(value) else str(value) for value in rows.value[single])
        counts = page.ask(overview.counts_of, column, names)
        rest = page.selected.documents - sum(counts)
        figure = crossfilter(rows, [*counts, *([rest] if not single.all() else [])], missing)
    on_clicks(
        figure,
        f"values-{column.table}-{column.name}",
        f"Documents and tokens by {title_in_sentence(column.table, column.name)}",
        _select_values,
        (column, rows),
    )


def add_values(page: Page, column: Column) -> None:
    """The button that adds the values of a column, of the selected documents, to the report."""
    spec = {"table": column.table, "column": column.name, "selection": page.selection.to_url()}
    signal = find_signal(column.table, column.name)
    title = f"Documents by {signal.title.lower() if signal else column.name}" + (
        f", {page.selection.describe()}" if page.selection else ""
    )
    add_to_report(page, "values", title, spec, f"values-{column.table}-{column.name}")


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
    if dated.undated:
        st.caption(f"{format_share(dated.undated)} of the documents have no date.")


def missing_values(missing: pd.DataFrame) -> None:
    """The columns in which values are missing; `missing` as of ask.overview.missing."""
    gaps = missing[missing.missing > 0]
    if gaps.empty:
        st.caption(f"All {len(missing)} columns have a value for every document.")
        return
    st.caption(f"{len(missing) - len(gaps)} of {len(missing)} columns have a value for every document.")
    titles = [column_title(table, name) for table, name in zip(gaps["table"], gaps["column"], strict=True)]
    table(gaps.assign(column=titles), MISSING_COLUMNS, "Columns with missing values")


def _count(label: str, value: int | None, definition: str) -> None:
    """A number with its definition as a tooltip; a dash when it is not known yet."""
    if value is None:
        st.metric(label, "–", help=f"{definition}. Not counted yet: the scan has not run.", border=True)
    else:
        st.metric(label, f"{value:,}", help=definition, border=True)


def _select_values(indices: tuple[int, ...], column: Column, rows: pd.DataFrame) -> None:
    """Select the documents with the values of these bars, in place of an earlier choice of values of the column."""
    chosen = [rows["value"].iloc[index] for index in indices if rows["values"].iloc[index] == 1]
    if not chosen:
        return
    wanted = Values(column.table, column.name, tuple(None if pd.isna(value) else str(value) for value in chosen))
    change(lambda selection: Selection((*(one for one in selection.filters if not _is_about(one, column)), wanted)))


def _is_about(one: Filter, column: Column) -> bool:
    return isinstance(one, Values) and (one.table, one.column) == (column.table, column.name)
