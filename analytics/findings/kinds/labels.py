"""How many labels may be wrong, where a model agrees with most of them?"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from analytics.ask.filters import Mislabelled
from analytics.ask.labels import check_labels, checked_columns
from analytics.ask.selection import ALL
from analytics.findings.finding import Finding
from analytics.findings.text import percent

TABLES = ("documents", "label_checks")
MIN_AGREEMENT = 0.7
"""Below this agreement classes overlap, and a suspicious label is little evidence of an error."""

STRENGTH = 0.5
"""About half of the suspicious labels are wrong (benchmarks/truth/labels.py)."""


def candidates(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """One candidate for each checked column in which labels can be predicted."""
    for column in checked_columns(connection):
        checked = check_labels(connection, ALL, column)
        if not checked.suspected or checked.accuracy < MIN_AGREEMENT:
            continue
        share = checked.suspected / checked.judged
        filters = (Mislabelled(column.table, column.name),)
        yield Finding(
            kind="labels",
            sentence=f"{checked.suspected:,} values of {column.name} ({percent(share)}) look wrong; not all are.",
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
