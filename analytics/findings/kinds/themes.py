"""What is most of the text about?"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from analytics.ask.filters import Values
from analytics.ask.map.colours import THEME, filter_by_value
from analytics.ask.map.themes import themes
from analytics.findings.finding import DESCRIPTION, Finding
from analytics.findings.text import name_of, percent

TABLES = ("documents", "map", "topics")
MIN_SHARE = 0.05
"""Below it, no theme is what most of the text is about."""

STRENGTH = 0.2
"""A theme is no defect: it tells what the data are about."""


def candidates(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """The largest theme."""
    table = themes(connection)
    if table.empty:
        return
    largest = table.iloc[0]
    if largest.share < MIN_SHARE:
        return
    by_name: Values = filter_by_value(connection, THEME, str(largest.label))
    yield Finding(
        kind="theme",
        sentence=f"The largest theme is “{name_of(largest.label)}”: {percent(largest.share)} of the documents.",
        value=float(largest.share),
        low=float(largest.share),
        high=float(largest.share),
        n=round(largest.documents / largest.share),
        page="map",
        share_affected=float(largest.share),
        strength=STRENGTH,
        weight=DESCRIPTION,
        affected_documents=int(largest.documents),
        filters=(by_name,),
    )
