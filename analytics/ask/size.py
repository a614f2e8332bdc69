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

    def describe(self) -> str:
        """`1,234 documents, 5.68 million tokens (est.)`."""
        documents = f"{self.documents:,} document{'s' * (self.documents != 1)}"
        return documents if self.tokens is None else f"{documents}, {format_count(self.tokens)} tokens (est.)"


def size(connection: duckdb.DuckDBPyConnection, selection: Selection = ALL) -> Size:
    """The size of what is selected; zero documents when nothing has been read yet."""
    there = tables(connection)
    if "documents" not in there:
        return Size(0, None)
    if "n_tokens" not in {column.name for column in columns(connection, "signals")}:
        (documents,) = connection.execute(
            f"SELECT count(*) FROM documents WHERE {where(connection, selection)}"
        ).fetchone() or (0,)
        return Size(documents, None)
    row = connection.execute(
        f"SELECT count(*), sum(n_tokens) FROM signals WHERE {where(connection, selection)}"
    ).fetchone()  # one row a document
    documents, tokens = row or (0, None)
    return Size(documents, 0 if documents == 0 else tokens and int(tokens))


def format_count(number: float) -> str:
    """A count as one says it: `812`, `54,300`, `20.2 million`."""
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if number >= size:
            return f"{number / size:,.3g} {name}"
    return f"{number:,.0f}" if number < 100_000 else f"{round(number, -2):,.0f}"
