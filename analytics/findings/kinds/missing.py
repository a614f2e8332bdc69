"""Which fields are often missing, which rows were rejected, and in which time are there no documents?"""

from __future__ import annotations

import math
from collections.abc import Iterator

import duckdb

from analytics.ask.columns import tables
from analytics.ask.filters import Values
from analytics.ask.overview import missing
from analytics.ask.selection import ALL
from analytics.findings.finding import DESCRIPTION, Finding
from analytics.findings.text import counted, percent

TABLES = ("documents",)
MIN_MISSING, MAX_MISSING = 0.02, 0.9
"""A field that nearly all documents lack is not used; one that few lack is complete."""

MIN_DATED = 50
MIN_GAP = 0.05
"""The share of the whole time from which a gap is reported."""

GAP_RATIO = 4.0
"""How many times the largest gap expected by chance a gap must be. Dates at random leave gaps of up to ln(n)/n."""

FIELDS = {"created_at": "date", "lang": "declared language", "url": "URL"}
"""Fields with another name in a sentence."""

FIELD_STRENGTH = 0.2
"""A missing field is seldom as serious as a text that has to go."""


def candidates(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Rejected rows, fields of `documents` that are missing in part, and the longest time without documents."""
    yield from _rejects(connection)
    yield from _fields(connection)
    yield from _gap(connection)


def _rejects(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    if "rejects" not in tables(connection):
        return
    rejected, documents = connection.execute(
        "SELECT (SELECT count(*) FROM rejects), (SELECT count(*) FROM documents)"
    ).fetchone() or (0, 0)
    if rejected:
        share = rejected / (rejected + documents)
        yield Finding(
            kind="rejects",
            sentence=f"{counted(rejected, 'row')} ({percent(share)}) could not be read.",
            value=share,
            low=share,
            high=share,
            n=rejected + documents,
            page="overview",
            share_affected=share,
            strength=1.0,
        )


def _fields(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    table = missing(connection, ALL)
    gaps = table[(table.table == "documents") & table.share.between(MIN_MISSING, MAX_MISSING)]
    for row in gaps.itertuples():
        yield Finding(
            kind="missing",
            sentence=f"{percent(row.share)} of the documents have no {FIELDS.get(row.column, row.column)}.",
            value=row.share,
            low=row.share,
            high=row.share,
            n=round(row.missing / row.share),
            page="overview",
            share_affected=row.share,
            strength=FIELD_STRENGTH,
            weight=DESCRIPTION,
            affected_documents=int(row.missing),
            filters=(Values("documents", row.column, (None,)),),
        )


def _gap(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    dated, span, gap, start, end = connection.execute(
        """SELECT count(*), date_diff('second', min(created_at), max(created_at)), max(gap),
            arg_max(before, gap), arg_max(created_at, gap)
        FROM (
            SELECT created_at, lag(created_at) OVER (ORDER BY created_at) AS before,
                date_diff('second', lag(created_at) OVER (ORDER BY created_at), created_at) AS gap
            FROM documents WHERE created_at IS NOT NULL
        )"""
    ).fetchone() or (0, 0, 0, None, None)
    if dated < MIN_DATED or not span or not gap:
        return
    share = gap / span
    if share < max(MIN_GAP, GAP_RATIO * math.log(dated) / dated):
        return
    yield Finding(
        kind="gap",
        sentence=f"No document is dated from {start:%-d %b %Y} to {end:%-d %b %Y}.",
        value=share,
        low=share,
        high=share,
        n=dated,
        page="overview",
        share_affected=share,
        strength=FIELD_STRENGTH,
        weight=DESCRIPTION,
    )
