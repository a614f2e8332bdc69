"""Are items of the workspace's evaluation sets in the text?"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from analytics.ask.evaluation import leakage
from analytics.ask.filters import ContainsItem
from analytics.findings.finding import Finding
from analytics.findings.text import counted, percent
from analytics.recipe.steps import Exclude

TABLES = ("documents", "evaluation_matches", "evaluation_set_items")


def candidates(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """For each set with items in other documents, the share of its items that are there."""
    for one in leakage(connection):
        if not one.documents:
            continue
        share, where = one.leaked / one.items, (ContainsItem(one.name),)
        yield Finding(
            kind="evaluation_sets",
            sentence=f"{percent(share)} of the items of {one.name} ({one.leaked:,}) occur in "
            f"{counted(one.documents, 'document')}.",
            value=share,
            low=share,
            high=share,
            n=one.items,
            page="evaluation_sets",
            share_affected=share,
            strength=1.0,
            affected_documents=one.documents,
            filters=where,
            action=Exclude(where),
            is_urgent=True,
        )
