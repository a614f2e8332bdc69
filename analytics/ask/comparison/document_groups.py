"""Two groups of documents to compare, and a reproducible sample of each."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import duckdb

from analytics.ask.selection import ALL, Selection, where

_shuffle_lock = threading.Lock()


@dataclass(frozen=True)
class GroupPair:
    """Two groups of documents, `a` and `b`, as SQL conditions on doc_id. No document is in both."""

    a: str
    b: str

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, a: Selection, b: Selection = ALL) -> GroupPair:
        """`a` against the documents of `b` that are not in `a`; by default against all other documents."""
        _shuffle(connection)
        in_a = where(connection, a)
        return cls(in_a, f"({where(connection, b)}) AND NOT ({in_a})")

    def sampled(self, n: int) -> str:
        """A query for doc_id and `a` (boolean) of at most `n` documents of each group, always the same ones."""
        return " UNION ALL ".join(
            f"(SELECT doc_id, {is_a} AS a FROM shuffled WHERE {condition} LIMIT {n})"
            for is_a, condition in (("true", self.a), ("false", self.b))
        )


def _shuffle(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table `shuffled`, all documents in random order, once for each connection.

    The first documents of a group in it are a sample of the group, and DuckDB stops to read after them.
    """
    with _shuffle_lock:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS shuffled AS SELECT doc_id FROM documents ORDER BY hash(doc_id), doc_id"
        )
