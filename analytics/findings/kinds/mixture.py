"""Does a source have far more of the tokens than of the documents?"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from analytics.ask.filters import Values
from analytics.findings.finding import DESCRIPTION, Finding
from analytics.findings.p_values import p_of_estimate
from analytics.findings.text import name_of, percent
from analytics.statistics.intervals import Estimate

TABLES = ("documents", "signals")
MIN_DIFFERENCE = 0.05
MAX_SOURCES = 50


def candidates(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """One candidate for each of the largest sources: its share of the tokens against its share of the documents.

    The standard error is that of a ratio of sums (the delta method over documents; Cochran 1977, chapter 6).
    """
    rows = connection.execute(
        """WITH sums AS (
            SELECT source, count(*) AS documents, sum(n_tokens)::DOUBLE AS tokens,
                sum(n_tokens::DOUBLE * n_tokens) AS squares
            FROM documents JOIN signals USING (doc_id) GROUP BY source
        ) SELECT *, sum(documents) OVER (), sum(tokens) OVER (), sum(squares) OVER ()
        FROM sums ORDER BY documents DESC, source LIMIT ?""",
        [MAX_SOURCES],
    ).fetchall()
    if len(rows) < 2:
        return
    for source, documents, tokens, squares, all_documents, all_tokens, all_squares in rows:
        if not all_tokens:
            return
        share, expected = tokens / all_tokens, documents / all_documents
        variance = (squares * (1 - 2 * share) + share * share * all_squares) / all_tokens**2
        margin = 1.96 * max(variance, 0.0) ** 0.5
        gap = abs(share - expected)
        yield Finding(
            kind="mixture",
            sentence=f"{name_of(source)} is {percent(expected)} of the documents but {percent(share)} of the tokens.",
            value=share,
            low=max(share - margin, 0.0),
            high=min(share + margin, 1.0),
            n=all_documents,
            page="mixture",
            share_affected=max(share, expected),
            strength=max(gap - margin, 0.0) if gap >= MIN_DIFFERENCE else 0.0,
            weight=DESCRIPTION,
            reference=expected,
            p_value=p_of_estimate(Estimate(share, share - margin, share + margin), expected),
            affected_documents=documents,
            affected_tokens=int(tokens),
            filters=(Values("documents", "source", (source,)),),
        )
