"""What people may select from whom texts are hidden: no filter that asks about a text, and no small group."""

from __future__ import annotations

from analytics.access import Grant, Permission
from analytics.ask.filters import Decided, Fails, OtherLanguage, PromptRange, PromptValues, Query, Range, Values
from analytics.ask.selection import Selection
from analytics.ask.size import Size
from analytics.errors import DataloupeError

WITHOUT_TEXTS = (Values, Range, PromptValues, PromptRange, OtherLanguage, Fails, Decided)
"""Filters whose number of matches says nothing about the words of one document."""


def check_filters(selection: Selection, grant: Grant) -> None:
    """Raises DataloupeError for a filter that this person may not use. A link can have any filter."""
    for one in selection.filters:
        if isinstance(one, Query):
            grant.require(Permission.SQL)
        elif not isinstance(one, WITHOUT_TEXTS):
            grant.require(Permission.READ_TEXTS)


def check_size(selected: Size, grant: Grant) -> None:
    """Raises DataloupeError for a selection of too few documents."""
    if 0 < selected.documents < grant.hidden_below and not grant.allows(Permission.READ_TEXTS):
        raise DataloupeError(
            f"This selection has fewer than {grant.hidden_below} documents. "
            "With your role only larger groups are shown."
        )
