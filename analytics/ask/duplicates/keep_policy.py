"""What to keep? One document a cluster, or every one that no kept document resembles; and what each rule costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from analytics.ask.columns import column, columns
from analytics.ask.duplicates.pairs import DuplicateGraph
from analytics.errors import DataloupeError


@dataclass(frozen=True)
class KeepPolicy:
    """Which of several duplicates stays. `signal` (and whether less of it is better) belongs to the rule "best signal",
    `sources`, the preferred first, to "source priority". Ties go to the first document.

    `representative`: remove only what is itself close to a kept document; otherwise one of each cluster stays, and
    chains go with it.
    """

    rule: str = "longest"
    signal: str | None = None
    least: bool = False
    sources: tuple[str, ...] = ()
    representative: bool = True

    def __post_init__(self) -> None:
        if self.rule not in KEEP_RULES:
            raise DataloupeError(f"there is no keep rule {self.rule!r} - the rules are {', '.join(KEEP_RULES)}")


def _longest(connection: duckdb.DuckDBPyConnection, keep: KeepPolicy) -> tuple[str, list]:
    return (
        "n_chars DESC"
        if "n_chars" in {column.name for column in columns(connection, "signals")}
        else "length(text) DESC"
    ), []


def _best_signal(connection: duckdb.DuckDBPyConnection, keep: KeepPolicy) -> tuple[str, list]:
    if keep.signal is None:
        raise DataloupeError("the rule 'best signal' needs a signal to go by")
    return f"{column(connection, 'signals', keep.signal).sql} {'ASC' if keep.least else 'DESC'} NULLS LAST", []


KEEP_RULES: dict[str, Callable[[duckdb.DuckDBPyConnection, KeepPolicy], tuple[str, list]]] = {
    "longest": _longest,
    "first": lambda connection, keep: ("doc_id", []),
    "newest": lambda connection, keep: ("created_at DESC NULLS LAST", []),
    "best signal": _best_signal,
    "source priority": lambda connection, keep: (
        "list_position(?::VARCHAR[], source) NULLS LAST",
        [list(keep.sources)],
    ),
}
"""For each rule the SQL order in which documents are preferred, and its parameters."""


def priority(connection: duckdb.DuckDBPyConnection, graph: DuplicateGraph, keep: KeepPolicy) -> np.ndarray:
    """For each of the graph's documents its place in the order of preference, 0 the most preferred."""
    order, parameters = KEEP_RULES[keep.rule](connection, keep)
    signals = "LEFT JOIN signals USING (doc_id)" if columns(connection, "signals") else ""
    ids = graph.documents.doc_id.to_numpy()
    asked = pa.table({"doc_id": ids})  # noqa: F841 - DuckDB finds it by its name
    preferred = connection.execute(
        f"SELECT doc_id FROM asked JOIN documents USING (doc_id) {signals} ORDER BY {order}, doc_id", parameters
    ).fetchnumpy()
    place = np.empty(len(ids), np.int64)
    place[np.searchsorted(ids, preferred["doc_id"])] = np.arange(len(ids))
    return place


def heads(graph: DuplicateGraph, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each text its preferred document, and that document's place."""
    worst_first = np.argsort(-place)
    text = graph.documents.text.to_numpy()[worst_first]
    head, text_place = np.empty(graph.n_texts, np.int64), np.empty(graph.n_texts, np.int64)
    head[text], text_place[text] = (
        graph.documents.doc_id.to_numpy()[worst_first],
        place[worst_first],
    )  # the last assignment stays
    return head, text_place


def best_texts(component: np.ndarray, text_place: np.ndarray) -> np.ndarray:
    """For each text the preferred text of its component."""
    worst_first = np.argsort(-text_place)
    best = np.empty(component.max(initial=-1) + 1, np.int64)
    best[component[worst_first]] = worst_first
    return best[component]
