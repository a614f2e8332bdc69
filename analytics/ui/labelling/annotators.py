"""Who labels how fast and how well, and whose answers do not count."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.annotations.annotators import agreements, annotator_table
from analytics.annotations.counting import counting_events
from analytics.annotations.excluded import excluded
from analytics.annotations.schema import AnySchema
from analytics.recipe.steps.exclude_annotator import ExcludeAnnotator
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.decisions import offer
from analytics.ui.frame.page import Page
from analytics.ui.labelling.progress import events_that_count

COLUMNS = {
    "annotator": formats.text("Annotator", pinned=True),
    "answers": formats.count("Answers"),
    "seconds": formats.number("Median seconds"),
    "gold_text": formats.text("Right on gold items", width=170),
    "majority_text": formats.text("Equal to the majority", width=170),
    "bias_text": formats.text("Bias", width=260),
    "status": formats.text("Status", width=170),
}


def annotators(page: Page, schema: AnySchema) -> None:
    """One row for each person, the agreement of those who count, and the decision to exclude one."""
    events = counting_events(page.workspace.path, schema.name)
    rows = annotator_table(schema, events)
    if rows.empty:
        st.info("Nobody has answered this schema yet. Answer some items on the page Label.", icon=":material/group:")
        return
    st.markdown(plain(agreements(schema, events_that_count(page, schema)).summary_text()))
    left_out = excluded(page.workspace.path)
    status = [
        "excluded by a step"
        if left_out.has(one.annotator, schema.name)
        else "counts"
        if one.passed
        else "test not passed"
        for one in rows.itertuples()
    ]
    table(rows.assign(**_texts(rows), status=status), COLUMNS, "Annotators", visible_rows=12)
    st.caption(
        "Shares with their 95 % confidence intervals and the number of items. The majority is the most frequent answer "
        "of the others. Bias: how the answers differ from those of the others to the same items."
    )
    name = st.selectbox("Annotator", rows.annotator.tolist(), key="who", bind="query-params", width=220)
    if name is not None:
        offer(page, ExcludeAnnotator(str(name), schema.name), "Exclude the answers", key="exclude-annotator")


def _texts(rows: pd.DataFrame) -> dict[str, list[str]]:
    gold, majority = (
        [
            "-" if not n else f"{value:.0%} ({low:.0%} to {high:.0%}), n = {n:,}"
            for value, low, high, n in rows[[what, f"{what}_low", f"{what}_high", f"{what}_n"]].itertuples(index=False)
        ]
        for what in ("gold", "majority")
    )
    bias = [_bias(one) for one in rows.itertuples()]
    return {"gold_text": gold, "majority_text": majority, "bias_text": bias}


def _bias(row: object) -> str:
    value, low, high, most = (getattr(row, name) for name in ("bias", "bias_low", "bias_high", "most"))
    if pd.isna(value):
        return "-"
    interval = "" if pd.isna(low) else f" ({low:+.2f} to {high:+.2f})"
    if not most:
        return f"{value:+.2f}{interval} points"
    return f"{most}: {value * 100:+.0f} points" + ("" if pd.isna(low) else f" ({low * 100:+.0f} to {high * 100:+.0f})")
