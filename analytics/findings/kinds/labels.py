"""How many labels may be wrong, where a model agrees with most of them?"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from analytics.ask.filters import Mislabelled
from analytics.ask.labels import check_labels, checked_columns
from analytics.ask.selection import ALL
from analytics.findings.finding import Finding
from analytics.findings.text import counted, percent

TABLES = ("documents", "label_checks")
STRENGTH = 0.5
"""Half to three quarters of the flagged labels of three sets with changed labels were wrong (docs/truth.md)."""


def candidates(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """One candidate for each checked column in which labels can be predicted."""
    for column in checked_columns(connection):
        checked = check_labels(connection, ALL, column)
        if not checked.suspected or checked.is_hard:
            continue
        share, flagged = checked.suspected / checked.judged, f"{counted(checked.suspected, 'label')} in {column.name}"
        filters = (Mislabelled(column.table, column.name),)
        yield Finding(
            kind="labels",
            sentence=f"{flagged} ({percent(share)}) flagged as likely wrong; some may be correct.",
            value=share,
            low=share,
            high=share,
            n=checked.judged,
            page="labels",
            share_affected=share,
            strength=STRENGTH,
            affected_documents=checked.suspected,
            filters=filters,
        )
