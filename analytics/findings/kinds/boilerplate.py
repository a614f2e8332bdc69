"""How much of the text is lines that many documents share?"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from analytics.ask.duplicates import share_of_characters
from analytics.findings.finding import Finding
from analytics.findings.text import percent

TABLES = ("documents", "signals", "repeated_passages", "passage_documents")


def candidates(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """The share of all characters in lines that are repeated across documents."""
    share = share_of_characters(connection)
    if not share:
        return
    documents, affected = connection.execute(
        """SELECT (SELECT count(*) FROM documents), count(DISTINCT doc_id) FROM passage_documents
        WHERE passage_id IN (SELECT passage_id FROM repeated_passages WHERE kind = 'line')"""
    ).fetchone() or (0, 0)
    yield Finding(
        kind="boilerplate",
        sentence=f"{percent(share)} of the characters are lines that many documents share.",
        value=share,
        low=share,
        high=share,
        n=documents,
        page="duplicates",
        share_affected=share,
        strength=1.0,
        affected_documents=affected,
        parameters=(("view", "Repeated passages"),),
    )
