"""What does each threshold remove? One sweep over the pairs, the closest first, answers for all thresholds at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.duplicates.keep_policy import KeepPolicy, preference_ranks, preferred_documents
from analytics.ask.duplicates.pairs import DuplicateGraph, Thresholds

STEP = 0.01


@dataclass(frozen=True)
class RemovalCurve:
    """What is removed when one document of each cluster is kept, for each threshold of one score, and how many clusters
    there are.

    `removed`: threshold, source, documents, tokens (NaN unknown). `clusters`: threshold, clusters.
    """

    score: str
    removed: pd.DataFrame
    clusters: pd.DataFrame


def removal_by_threshold(
    connection: duckdb.DuckDBPyConnection,
    graph: DuplicateGraph,
    thresholds: Thresholds,
    policy: KeepPolicy,
    score: str = "jaccard",
    lowest: float = 0.5,
) -> RemovalCurve:
    """The removal curve over the thresholds of `score` from `lowest` to 1; the other `thresholds` stay as they are."""
    ranks = preference_ranks(connection, graph, policy)
    text_doc_ids, text_ranks = preferred_documents(graph, ranks)
    merges = _merges(graph, thresholds, score, text_ranks)
    steps = np.round(np.arange(lowest, 1 + STEP / 2, STEP), 4)
    removed_at = _removed_at(graph, merges, text_doc_ids)
    last_step = np.searchsorted(steps.astype(np.float32), removed_at, "right") - 1
    removed = _removed_by_step(graph.documents, last_step, steps)
    clusters = pd.DataFrame({"threshold": steps, "clusters": _count_clusters(graph, merges, steps)})
    return RemovalCurve(score, removed, clusters)


def _removed_at(graph: DuplicateGraph, merges: pd.DataFrame, text_doc_ids: np.ndarray) -> np.ndarray:
    """The highest threshold at which each document is removed: infinity for a further copy of a text, minus infinity
    for a document that is never removed.
    """
    text = graph.documents.text.to_numpy()
    is_preferred = graph.documents.doc_id.to_numpy() == text_doc_ids[text]
    removed_at = np.full(graph.n_texts, -np.inf)
    removed_at[merges.loser] = merges.score
    return np.where(is_preferred, removed_at[text], np.inf)


def _removed_by_step(documents: pd.DataFrame, last_step: np.ndarray, steps: np.ndarray) -> pd.DataFrame:
    """Removed documents and tokens by threshold and source. A document is removed at each step up to its last one."""
    removed = documents[last_step >= 0]
    source, names = pd.factorize(removed.source, use_na_sentinel=False)
    counts = np.zeros((len(names), len(steps), 2))
    np.add.at(counts, (source, last_step[last_step >= 0]), np.c_[np.ones(len(removed)), removed.n_tokens])
    sums = counts[:, ::-1].cumsum(axis=1)[:, ::-1].reshape(-1, 2)
    return pd.DataFrame(
        {
            "threshold": np.tile(steps, len(names)),
            "source": np.repeat(names, len(steps)),
            "documents": sums[:, 0].astype(int),
            "tokens": sums[:, 1],
        }
    )


def _merges(graph: DuplicateGraph, thresholds: Thresholds, score: str, ranks: np.ndarray) -> pd.DataFrame:
    """Kruskal's algorithm over the edges, the closest first: one row for each merge of two components, with its score,
    and the preferred texts of the two (winner, and loser with the higher rank).
    """
    others = replace(thresholds, **{score: None})
    strength = np.where(others.reached(graph.edges), np.float32(np.inf), graph.edges[score].to_numpy())
    left, right, strength = _spanning_tree(graph, strength)
    parent = list(range(graph.n_texts))

    def preferred(text: int) -> int:
        """The preferred text of the component of `text`."""
        while parent[text] != text:
            parent[text] = parent[parent[text]]
            text = parent[text]
        return text

    pairs = []
    rank = ranks.tolist()
    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        first, second = preferred(one), preferred(other)
        winner, loser = (first, second) if rank[first] < rank[second] else (second, first)
        parent[loser] = winner
        pairs.append((loser, winner))
    merges = pd.DataFrame(np.array(pairs, dtype=np.int64).reshape(-1, 2), columns=["loser", "winner"])
    return merges.assign(score=strength)


def _spanning_tree(graph: DuplicateGraph, strength: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """left, right and strength of the edges of a maximum spanning tree, the strongest first; NaN is no edge."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import minimum_spanning_tree

    known = ~np.isnan(strength)
    left, right = graph.edges.left.to_numpy()[known], graph.edges.right.to_numpy()[known]
    weight = 2 - np.minimum(strength[known], 1.5).astype(float)  # above zero, which would be no edge
    tree = minimum_spanning_tree(coo_array((weight, (left, right)), shape=(graph.n_texts, graph.n_texts))).tocoo()
    order = np.argsort(tree.data, kind="stable")
    return tree.row[order], tree.col[order], (2 - tree.data[order]).astype(np.float32)


def _count_clusters(graph: DuplicateGraph, merges: pd.DataFrame, steps: np.ndarray) -> np.ndarray:
    """At each threshold the number of components with two documents or more."""
    copies = np.bincount(graph.documents.text, minlength=graph.n_texts)
    is_cluster = copies > 1
    change = []
    for loser, winner in zip(merges.loser.tolist(), merges.winner.tolist(), strict=True):
        change.append(1 - int(is_cluster[loser]) - int(is_cluster[winner]))
        is_cluster[winner] = True
    n_merges = np.searchsorted(-merges.score.to_numpy(), -steps.astype(np.float32), "right")
    counts: np.ndarray = (copies > 1).sum() + np.r_[0, np.cumsum(change)].astype(int)[n_merges]
    return counts
