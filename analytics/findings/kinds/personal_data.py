"""Are there secrets or personal data in the text?"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from analytics.ask.columns import columns
from analytics.ask.filters import Range
from analytics.ask.personal_data import kinds
from analytics.ask.selection import ALL
from analytics.findings.finding import Finding
from analytics.findings.text import percent
from analytics.recipe.steps import Mask

TABLES = ("documents", "content")
SECRET, ALL_KINDS = "secret_count", "pii_count"


def candidates(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Documents with secrets, which always come first, and documents with any personal data."""
    available = {column.name for column in columns(connection, "content")}
    (documents,) = connection.execute("SELECT count(*) FROM content").fetchone() or (0,)
    by_kind = kinds(connection, ALL).set_index("kind")
    if SECRET in available and documents and "secret" in by_kind.index:
        secrets = int(by_kind.documents["secret"])
        if secrets:
            text = f"{secrets:,} document{'s contain' if secrets > 1 else ' contains'} a secret, such as a key."
            yield _finding("secrets", text, (secrets, documents), SECRET, ("secret",), is_urgent=True)
    if ALL_KINDS in available and documents:
        (affected,) = connection.execute("SELECT count(*) FROM content WHERE pii_count > 0").fetchone() or (0,)
        if affected:
            largest = by_kind.title[by_kind.documents.idxmax()]
            text = f"{percent(affected / documents)} of the documents contain personal data, mostly {_lower(largest)}."
            present = tuple(by_kind.index[by_kind.findings > 0])
            yield _finding("personal_data", text, (affected, documents), ALL_KINDS, present)


def _finding(
    kind: str, text: str, counts: tuple[int, int], column: str, masked: tuple[str, ...], is_urgent: bool = False
) -> Finding:
    """The finding that `counts[0]` of `counts[1]` documents have a value above 0 in a column of `content`."""
    affected, documents = counts
    share = affected / documents
    return Finding(
        kind=kind,
        sentence=text,
        value=share,
        low=share,
        high=share,
        n=documents,
        page="private",
        share_affected=share,
        strength=1.0,
        affected_documents=affected,
        filters=(Range("content", column, low=1),),
        action=Mask(masked),
        is_urgent=is_urgent,
    )


def _lower(title: str) -> str:
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
