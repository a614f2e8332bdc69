"""The distribution of a number over the selected documents, as a histogram."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.ask.columns import column
from analytics.ask.distribution import distribution
from analytics.figures.histogram import histogram
from analytics.report.blocks import FigureBlock
from analytics.report.context import ReportContext
from analytics.report.items.content import Content, selection_of
from analytics.signals.registry import find_signal


def content(context: ReportContext, spec: Mapping[str, Any]) -> Content:
    """The histogram of the column `column` of `table`; `log` chooses the axis."""
    selection = selection_of(context, spec["selection"])
    of = column(context.connection, spec["table"], spec["column"])
    signal = find_signal(of.table, of.name)
    title, is_fraction = (signal.title, signal.is_fraction) if signal else (of.name, False)
    shown = distribution(context.connection, selection, of, log=bool(spec["log"]), sources=0)
    answer = f"{title}: {shown.summary_text(is_fraction)}"
    figure = histogram(shown.counts, shown.edges, title, shown.log, shown.integer, is_fraction, height=260)
    return Content(answer, [FigureBlock(figure, "", f"Histogram. {answer}")])
