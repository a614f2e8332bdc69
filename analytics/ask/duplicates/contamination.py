"""Which evaluation items are in which documents?"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from analytics.ask.columns import tables
from analytics.ask.selection import ALL, Selection, where
from analytics.errors import DataloupeError

CONTEXT_BYTES = 400
EXCERPT_CHARACTERS = 240


@dataclass(frozen=True)
class Contamination:
    """How many evaluation items are in the selected documents: of all `items`, `checked` are long enough,
    `contaminated` share a 13-gram with a document, and `whole` are there in full. `documents` contain any of them.
    """

    items: int
    checked: int
    contaminated: int
    whole: int
    documents: int

    def summary_text(self) -> str:
        text = f"None of {self.checked:,} items shares a 13-gram with any document."
        if self.contaminated:
            text = (
                f"{self.contaminated:,} of {self.checked:,} items ({self.contaminated / self.checked:.1%}) "
                f"share a 13-gram with {self.documents:,} documents, {self.whole:,} of them in full."
            )
        if unchecked := self.items - self.checked:
            text += f" {unchecked:,} more are too short to be checked, or contain only 13-grams that many items share."
        return text


@dataclass(frozen=True)
class Passage:
    """Where an item is in a document: the longest passage that both contain, and the text around it."""

    before: str
    passage: str
    after: str
    item: str


def contamination(connection: duckdb.DuckDBPyConnection, selection: Selection = ALL) -> Contamination:
    """The contamination of the selected documents. Raises DataloupeError when the build did not search for items."""
    if "evaluation_items" not in tables(connection):
        raise DataloupeError(
            "This workspace was not compared with evaluation items. Build it again with --against FILE."
        )
    row = connection.execute(
        f"""SELECT (SELECT count(*) FROM evaluation_items), (SELECT count(*) FROM evaluation_items WHERE n_grams > 0),
            count(DISTINCT item), count(DISTINCT item) FILTER (containment >= 1), count(DISTINCT doc_id)
        FROM contamination WHERE {where(connection, selection)}"""
    ).fetchone()
    return Contamination(*(row or (0, 0, 0, 0, 0)))


def contaminated_items(
    connection: duckdb.DuckDBPyConnection, selection: Selection = ALL, threshold: float = 0.0, limit: int = 500
) -> pd.DataFrame:
    """Items with a containment of at least `threshold`, the most complete first: item, against, text (its beginning),
    documents, containment (the largest), sources.
    """
    return connection.execute(
        f"""SELECT item, against,
            trim(regexp_replace(substr(any_value(items.text), 1, {EXCERPT_CHARACTERS}), '\\s+', ' ', 'g')) AS text,
            count(*) AS documents, max(containment) AS containment, count(DISTINCT coalesce(source, '')) AS sources
        FROM contamination JOIN evaluation_items AS items USING (item) JOIN documents USING (doc_id)
        WHERE containment >= ?::REAL AND {where(connection, selection)}
        GROUP BY item, against ORDER BY containment DESC, documents DESC, item LIMIT ?""",
        [threshold, limit],
    ).df()


def documents_with(
    connection: duckdb.DuckDBPyConnection, item: int, selection: Selection = ALL, limit: int = 200
) -> pd.DataFrame:
    """The documents that share n-grams with an item, those with most of it first: doc_id, source, title, shared,
    containment.
    """
    return connection.execute(
        f"""SELECT doc_id, source, title, shared, containment FROM contamination JOIN documents USING (doc_id)
        WHERE item = ? AND {where(connection, selection)} ORDER BY containment DESC, shared DESC, doc_id LIMIT ?""",
        [item, limit],
    ).df()


def passage(connection: duckdb.DuckDBPyConnection, doc_id: int, item: int) -> Passage:
    """Where the item is in the document. Raises DataloupeError when they share no n-gram."""
    row = connection.execute(
        """SELECT documents.text, items.text, start, stop
        FROM contamination JOIN documents USING (doc_id) JOIN evaluation_items AS items USING (item)
        WHERE doc_id = ? AND item = ?""",
        [doc_id, item],
    ).fetchone()
    if row is None:
        raise DataloupeError(f"Document {doc_id} shares no n-gram with the evaluation item {item}.")
    text, item_text, start, stop = row[0].encode(), row[1], row[2], row[3]
    before, after = text[max(0, start - CONTEXT_BYTES) : start], text[stop : stop + CONTEXT_BYTES]
    shared = text[start:stop].decode()
    return Passage(before.decode(errors="ignore"), shared, after.decode(errors="ignore"), item_text)
