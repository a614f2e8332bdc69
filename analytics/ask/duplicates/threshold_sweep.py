"""What would go at every threshold? One sweep over the pairs, the closest first, answers for all thresholds at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.duplicates.keep_policy import KeepPolicy, heads, priority
from analytics.ask.duplicates.pairs import DuplicateGraph, Thresholds

STEP = 0.01


@dataclass(frozen=True)
class RemovalCurve:
    """What keeping one document of each cluster removes as the threshold of one score moves, and how many clusters
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
    keep: KeepPolicy,
    score: str = "jaccard",
    least: float = 0.5,
) -> RemovalCurve:
    """`thresholds` for the other scores hold throughout; that of `score` runs from `least` to 1."""
    place = priority(connection, graph, keep)
    head, text_place = heads(graph, place)
    merges = _merges(graph, thresholds, score, text_place)
    text = graph.documents.text.to_numpy()
    is_head = graph.documents.doc_id.to_numpy() == head[text]
    gone_at = np.full(graph.n_texts, -np.inf)
    gone_at[merges.loser] = merges.score
    gone_at = np.where(is_head, gone_at[text], np.inf)  # a further copy of a text goes at any threshold
    steps = np.round(np.arange(least, 1 + STEP / 2, STEP), 4)
    step = np.searchsorted(steps.astype(np.float32), gone_at, "right") - 1  # the last at which a document goes
    gone = graph.documents[step >= 0]
    source, names = pd.factorize(gone.source, use_na_sentinel=False)
    counts = np.zeros((len(names), len(steps), 2))
    np.add.at(counts, (source, step[step >= 0]), np.c_[np.ones(len(gone)), gone.n_tokens])
    sums = counts[:, ::-1].cumsum(axis=1)[:, ::-1].reshape(-1, 2)
    removed = pd.DataFrame(
        {
            "threshold": np.tile(steps, len(names)),
            "source": np.repeat(names, len(steps)),
            "documents": sums[:, 0].astype(int),
            "tokens": sums[:, 1],
        }
    )
    return RemovalCurve(score, removed, pd.DataFrame({"threshold": steps, "clusters": _clusters(graph, merges, steps)}))


def _merges(graph: DuplicateGraph, thresholds: Thresholds, score: str, place: np.ndarray) -> pd.DataFrame:
    """Kruskal's sweep: one row for each union of two components - its score, and the text (loser) that was the
    preferred one of the lesser of them.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import minimum_spanning_tree

    others = replace(thresholds, **{score: None})
    strength = np.where(others.reached(graph.edges), np.float32(np.inf), graph.edges[score].to_numpy())
    known = ~np.isnan(strength)
    left, right, strength = graph.edges.left.to_numpy()[known], graph.edges.right.to_numpy()[known], strength[known]
    weight = 2 - np.minimum(strength, 1.5).astype(float)  # zero would be no edge
    tree = minimum_spanning_tree(coo_array((weight, (left, right)), shape=(graph.n_texts, graph.n_texts))).tocoo()
    order = np.argsort(tree.data, kind="stable")
    parent = list(range(graph.n_texts))

    def preferred(text: int) -> int:
        while parent[text] != text:
            parent[text] = parent[parent[text]]
            text = parent[text]
        return text

    losers = []
    places = place.tolist()
    for one, other in zip(tree.row[order].tolist(), tree.col[order].tolist(), strict=True):
        one, other = preferred(one), preferred(other)
        winner, loser = (one, other) if places[one] < places[other] else (other, one)
        parent[loser] = winner
        losers.append((loser, winner))
    merges = pd.DataFrame(np.array(losers, dtype=np.int64).reshape(-1, 2), columns=["loser", "winner"])
    return merges.assign(score=(2 - tree.data[order]).astype(np.float32))


def _clusters(graph: DuplicateGraph, merges: pd.DataFrame, steps: np.ndarray) -> np.ndarray:
    """At each threshold the number of components that hold two documents or more."""
    copies = np.bincount(graph.documents.text, minlength=graph.n_texts)
    is_cluster = copies > 1
    change = []
    for loser, winner in zip(merges.loser.tolist(), merges.winner.tolist(), strict=True):
        change.append(1 - int(is_cluster[loser]) - int(is_cluster[winner]))
        is_cluster[winner] = True
    held = np.searchsorted(-merges.score.to_numpy(), -steps.astype(np.float32), "right")
    return (copies > 1).sum() + np.r_[0, np.cumsum(change)].astype(int)[held]
