"""Which evaluation items, or items of another corpus, stand in which documents?"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from analytics.ask.columns import tables
from analytics.ask.selection import ALL, Selection, where
from analytics.errors import DataloupeError

CONTEXT_BYTES = 400


@dataclass(frozen=True)
class Contamination:
    """What was looked for and found among the selected documents: items, those long enough to be checked, those found,
    and the documents that hold them.
    """

    items: int
    checked: int
    found: int
    whole: int
    documents: int

    def summary_text(self) -> str:
        """The finding in words and numbers."""
        skipped = (
            f" {self.items - self.checked:,} more are too short to be checked, or made of what many items say."
            if self.items > self.checked
            else ""
        )
        if not self.found:
            return f"None of {self.checked:,} items shares a 13-gram with any document.{skipped}"
        return (
            f"{self.found:,} of {self.checked:,} items ({self.found / self.checked:.1%}) share a 13-gram with {self.documents:,} documents, "
            f"{self.whole:,} of them stand there whole.{skipped}"
        )


@dataclass(frozen=True)
class Passage:
    """Where an item stands in a document: the longest passage that both hold, and some text around it."""

    before: str
    passage: str
    after: str
    item: str


def contamination(connection: duckdb.DuckDBPyConnection, selection: Selection = ALL) -> Contamination:
    """What is contaminated. Raises DataloupeError when nothing was looked for."""
    if "evaluation_items" not in tables(connection):
        raise DataloupeError(
            "no evaluation items were looked for - build this workspace again with --against FILE or --against WORKSPACE"
        )
    row = connection.execute(
        f"""SELECT (SELECT count(*) FROM evaluation_items), (SELECT count(*) FROM evaluation_items WHERE n_grams > 0),
                   count(DISTINCT item), count(DISTINCT item) FILTER (containment >= 1), count(DISTINCT doc_id)
            FROM contamination WHERE {where(connection, selection)}"""
    ).fetchone()
    return Contamination(*(row or (0, 0, 0, 0, 0)))


def found_items(
    connection: duckdb.DuckDBPyConnection, selection: Selection = ALL, least: float = 0.0, limit: int = 500
) -> pd.DataFrame:
    """Items found with a containment of `least` or more, the most complete first: item, against, text (its beginning),
    documents, containment (the largest), sources.
    """
    return connection.execute(
        f"""SELECT item, against, trim(regexp_replace(substr(any_value(items.text), 1, 240), '\\s+', ' ', 'g')) AS text,
                   count(*) AS documents, max(containment) AS containment, count(DISTINCT coalesce(source, '')) AS sources
            FROM contamination JOIN evaluation_items AS items USING (item) JOIN documents USING (doc_id)
            WHERE containment >= ?::REAL AND {where(connection, selection)}
            GROUP BY item, against ORDER BY containment DESC, documents DESC, item LIMIT ?""",
        [least, limit],
    ).df()


def documents_with(
    connection: duckdb.DuckDBPyConnection, item: int, selection: Selection = ALL, limit: int = 200
) -> pd.DataFrame:
    """The documents that share n-grams with an item, the most of it first: doc_id, source, title, shared,
    containment.
    """
    return connection.execute(
        f"""SELECT doc_id, source, title, shared, containment FROM contamination JOIN documents USING (doc_id)
            WHERE item = ? AND {where(connection, selection)} ORDER BY containment DESC, shared DESC, doc_id LIMIT ?""",
        [item, limit],
    ).df()


def passage(connection: duckdb.DuckDBPyConnection, doc_id: int, item: int) -> Passage:
    """Where the item stands in the document. Raises DataloupeError when it does not."""
    row = connection.execute(
        """SELECT documents.text, items.text, start, stop FROM contamination JOIN documents USING (doc_id) JOIN evaluation_items AS items USING (item)
           WHERE doc_id = ? AND item = ?""",
        [doc_id, item],
    ).fetchone()
    if row is None:
        raise DataloupeError(f"document {doc_id} shares no n-gram with item {item}")
    text, wanted, start, stop = row[0].encode(), row[1], row[2], row[3]
    before, after = text[max(0, start - CONTEXT_BYTES) : start], text[stop : stop + CONTEXT_BYTES]
    return Passage(before.decode(errors="ignore"), text[start:stop].decode(), after.decode(errors="ignore"), wanted)
