"""Are evaluation items in the text?"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from analytics.ask.duplicates.contamination import contamination
from analytics.findings.finding import Finding
from analytics.findings.text import counted, percent

TABLES = ("documents", "contamination", "evaluation_items")


def candidates(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """The share of the evaluation items that share a 13-gram with a document."""
    result = contamination(connection)
    if not result.contaminated:
        return
    share = result.contaminated / result.checked
    yield Finding(
        kind="contamination",
        sentence=f"{percent(share)} of the evaluation items ({result.contaminated:,}) occur in "
        f"{counted(result.documents, 'document')}.",
        value=share,
        low=share,
        high=share,
        n=result.checked,
        page="duplicates",
        share_affected=share,
        strength=1.0,
        affected_documents=result.documents,
        parameters=(("view", "Against another corpus"),),
        is_urgent=True,
    )
