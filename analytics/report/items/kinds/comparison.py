"""Two selections compared: their sizes, and the terms and columns in which they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.ask import comparison
from analytics.report.blocks import Block, TableBlock
from analytics.report.context import ReportContext
from analytics.report.items.content import Content, selection_of

MAX_TERMS, MAX_COLUMNS = 8, 8
NUMBERS = frozenset({"First", "Second", "Effect"})


def content(context: ReportContext, spec: Mapping[str, Any]) -> Content:
    """The selections `first` and `second`."""
    first, second = (selection_of(context, spec[name]) for name in ("first", "second"))
    sizes = comparison.sizes(context.connection, first, second)
    answer = f"{first.describe()} against {second.describe() if second else 'all others'}: {sizes.summary_text()}"
    if not sizes.comparable:
        return Content(answer)
    terms = comparison.terms(context.connection, first, second)
    columns = comparison.columns(context.connection, first, second).head(MAX_COLUMNS)
    return Content(answer, [*_terms(terms), *_columns(columns)])


def _terms(terms: pd.DataFrame) -> list[Block]:
    """The terms that are more frequent in each selection, in one table."""
    rows = [
        (row.term, "first" if row.side == "a" else "second", f"{row.in_a:.1%}", f"{row.in_b:.1%}")
        for side in "ab"
        for row in terms[terms.side == side].head(MAX_TERMS).itertuples()
    ]
    note = "Share of documents with the term. Only terms whose difference is not zero, for all terms at once (95 %)."
    return [TableBlock("Terms", ("Term", "More in", "First", "Second"), rows, NUMBERS, note)] if rows else []


def _columns(columns: pd.DataFrame) -> list[Block]:
    rows = [
        (row.column, str(row.what), f"{row.effect:.2f}", f"{row.in_a:.1%}", f"{row.in_b:.1%}")
        for row in columns.itertuples()
    ]
    names = ("Column", "More frequent in the first", "Effect", "First", "Second")
    note = "Effect: Cramér's V, 0 is no difference, 1 is full separation."
    return [TableBlock("Columns and signals", names, rows, NUMBERS, note)] if rows else []
