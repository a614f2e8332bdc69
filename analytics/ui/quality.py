"""The Quality page: the definition of a signal, its distribution, its sources side by side, and clicked documents."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analytics.ask import source_distributions
from analytics.ask.column_titles import column_title
from analytics.ask.columns import Column
from analytics.ask.distribution import Distribution, distribution
from analytics.ask.filters import Filter
from analytics.figures.histogram import ecdf, histogram
from analytics.signals.registry import find_signal
from analytics.signals.signal import Signal
from analytics.ui.components import formats
from analytics.ui.components.add_to_report import add_to_report
from analytics.ui.components.charts import clickable, show
from analytics.ui.components.pickers import pick_number
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

HISTOGRAM, ECDF = "Histogram", "ECDF"
MAX_SOURCES = 9


@dataclass(frozen=True)
class Chosen:
    """The column, what it means, its distribution, how many sources are drawn, and which chart."""

    column: Column
    signal: Signal
    distribution: Distribution
    sources: int
    chart: str


def pick(page: Page) -> Chosen:
    """The signal, the chart and its axis."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        column = pick_number(page)
        chart = st.segmented_control(
            "Chart", [HISTOGRAM, ECDF], key="draw", bind="query-params", default=HISTOGRAM, required=True
        )
        signal = _definition(column)
        sources = MAX_SOURCES if st.toggle("Split by source", value=True, key="split") else 0
        log = st.toggle("Logarithmic axis", value=signal.log, key=f"log-{column.name}")
        shown = page.ask(distribution, column, log, sources=sources)
        if shown.zeros and not shown.log:
            zeros = st.toggle("Show zeros", value=shown.draws_zeros, key=f"zeros-{column.name}")
            shown = page.ask(distribution, column, log, zeros, sources)
    return Chosen(column, signal, shown, sources, chart or HISTOGRAM)


def chart(page: Page, chosen: Chosen) -> tuple[Filter, ...] | None:
    """The chart; the filters of the bar that was clicked, or None."""
    shown, signal = chosen.distribution, chosen.signal
    alt = shown.summary_text(signal.is_fraction)
    if chosen.chart == ECDF:
        quantiles = page.ask(source_distributions.quantiles, chosen.column, sources=chosen.sources)
        show(ecdf(quantiles, signal.title, shown.log, signal.is_fraction), alt)
        _add_to_report(page, chosen)
        return None
    figure = histogram(shown.counts, shown.edges, signal.title, shown.log, shown.integer, signal.is_fraction)
    clicked = clickable(figure, f"bars-{chosen.column.name}", alt)
    with st.container(horizontal=True, vertical_alignment="center"):
        if not clicked:
            st.caption("Click a bar to read its documents.", width="content")
        _add_to_report(page, chosen)
    return shown.bar_filters(clicked[0], clicked[2]) if clicked else None


def _add_to_report(page: Page, chosen: Chosen) -> None:
    """The button that adds the histogram of the selected documents to the report."""
    column, selection = chosen.column, page.selection
    spec = {"table": column.table, "column": column.name, "log": chosen.distribution.log}
    title = chosen.signal.title + (f", {selection.describe()}" if selection else "")
    add_to_report(page, "distribution", title, spec | {"selection": selection.to_url()}, "distribution")


def by_source(numbers: pd.DataFrame, chosen: Chosen) -> None:
    """The histogram and the numbers of each source, side by side.

    `numbers` as of ask.source_distributions.by_source.
    """
    value = formats.share() if chosen.signal.is_fraction else formats.count()
    columns = {
        "Source": formats.text(pinned=True),
        "Documents": formats.count(),
        "Shape": formats.bars(help="The histogram above, for this source alone."),
        **dict.fromkeys(("5 %", "Median", "95 %"), value),
        "At zero": formats.share(),
        "Unknown": formats.share(),
    }
    shapes = _shapes(chosen.distribution)
    rows = pd.DataFrame(
        {
            "Source": numbers.index,
            "Documents": numbers.documents.to_numpy(),
            "Shape": [shapes.get(source, []) for source in numbers.index],
            "5 %": numbers.p05.to_numpy(),
            "Median": numbers["median"].to_numpy(),
            "95 %": numbers.p95.to_numpy(),
            "At zero": numbers.zero.to_numpy(),
            "Unknown": numbers.unknown.to_numpy(),
        }
    )
    table(rows, columns, f"{chosen.signal.title} by source")


def _shapes(shown: Distribution) -> dict[str, list[float]]:
    """The share of documents in each bin, for all documents and for each source."""
    whole = shown.counts.sum()
    shares = shown.counts.div(shown.counts.sum(axis=1).replace(0, 1), axis=0)
    return {"all": list(whole / max(whole.sum(), 1)), **{source: list(row) for source, row in shares.iterrows()}}


def _definition(column: Column) -> Signal:
    """What the column means, shown behind a button; columns of the input have no definition of dataloupe."""
    signal = find_signal(column.table, column.name) or Signal(
        column.name,
        column_title(column.table, column.name),
        "a column of the input, unchanged",
        "",
        "the input",
        log=False,
    )
    with st.popover("Definition", icon=":material/info:"):
        st.text(f"{signal.title}: {signal.formula}")
        st.caption(
            plain(
                f"Unit: {signal.unit or 'not known'}. Origin: {signal.origin}. Applies to {signal.applies_to}. "
                f"Column {column.table}.{column.name}."
            )
        )
    return signal
