"""Two groups of documents that are compared, and a reproducible sample of each."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import duckdb

from analytics.ask.selection import ALL, Selection, where

_shuffle_lock = threading.Lock()


@dataclass(frozen=True)
class GroupPair:
    """Two groups of documents as SQL conditions on doc_id; in both, a document counts as a member of the first only."""

    a: str
    b: str

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, a: Selection, b: Selection = ALL) -> GroupPair:
        """`a` against `b`; documents of `a` are left out of `b`, so that with `b` all, it is `a` against the rest."""
        _shuffle(connection)
        inside = where(connection, a)
        return cls(inside, f"({where(connection, b)}) AND NOT ({inside})")

    def sampled(self, n: int) -> str:
        """A query for doc_id and `a` (boolean) of at most `n` documents of each group, the same ones each time."""
        return " UNION ALL ".join(
            f"(SELECT doc_id, {name} AS a FROM shuffled WHERE {condition} LIMIT {n})"
            for name, condition in (("true", self.a), ("false", self.b))
        )


def _shuffle(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the documents in an order that has to do with nothing, once per connection: the first ones that fit are then
    a sample, and no more are read.
    """
    with _shuffle_lock:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS shuffled AS SELECT doc_id FROM documents ORDER BY hash(doc_id), doc_id"
        )
