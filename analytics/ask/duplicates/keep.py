"""What to keep? One document a cluster, or every one that no kept document resembles; and what each rule costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.columns import column, columns
from analytics.ask.duplicates import proof
from analytics.ask.duplicates.neighbours import Neighbours, Prove, kept_texts, leaders, with_hot_groups
from analytics.ask.duplicates.pairs import SCORES, Graph, Thresholds
from analytics.errors import DataloupeError

MAJOR_LOSS = 0.5


@dataclass(frozen=True)
class Keep:
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


def _longest(connection: duckdb.DuckDBPyConnection, keep: Keep) -> tuple[str, list]:
    return (
        "n_chars DESC"
        if "n_chars" in {column.name for column in columns(connection, "signals")}
        else "length(text) DESC"
    ), []


def _best_signal(connection: duckdb.DuckDBPyConnection, keep: Keep) -> tuple[str, list]:
    if keep.signal is None:
        raise DataloupeError("the rule 'best signal' needs a signal to go by")
    return f"{column(connection, 'signals', keep.signal).sql} {'ASC' if keep.least else 'DESC'} NULLS LAST", []


KEEP_RULES: dict[str, Callable[[duckdb.DuckDBPyConnection, Keep], tuple[str, list]]] = {
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


def priority(connection: duckdb.DuckDBPyConnection, graph: Graph, keep: Keep) -> np.ndarray:
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


def decisions(connection: duckdb.DuckDBPyConnection, graph: Graph, thresholds: Thresholds, keep: Keep) -> pd.DataFrame:
    """What happens to every document of a cluster, and why, by doc_id.

    Columns: those of `graph.documents`, cluster, best (the preferred document of the cluster), kept, because_of (the
    kept document for which a removed one goes; NA where it is kept), copy (of the text of `because_of`), jaccard,
    containment, cosine of the two (NaN where there is no such proof: in a chain), chained (in the cluster only through
    others, not itself close to `best`).
    """
    place = priority(connection, graph, keep)
    head, text_place = heads(graph, place)
    component = graph.components(thresholds)
    best = best_texts(component, text_place)
    prove = _prover(connection, head, thresholds)
    neighbours = Neighbours.of(graph.holding(thresholds), graph.n_texts)
    neighbours = neighbours.and_these(prove(*_unproved(neighbours, component, best)))
    if keep.representative:
        neighbours = with_hot_groups(neighbours, text_place, component, prove)
        leader = leaders(neighbours, kept_texts(neighbours, text_place), text_place)
    else:
        leader = best
    texts = np.arange(graph.n_texts)
    row = neighbours.find(texts, leader)
    chained = (neighbours.find(texts, best) < 0) & (texts != best)

    documents = graph.clusters(thresholds)
    text = documents.text.to_numpy()
    kept = documents.doc_id.to_numpy() == head[leader[text]]
    copy = (leader[text] == text) & ~kept
    scores = neighbours.table[list(SCORES)].reindex(row[text]).to_numpy()
    decided = documents.assign(
        best=head[best[text]],
        kept=kept,
        because_of=pd.array(head[leader[text]], "Int64"),
        copy=copy,
        chained=chained[text],
    )
    decided.loc[kept, "because_of"] = pd.NA
    decided[list(SCORES)] = scores
    decided.loc[copy, ["jaccard", "containment"]] = 1.0
    return decided.reset_index(drop=True)


def compare(
    connection: duckdb.DuckDBPyConnection, graph: Graph, thresholds: Thresholds, keeps: dict[str, Keep]
) -> pd.DataFrame:
    """What each of `keeps` removes, by source: name, source, removed_documents, removed_tokens (NaN unknown); sources
    that lose nothing have no row.
    """
    rows = [
        removed_by_source(decisions(connection, graph, thresholds, keep)).assign(name=name)
        for name, keep in keeps.items()
    ]
    return pd.concat(
        [pd.DataFrame(columns=["name", "source", "removed_documents", "removed_tokens"]), *rows], ignore_index=True
    )


def sources_mostly_removed(
    connection: duckdb.DuckDBPyConnection, decided: pd.DataFrame, selected: str = "true"
) -> pd.DataFrame:
    """Sources that would lose more than half of their documents: source, removed, documents, share."""
    sizes = connection.execute(
        f"SELECT source, count(*) AS documents FROM documents WHERE {selected} GROUP BY source"
    ).df()
    removed = decided[~decided.kept].groupby("source", dropna=False).size().rename("removed").reset_index()
    lost = removed.merge(sizes, on="source")
    lost["share"] = lost.removed / lost.documents
    return lost[lost.share > MAJOR_LOSS].sort_values("share", ascending=False, ignore_index=True)


def removed_by_source(decided: pd.DataFrame) -> pd.DataFrame:
    """What `decisions` remove of each source that loses any: source, removed_documents, removed_tokens (NaN
    unknown).
    """
    gone = decided[~decided.kept].groupby("source", dropna=False)
    return pd.DataFrame(
        {"removed_documents": gone.size(), "removed_tokens": gone.n_tokens.sum(min_count=1)}
    ).reset_index()


def heads(graph: Graph, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
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


def _unproved(neighbours: Neighbours, component: np.ndarray, best: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Texts of hot groups and the best of their components, where nothing is stored of the two."""
    hot = neighbours.hot_texts()
    texts = np.flatnonzero(hot & hot[best] & (np.arange(len(hot)) != best))
    texts = texts[neighbours.find(texts, best[texts]) < 0]
    return texts, best[texts]


def _prover(connection: duckdb.DuckDBPyConnection, head: np.ndarray, thresholds: Thresholds) -> Prove:
    def prove(left: np.ndarray, right: np.ndarray) -> pd.DataFrame:
        scores = proof.scores(connection, head[left], head[right])
        edges = scores.assign(left=left, right=right, cosine=np.float32("nan"), linked=True)
        return edges[thresholds.reached(edges)]

    return prove
