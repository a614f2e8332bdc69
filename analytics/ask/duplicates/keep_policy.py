"""Which of several duplicates is kept? The keep rules, and the order in which they prefer documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from analytics.ask.columns import column, columns
from analytics.ask.duplicates.pairs import DuplicateGraph
from analytics.errors import DataloupeError


@dataclass(frozen=True)
class KeepPolicy:
    """Which of several duplicates is kept. `signal` and `lower_is_better` belong to the rule "best signal", `sources`
    (the preferred first) to "source priority". Among equals the first document is kept.

    With `keep_indirect`, only documents are removed that are close to a kept one themselves. Without it, one document
    of each cluster is kept.
    """

    rule: str = "longest"
    signal: str | None = None
    lower_is_better: bool = False
    sources: tuple[str, ...] = ()
    keep_indirect: bool = True

    def __post_init__(self) -> None:
        if self.rule not in KEEP_RULES:
            raise DataloupeError(f"There is no keep rule {self.rule!r}. There are: {', '.join(KEEP_RULES)}.")


SqlOrder = tuple[str, list[Any]]
"""An SQL order, the preferred documents first, and its parameters."""


def _longest(connection: duckdb.DuckDBPyConnection, policy: KeepPolicy) -> SqlOrder:
    has_length = "n_chars" in {column.name for column in columns(connection, "signals")}
    return ("n_chars DESC" if has_length else "length(text) DESC"), []


def _best_signal(connection: duckdb.DuckDBPyConnection, policy: KeepPolicy) -> SqlOrder:
    if policy.signal is None:
        raise DataloupeError("The keep rule 'best signal' needs a signal, such as n_words.")
    direction = "ASC" if policy.lower_is_better else "DESC"
    return f"{column(connection, 'signals', policy.signal).sql} {direction} NULLS LAST", []


def _source_priority(connection: duckdb.DuckDBPyConnection, policy: KeepPolicy) -> SqlOrder:
    return "list_position(?::VARCHAR[], source) NULLS LAST", [list(policy.sources)]


KEEP_RULES: dict[str, Callable[[duckdb.DuckDBPyConnection, KeepPolicy], SqlOrder]] = {
    "longest": _longest,
    "first": lambda connection, policy: ("doc_id", []),
    "newest": lambda connection, policy: ("created_at DESC NULLS LAST", []),
    "best signal": _best_signal,
    "source priority": _source_priority,
}


def preference_ranks(connection: duckdb.DuckDBPyConnection, graph: DuplicateGraph, policy: KeepPolicy) -> np.ndarray:
    """The rank of each document of the graph in the order of preference, 0 for the most preferred."""
    order, parameters = KEEP_RULES[policy.rule](connection, policy)
    signals = "LEFT JOIN signals USING (doc_id)" if columns(connection, "signals") else ""
    ids = graph.documents.doc_id.to_numpy()
    duplicates = pa.table({"doc_id": ids})  # noqa: F841 - DuckDB reads it by its name
    preferred = connection.execute(
        f"SELECT doc_id FROM duplicates JOIN documents USING (doc_id) {signals} ORDER BY {order}, doc_id", parameters
    ).fetchnumpy()
    ranks = np.empty(len(ids), np.int64)
    ranks[np.searchsorted(ids, preferred["doc_id"])] = np.arange(len(ids))
    return ranks


def preferred_documents(graph: DuplicateGraph, ranks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each text its preferred document (doc_id), and the rank of that document."""
    worst_first = np.argsort(-ranks)
    text = graph.documents.text.to_numpy()[worst_first]
    doc_ids, text_ranks = np.empty(graph.n_texts, np.int64), np.empty(graph.n_texts, np.int64)
    # of several assignments to one text the last stays, which is the preferred document
    doc_ids[text] = graph.documents.doc_id.to_numpy()[worst_first]
    text_ranks[text] = ranks[worst_first]
    return doc_ids, text_ranks


def preferred_texts(component: np.ndarray, text_ranks: np.ndarray) -> np.ndarray:
    """For each text the preferred text of its component."""
    worst_first = np.argsort(-text_ranks)
    preferred = np.empty(component.max(initial=-1) + 1, np.int64)
    preferred[component[worst_first]] = worst_first
    return np.asarray(preferred[component])
