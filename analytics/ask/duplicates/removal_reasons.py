"""Why is a document kept or removed among its duplicates?"""

from __future__ import annotations

import duckdb

from analytics.ask.duplicates.keep_policy import KeepPolicy
from analytics.ask.duplicates.pairs import Thresholds
from analytics.ask.duplicates.pairs import graph as duplicate_graph
from analytics.ask.duplicates.removal_decisions import decisions
from analytics.ask.selection import ALL, Selection


def describe_decision(decision) -> str:
    """One row of `decisions` in words: `removed because of #123, Jaccard 0.93`."""
    if decision.kept:
        return "kept, though close only to a removed one" if decision.chained else "kept"
    because = f"removed because of #{decision.because_of}"
    if decision.copy:
        return f"{because}, the same text"
    shown = [
        f"{name} {value:.2f}"
        for name, value in (
            ("Jaccard", decision.jaccard),
            ("containment", decision.containment),
            ("cosine", decision.cosine),
        )
        if value == value
    ]
    return f"{because}, {', '.join(shown)}" if shown else f"{because}, by a chain of pairs"


def removal_reason(
    connection: duckdb.DuckDBPyConnection,
    doc_id: int,
    thresholds: Thresholds,
    keep: KeepPolicy,
    selection: Selection = ALL,
) -> str | None:
    """Why the document goes or stays among its duplicates; None when it has none. The workspace has to have
    `duplicate_pairs`.
    """
    if not connection.execute(
        "SELECT 1 FROM duplicate_pairs WHERE a = ? OR b = ? LIMIT 1", [doc_id, doc_id]
    ).fetchone():
        return None
    decided = decisions(connection, duplicate_graph(connection, selection, near=doc_id), thresholds, keep)
    row = decided[decided.doc_id == doc_id]
    return describe_decision(next(row.itertuples())) if len(row) else None
