"""How many documents and tokens does the corpus, or a selection, have?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from analytics.ask.columns import columns, tables
from analytics.ask.selection import ALL, Selection, where

UNITS = {
    "conversations": "SELECT count(DISTINCT conversation_id) FROM turns",
    "comparisons": "SELECT count(*) FROM comparisons",
}
"""Tables whose rows are the units of a dataset, and how they are counted."""


MIN_TEXTS = 20
"""Comparisons with fewer texts are votes: the texts say nothing about the dataset."""


ESTIMATED = "tokens (est.)"


@dataclass(frozen=True)
class Size:
    """Documents, and tokens (None before the scan has counted them); `unit` says whether these are exact."""

    documents: int
    tokens: int | None
    unit: str = ESTIMATED

    def describe(self) -> str:
        """`1,234 documents, 5.68 million tokens (est.)`."""
        documents = f"{self.documents:,} document{'s' * (self.documents != 1)}"
        return documents if self.tokens is None else f"{documents}, {format_count(self.tokens)} {self.unit}"


def is_log(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the dataset consists of conversations or comparisons."""
    existing = tables(connection)
    return any(
        name in existing and bool(connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchall()) for name in UNITS
    )


def describe_contents(connection: duckdb.DuckDBPyConnection, corpus: Size) -> str:
    """What the dataset consists of: conversations and messages, comparisons and texts, or documents."""
    existing = tables(connection)
    counts = {
        name: connection.execute(query).fetchall()[0][0]
        for name, query in UNITS.items()
        if name in existing and connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchall()
    }
    if "comparisons" in counts and corpus.documents < MIN_TEXTS:
        ((models,),) = connection.execute(
            "SELECT count(DISTINCT model) FROM (SELECT unnest([model_a, model_b]) AS model FROM comparisons)"
        ).fetchall()
        n = counts["comparisons"]
        compared = f"{n:,} comparison{'s' * (n != 1)}"
        return f"{compared} of {models:,} models" if models else compared
    texts = corpus.describe()
    if "conversations" in counts:
        texts = texts.replace("document", "message", 1)
    elif "comparisons" in counts:
        texts = texts.replace("document", "text", 1)
    units = [f"{count:,} {name.removesuffix('s')}{'s' * (count != 1)}" for name, count in counts.items() if count]
    return ", ".join([*units, texts, *_whole(connection, existing)])


def _whole(connection: duckdb.DuckDBPyConnection, existing: Collection[str]) -> list[str]:
    """What the dataset is a sample of: `a sample of 3.2 billion documents`."""
    if "whole" not in existing:
        return []
    ((documents,),) = connection.execute("SELECT sum(documents)::BIGINT FROM whole").fetchall()
    return [f"a sample of {format_count(documents)} documents"]


def size(connection: duckdb.DuckDBPyConnection, selection: Selection = ALL) -> Size:
    """The size of the selection; zero documents before anything is read."""
    if "documents" not in tables(connection):
        return Size(0, None)
    condition = where(connection, selection)
    if "n_tokens" not in {column.name for column in columns(connection, "signals")}:
        row = connection.execute(f"SELECT count(*) FROM documents WHERE {condition}").fetchone()
        return Size(row[0] if row else 0, None)
    # `signals` has one row for each document
    row = connection.execute(f"SELECT count(*), sum(n_tokens) FROM signals WHERE {condition}").fetchone()
    documents, tokens = row or (0, None)
    return Size(documents, 0 if documents == 0 else tokens and int(tokens), token_unit(connection))


def tokenizer(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The tokenizer that counted the tokens; None where they are estimated."""
    if "tokenizer" not in {column.name for column in columns(connection, "signals")}:
        return None
    row = connection.execute("SELECT tokenizer FROM signals LIMIT 1").fetchone()
    return row[0] if row else None


def token_unit(connection: duckdb.DuckDBPyConnection) -> str:
    """`tokens (est.)`, or the tokenizer that counted them, such as `tokens (cl100k)`."""
    name = tokenizer(connection)
    return f"tokens ({name})" if name else ESTIMATED


def format_count(number: float) -> str:
    """A count in a few digits: `812`, `54,300`, `20.2 million`."""
    for unit, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if number >= unit:
            return f"{number / unit:,.3g} {name}"
    return f"{number:,.0f}" if number < 100_000 else f"{round(number, -2):,.0f}"
