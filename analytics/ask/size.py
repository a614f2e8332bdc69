"""How much is it? Documents and tokens of the corpus and of a selection, as every page shows them."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from analytics.ask.columns import columns, tables
from analytics.ask.selection import ALL, Selection, where


@dataclass(frozen=True)
class Size:
    """Documents, and estimated tokens (None while the scan has not counted them)."""

    documents: int
    tokens: int | None

    def words(self) -> str:
        """`1,234 documents, 56,789 tokens (est.)`."""
        documents = f"{self.documents:,} document{'s' * (self.documents != 1)}"
        return documents if self.tokens is None else f"{documents}, {self.tokens:,} tokens (est.)"


def size(connection: duckdb.DuckDBPyConnection, selection: Selection = ALL) -> Size:
    """The size of what is selected; zero documents when nothing has been read yet."""
    there = tables(connection)
    if "documents" not in there:
        return Size(0, None)
    (documents,) = connection.execute(f"SELECT count(*) FROM documents WHERE {where(connection, selection)}").fetchone() or (0,)
    if "n_tokens" not in {column.name for column in columns(connection, "signals")}:
        return Size(documents, None)
    (tokens,) = connection.execute(f"SELECT sum(n_tokens) FROM signals WHERE {where(connection, selection)}").fetchone() or (None,)
    return Size(documents, 0 if documents == 0 else tokens and int(tokens))
