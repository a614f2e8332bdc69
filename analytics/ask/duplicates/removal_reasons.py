"""Why is a document kept or removed among its duplicates?"""

from __future__ import annotations

from typing import Any

import duckdb

from analytics.ask.duplicates.keep_policy import KeepPolicy
from analytics.ask.duplicates.pairs import SCORES, Thresholds
from analytics.ask.duplicates.pairs import graph as duplicate_graph
from analytics.ask.duplicates.removal_decisions import decisions
from analytics.ask.selection import ALL, Selection


def describe_decision(decision: Any) -> str:
    """A row of `decisions` in words: `removed because of #123, Jaccard 0.93`."""
    if decision.kept:
        return "kept, linked only through a removed document" if decision.indirect else "kept"
    because = f"removed because of #{decision.because_of}"
    if decision.copy:
        return f"{because}, the same text"
    scores = {name: getattr(decision, score) for score, name in SCORES.items()}
    known = [f"{name} {value:.2f}" for name, value in scores.items() if value == value]
    return f"{because}, {', '.join(known)}" if known else f"{because}, linked through other documents"


def removal_reason(
    connection: duckdb.DuckDBPyConnection,
    doc_id: int,
    thresholds: Thresholds,
    policy: KeepPolicy,
    selection: Selection = ALL,
) -> str | None:
    """Why the document is kept or removed; None when it has no duplicates. The workspace must have
    `duplicate_pairs`.
    """
    has_pairs = connection.execute("SELECT 1 FROM duplicate_pairs WHERE a = ? OR b = ? LIMIT 1", [doc_id, doc_id])
    if not has_pairs.fetchone():
        return None
    decided = decisions(connection, duplicate_graph(connection, selection, near=doc_id), thresholds, policy)
    row = decided[decided.doc_id == doc_id]
    return describe_decision(next(row.itertuples())) if len(row) else None
