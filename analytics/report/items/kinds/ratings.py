"""The ratings of one kind by group, with their confidence intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.ask.logs import feedback
from analytics.ask.logs.ratings import load_ratings, select_ratings
from analytics.errors import DataloupeError
from analytics.figures.intervals import group_rates
from analytics.report.blocks import Block, FigureBlock
from analytics.report.context import ReportContext
from analytics.report.items.content import Content, selection_of

MAX_GROUPS = 20


def content(context: ReportContext, spec: Mapping[str, Any]) -> Content:
    """The rate of the ratings `name`, and of each group of the dimension `by` (None: no groups)."""
    selection = selection_of(context, spec["selection"])
    ratings = select_ratings(context.connection, selection, load_ratings(context.connection, spec["name"]))
    satisfaction = feedback.satisfaction(ratings, None)
    if satisfaction.rate.n_clusters < context.min_users:
        raise DataloupeError(f"Fewer than {context.min_users} {ratings.user_noun} have rated anything.")
    return Content(satisfaction.summary_text(), _groups(context, satisfaction, spec["by"]))


def _groups(context: ReportContext, satisfaction: feedback.Satisfaction, by: str | None) -> list[Block]:
    ratings = satisfaction.ratings
    if by is None or by not in ratings.dimensions:
        return []
    rates = feedback.rates_by_group(ratings, by, context.min_users)
    groups = rates.table.head(MAX_GROUPS)
    if groups.empty:
        return []
    figure = group_rates(groups, ratings.measure, ratings.unit, ratings.is_binary, satisfaction.rate.value)
    hidden = context.hidden_note(rates.hidden_groups, "group")
    note = f"In parentheses: n. Lines are 95 % confidence intervals. {hidden}".strip()
    return [FigureBlock(figure, "", f"{ratings.measure} by {by}, with confidence intervals", note)]
