"""The answer of an SQL query, as a table or a chart. Personal data in it is masked as far as patterns recognise it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.ask.selection import doc_ids
from analytics.ask.sql.limits import Limits
from analytics.ask.sql.query import run_query
from analytics.batch.pii import mask
from analytics.figures.query_chart import CHARTS, query_chart
from analytics.report.blocks import Block, FigureBlock, TableBlock
from analytics.report.context import ReportContext
from analytics.report.items.content import Content, selection_of

LIMITS = Limits(seconds=30.0)
"""Nobody waits for a report at a keyboard, so a query may run longer than on the SQL page."""

MAX_ROWS, MAX_COLUMNS, MAX_CELL_CHARACTERS = 30, 10, 120


def content(context: ReportContext, spec: Mapping[str, Any]) -> Content:
    """The first rows of the answer of `statement`; with `chart` (kind, x, y, split), the chart."""
    selected = doc_ids(context.connection, selection_of(context, spec["selection"]))
    result = run_query(context.connection.cursor(), spec["statement"], LIMITS, selected)
    frame = result.frame()
    count = f"{len(frame):,} row{'s' * (len(frame) != 1)}"
    answer = f"The query returns {count}." if result.complete else f"The first {count} of a query result."
    block = _chart(frame, spec["chart"]) if spec.get("chart") else _table(frame)
    return Content(answer, [block], sorted("\t".join(map(_cell, row)) for row in frame.itertuples(index=False)))


def _table(frame: pd.DataFrame) -> TableBlock:
    shown = frame.iloc[:MAX_ROWS, :MAX_COLUMNS]
    numbers = frozenset(str(name) for name in shown if pd.api.types.is_numeric_dtype(shown[name]))
    rows = [tuple(_cell(value) for value in row) for row in shown.itertuples(index=False)]
    note = f"The first {MAX_ROWS} rows." if len(frame) > MAX_ROWS else ""
    return TableBlock("", [str(name) for name in shown], rows, numbers, note)


def _chart(frame: pd.DataFrame, chart: Mapping[str, Any]) -> Block:
    kind, x, y, split = (chart.get(name) for name in ("kind", "x", "y", "split"))
    if kind not in CHARTS or not {x, y} <= set(frame) or frame.empty:
        return _table(frame)
    figure = query_chart(frame, str(kind), str(x), str(y), split if split in frame else None)
    return FigureBlock(figure, "", f"{kind} of {y} by {x}, {len(frame):,} rows", f"n = {len(frame):,} rows.")


def _cell(value: Any) -> str:
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1e6 else f"{value:,.0f}"
    text = mask(" ".join(str(value).split())[: 4 * MAX_CELL_CHARACTERS])
    return text if len(text) <= MAX_CELL_CHARACTERS else text[: MAX_CELL_CHARACTERS - 1].rstrip() + "…"
