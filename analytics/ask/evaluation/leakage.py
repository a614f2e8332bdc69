"""Which documents of the corpus contain items of the workspace's evaluation sets?"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from analytics.ask.columns import tables
from analytics.ask.filters.evaluation import CONTAINS
from analytics.ask.selection import ALL, Selection, where

VERBATIM = 0.5
"""The share of an item's 13-grams in a document from which it is there verbatim."""

EXCERPT_CHARACTERS = 240


@dataclass(frozen=True)
class Leakage:
    """How much of an evaluation set is in the selected documents: of its `items`, `leaked` are in `documents` other
    than those that they were drawn from, `verbatim` of them word for word. `own` documents are items themselves.
    """

    name: str
    version: int
    items: int
    leaked: int
    verbatim: int
    documents: int
    own: int

    @property
    def is_leaking(self) -> bool:
        """Whether training on the documents would train on items."""
        return self.documents + self.own > 0

    def summary_text(self) -> str:
        """`12 of 380 items of exam are in 14 other documents (9 verbatim). 380 documents are items themselves.`"""
        if not self.is_leaking:
            return f"No document contains an item of {self.name} ({self.items:,} items)."
        texts = []
        if self.documents:
            texts.append(
                f"{self.leaked:,} of {self.items:,} items of {self.name} are in {_documents(self.documents)} "
                f"({self.verbatim:,} verbatim, the others edited)."
            )
        if self.own:
            texts.append(f"{_documents(self.own)} {'is an item' if self.own == 1 else 'are items'} of {self.name}.")
        return " ".join(texts)


def _documents(n: int) -> str:
    return f"{n:,} document{'s' * (n != 1)}"


def leakage(connection: duckdb.DuckDBPyConnection, selection: Selection = ALL) -> list[Leakage]:
    """One for each evaluation set that was compared, by name."""
    if not {"evaluation_matches", "evaluation_set_items"} <= tables(connection):
        return []
    rows = connection.execute(
        f"""WITH chosen AS (SELECT * FROM evaluation_matches WHERE {CONTAINS} AND {where(connection, selection)}),
        sizes AS (SELECT "set", any_value(version) AS version, count(*) AS items FROM evaluation_set_items GROUP BY 1)
        SELECT sizes."set", version, items,
            count(DISTINCT item) FILTER (NOT is_same),
            count(DISTINCT item) FILTER (NOT is_same AND (containment >= {VERBATIM} OR near >= 1)),
            count(DISTINCT doc_id) FILTER (NOT is_same), count(DISTINCT doc_id) FILTER (is_same)
        FROM sizes LEFT JOIN chosen ON chosen."set" = sizes."set" GROUP BY ALL ORDER BY 1"""
    ).fetchall()
    return [Leakage(*row) for row in rows]


def leaked_documents(
    connection: duckdb.DuckDBPyConnection, name: str | None = None, selection: Selection = ALL
) -> pd.DataFrame:
    """The documents that contain items (of one set, or of any), with their most complete item: set, doc_id, item, text
    (the beginning of the item), containment, near, is_same, start, stop; the most complete first.
    """
    if not {"evaluation_matches", "evaluation_set_items"} <= tables(connection):
        return pd.DataFrame(
            columns=["set", "doc_id", "item", "text", "containment", "near", "is_same", "start", "stop"]
        )
    return connection.execute(
        f"""SELECT "set", doc_id, item,
            trim(regexp_replace(substr(items.text, 1, {EXCERPT_CHARACTERS}), '\\s+', ' ', 'g')) AS text,
            containment, near, is_same, start, stop
        FROM evaluation_matches JOIN evaluation_set_items AS items USING ("set", item)
        WHERE {CONTAINS} AND ($1::VARCHAR IS NULL OR "set" = $1) AND {where(connection, selection)}
        QUALIFY row_number() OVER (PARTITION BY "set", doc_id ORDER BY greatest(containment, near) DESC, item) = 1
        ORDER BY is_same, greatest(containment, near) DESC, doc_id""",
        [name],
    ).df()
