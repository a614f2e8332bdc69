"""Does the meaning of what is new differ? A classifier tells new documents from old ones by their embeddings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np

from analytics.ask.columns import tables
from analytics.history.rows import load_rows
from analytics.statistics.intervals import Estimate
from analytics.statistics.two_samples import domain_classifier

SAMPLED = 2_500
"""Documents of each side that are compared; always the same ones."""
MIN_SAMPLE = 100
TELLING_DOCUMENTS = 200
"""Documents of each side that tell it from the other most."""


@dataclass(frozen=True)
class MeaningDrift:
    """How well a classifier tells the documents after from those before: its AUC (.5: not at all), and the probability
    of such an AUC by chance.

    `new_most` and `old_most` are the doc_ids that are most unlike the other side, the most unlike first. `n` are the
    documents of each side that were compared: one of each user (conversation), where there are any.
    """

    auc: Estimate
    p: float
    n: tuple[int, int]
    new_most: tuple[int, ...]
    old_most: tuple[int, ...]

    def row(self) -> dict[str, Any]:
        """The row of `history.drift`."""
        value, low, high = self.auc.value, self.auc.low, self.auc.high
        return {
            "family": "meaning", "of": "embeddings", "level": None, "before": 0.5, "after": value,
            "change": value - 0.5, "low": low - 0.5, "high": high - 0.5, "effect": max(2 * value - 1, 0.0),
            "psi": float("nan"), "p": self.p, "n_before": self.n[0], "n_after": self.n[1],
        }  # fmt: skip


def meaning_drift(connection: duckdb.DuckDBPyConnection, before: str, after: str) -> MeaningDrift | None:
    """Compare the embeddings of the documents of two SQL conditions on doc_id; None without embeddings, or with fewer
    than MIN_SAMPLE documents on a side.
    """
    if "embeddings" not in tables(connection):
        return None
    ids = [_sample(connection, condition) for condition in (before, after)]
    vectors = [_vectors(connection, one) for one in ids]
    if min(len(one) for one, _ in vectors) < MIN_SAMPLE:
        return None
    tested = domain_classifier(vectors[0][1], vectors[1][1])
    n = len(vectors[0][0])
    old, new = tested.scores[:n], tested.scores[n:]
    return MeaningDrift(
        tested.auc,
        tested.p,
        (n, len(new)),
        tuple(int(one) for one in vectors[1][0][np.argsort(-new, kind="stable")[:TELLING_DOCUMENTS]]),
        tuple(int(one) for one in vectors[0][0][np.argsort(old, kind="stable")[:TELLING_DOCUMENTS]]),
    )


def _sample(connection: duckdb.DuckDBPyConnection, condition: str) -> np.ndarray:
    """At most SAMPLED documents: one of each cluster, since documents of one user resemble each other."""
    rows = load_rows(connection, condition, with_groups=False)
    chosen = np.argsort(_mixed(rows.doc_ids), kind="stable")
    if rows.cluster_noun != "document":
        _, first = np.unique(rows.clusters[chosen], return_index=True)
        chosen = chosen[np.sort(first)]
    chosen = chosen[:SAMPLED]
    return np.sort(rows.doc_ids[chosen])


def _mixed(doc_ids: np.ndarray) -> np.ndarray:
    """A hash of each id (splitmix64): a random order that is always the same."""
    mixed = doc_ids.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))


def _vectors(connection: duckdb.DuckDBPyConnection, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ids that have a vector, in order, and their vectors."""
    table = connection.sql(
        "SELECT doc_id, vector FROM embeddings WHERE doc_id IN (SELECT unnest($ids::BIGINT[])) AND vector IS NOT NULL "
        "ORDER BY doc_id",
        params={"ids": ids.tolist()},
    ).to_arrow_table()
    known_ids = table["doc_id"].to_numpy()
    if not len(known_ids):
        return known_ids, np.zeros((0, 1))
    flat = table["vector"].combine_chunks().flatten().to_numpy()
    return known_ids, flat.reshape(len(known_ids), -1)
