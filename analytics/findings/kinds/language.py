"""Do declared and detected languages disagree?"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from analytics.ask.columns import columns
from analytics.ask.filters import OtherLanguage
from analytics.findings.finding import Finding
from analytics.findings.text import percent

TABLES = ("documents", "signals")


def candidates(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """The documents with a declared two-letter language that differs from the detected one, where that is certain."""
    names = {column.name for column in columns(connection, "signals")}
    if not {"lang_detected", "lang_confidence"} <= names:
        return
    other = OtherLanguage()
    documents, judged, differing = connection.execute(
        f"""SELECT count(*), count(*) FILTER ({other.is_judged}), count(*) FILTER ({other.differs})
        FROM documents JOIN signals USING (doc_id)"""
    ).fetchone() or (0, 0, 0)
    if not differing:
        return
    share = differing / judged
    yield Finding(
        kind="language",
        sentence=f"{percent(share)} of declared languages differ from the detected language.",
        value=share,
        low=share,
        high=share,
        n=judged,
        page="documents",
        share_affected=differing / documents,
        strength=1.0,
        affected_documents=differing,
        filters=(other,),
    )
