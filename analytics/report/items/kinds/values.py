"""The values of a column of the selected documents, as bars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.ask import overview
from analytics.ask.columns import column
from analytics.figures.breakdown import breakdown
from analytics.report.blocks import FigureBlock
from analytics.report.context import ReportContext
from analytics.report.items.content import Content, selection_of
from analytics.signals.registry import find_signal

MAX_VALUES, MAX_NAMED = 12, 3


def content(context: ReportContext, spec: Mapping[str, Any]) -> Content:
    """Documents and tokens by the column `column` of `table`."""
    selection = selection_of(context, spec["selection"])
    of = column(context.connection, spec["table"], spec["column"])
    values = overview.breakdown(context.connection, selection, of, limit=MAX_VALUES)
    is_shown = context.may_show(of, values.value) | (values["values"] > 1)
    shown, total = values[is_shown].reset_index(drop=True), int(values.documents.sum())
    missing = "unknown" if of.table == "signals" else "missing"
    largest = [
        f"{missing if pd.isna(row.value) else row.value} {row.documents / max(total, 1):.1%}"
        for row in shown[shown["values"] == 1].head(MAX_NAMED).itertuples()
    ]
    signal = find_signal(of.table, of.name)
    by = signal.title.lower() if signal else of.name
    answer = f"{total:,} documents by {by}: {', '.join(largest)}{' and others' if len(shown) > MAX_NAMED else ''}."
    note = context.hidden_note(int((~is_shown).sum()), "group")
    return Content(answer, [FigureBlock(breakdown(shown, missing), "", f"Bars. {answer}", note)])
