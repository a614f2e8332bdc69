"""Documents near a threshold: those that just fail, next to those that just pass."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.ask.rules import ThresholdValues, examples
from analytics.rules import Test
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

EXAMPLES_PER_SIDE = 2


def examples_near(page: Page, values: ThresholdValues) -> None:
    """Documents that just fail, and documents that just pass, side by side."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(
            "Near the threshold",
            anchor=False,
            help="The documents nearest to the threshold on either side. A higher page number shows the next ones.",
        )
        number = st.number_input(
            "Page of examples", 1, 50, 1, key=f"turn-{values.rule.id}", width=150, label_visibility="collapsed"
        )
    near = examples(page.connection, values, EXAMPLES_PER_SIDE, number - 1)
    for column, fails in zip(st.columns(2, gap="medium"), (True, False), strict=True):
        with column:
            _side(near[near.fails == fails], fails, values.test)


def _side(rows: pd.DataFrame, fails: bool, test: Test) -> None:
    heading = "**Just fails**" if fails else "**Just passes**"
    st.markdown(heading + ("" if len(rows) else ": no document."))
    for row in rows.itertuples():
        _example(row, test)


def _example(row: Any, test: Test) -> None:
    source = f", {row.source}" if isinstance(row.source, str) else ""
    value = test.number(float(row.value))
    st.caption(plain(f"{test.title}: {value} (document {row.doc_id}{source})", limit=110))
    with st.container(border=True, height=170):
        st.text(row.excerpt + (f"… {row.more:,} more characters" if row.more else ""))
