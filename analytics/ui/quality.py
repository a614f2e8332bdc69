"""The pieces of the quality page: definitions, sources side by side, and the documents behind a mark."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.columns import Column
from analytics.ask.distribution import Distribution
from analytics.ask.filters import Filter
from analytics.ask.selection import Selection
from analytics.signals import Signal, described
from analytics.ui.components.documents import document_table
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page


def definition(column: Column) -> Signal:
    """What the column means, shown behind a button; a column of the input means what its maker says."""
    signal = described(column.table, column.name) or Signal(
        column.name, column.name, "a column of the input, as it came", "", "the input", log=False
    )
    with st.popover("Definition", icon=":material/info:"):
        st.text(f"{signal.title}: {signal.formula}")
        st.caption(
            plain(
                f"Unit: {signal.unit or 'not known'}. Origin: {signal.origin}. Meant for {signal.applies_to}. Column {column.table}.{column.name}."
            )
        )
    return signal


def by_source(numbers: pd.DataFrame, found: Distribution, signal: Signal) -> None:
    """Each source's shape and numbers, side by side. `numbers` as of ask.source_distributions.by_source."""
    scale = 100 if signal.is_fraction else 1
    shape = found.counts.div(found.counts.sum(axis=1).replace(0, 1), axis=0)
    whole = found.counts.sum()
    shapes = {"all": list(whole / max(whole.sum(), 1)), **{source: list(row) for source, row in shape.iterrows()}}
    shown = pd.DataFrame(
        {
            "Source": numbers.index,
            "Documents": numbers.documents.to_numpy(),
            "Shape": [shapes.get(source, []) for source in numbers.index],
            **{
                name: numbers[column].to_numpy() * scale
                for name, column in (("5 %", "p05"), ("Median", "median"), ("95 %", "p95"))
            },
            "At zero": numbers.zero.to_numpy() * 100,
            "Unknown": numbers.unknown.to_numpy() * 100,
        }
    )
    number = st.column_config.NumberColumn(format="%.1f%%" if signal.is_fraction else "localized")
    share = st.column_config.NumberColumn(format="%.1f%%")
    st.dataframe(
        shown,
        hide_index=True,
        alt=f"{signal.title} by source",
        column_config={
            "Source": st.column_config.TextColumn(pinned=True),
            "Documents": st.column_config.NumberColumn(format="localized"),
            "Shape": st.column_config.BarChartColumn(help="The same bars as above, for this source alone.", y_min=0),
            **dict.fromkeys(("5 %", "Median", "95 %"), number),
            **dict.fromkeys(("At zero", "Unknown"), share),
        },
    )


def found(page: Page, parts: tuple[Filter, ...], key: str, order: Column | None = None) -> None:
    """The documents behind a mark that was clicked, within the selection, those with the largest value of `order`
    first.
    """
    st.subheader(plain(Selection(parts).describe(), limit=120), anchor=False)
    document_table(page, Selection((*page.selection.filters, *parts)), key, order, descending=True)
