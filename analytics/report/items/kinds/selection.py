"""A selection: how many documents and tokens it has, and from which sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.ask import overview
from analytics.ask.columns import column
from analytics.ask.selection import ALL
from analytics.ask.size import size
from analytics.report.blocks import Block, TableBlock
from analytics.report.context import ReportContext
from analytics.report.items.content import Content, selection_of

MAX_SOURCES = 8


def content(context: ReportContext, spec: Mapping[str, Any]) -> Content:
    """The size of the selection `selection`, and its sources."""
    selection = selection_of(context, spec["selection"])
    selected, every = size(context.connection, selection), size(context.connection, ALL)
    share = selected.documents / max(every.documents, 1)
    answer = f"{selected.describe()}, {share:.1%} of {every.documents:,}: {selection.describe()}."
    return Content(answer, _sources(context, spec["selection"]))


def _sources(context: ReportContext, text: str) -> list[Block]:
    of = column(context.connection, "documents", "source")
    values = overview.breakdown(context.connection, selection_of(context, text), of, limit=MAX_SOURCES)
    is_shown = context.may_show(of, values.value) | (values["values"] > 1)
    total = int(values.documents.sum())
    rows = [
        (
            f"{row.values:,} others" if row.values > 1 else str(row.value or "(no source)"),
            f"{row.documents:,}",
            f"{row.documents / total:.1%}",
        )
        for row in values[is_shown].itertuples()
    ]
    if len(values) < 2:
        return []
    note = context.hidden_note(int((~is_shown).sum()), "source")
    return [TableBlock("", ("Source", "Documents", "Share"), rows, frozenset({"Documents", "Share"}), note)]
