"""How well do the chosen documents stand for the others? Measured by the vectors of a sample, not by the graph."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import numpy as np
import pandas as pd

from analytics.ask import search
from analytics.ask.selection import Selection, doc_ids

MAX_SAMPLE = 1_000
RANDOM_DRAWS = 20
SIZES = 12
"""Points of a curve."""


def coverage_curves(
    connection: duckdb.DuckDBPyConnection, selection: Selection, choices: Mapping[str, np.ndarray], seed: int = 0
) -> pd.DataFrame:
    """The mean cosine similarity of a selected document to the nearest chosen one: method, size, value, low, high, n.

    `choices` has doc_ids in the order of choice, by method. "random" is the mean of RANDOM_DRAWS random choices, and
    its interval has 95 % of them; the others have a 95 % confidence interval over `n` sampled documents. A chosen
    document is as near to itself as can be, so a larger choice never has a lower value.
    """
    from scipy import stats

    rng = np.random.default_rng(seed)
    vectors = search.vectors(connection)
    selected = doc_ids(connection, selection)
    encoded = selected[vectors.has(selected)]
    sample = rng.choice(encoded, min(MAX_SAMPLE, len(encoded)), replace=False)
    largest = max((len(chosen) for chosen in choices.values()), default=0)
    sampled = vectors.of(sample)
    sizes = np.unique(np.geomspace(1, max(largest, 1), SIZES).round().astype(int))
    rows = []
    for method, chosen in choices.items():
        for size, nearest in _nearest_by_size(vectors, sampled, chosen, sizes):
            margin = stats.t.ppf(0.975, len(sample) - 1) * stats.sem(nearest) if len(sample) > 1 else np.nan
            value = float(nearest.mean())
            rows.append((method, size, value, value - margin, value + margin, len(sample)))
    draws = [rng.choice(encoded, min(largest, len(encoded)), replace=False) for _ in range(RANDOM_DRAWS)]
    means = [[nearest.mean() for _, nearest in _nearest_by_size(vectors, sampled, draw, sizes)] for draw in draws]
    for size, of_draws in zip(sizes, np.transpose(means), strict=False):
        low, high = np.quantile(of_draws, (0.025, 0.975))
        rows.append(("random", size, float(np.mean(of_draws)), float(low), float(high), len(sample)))
    return pd.DataFrame(rows, columns=["method", "size", "value", "low", "high", "n"])


def left_out(
    connection: duckdb.DuckDBPyConnection, selection: Selection, chosen: np.ndarray, limit: int = 50
) -> pd.DataFrame:
    """The selected documents that the choice represents worst, and the chosen one nearest to each: doc_id, nearest,
    similarity.
    """
    vectors = search.vectors(connection)
    selected = doc_ids(connection, selection)
    others = np.setdiff1d(selected[vectors.has(selected)], chosen, assume_unique=True)
    with_vector = chosen[vectors.has(chosen)]
    if not len(others) or not len(with_vector):
        return pd.DataFrame({"doc_id": [], "nearest": [], "similarity": []})
    candidates = vectors.of(with_vector)
    best, nearest = np.empty(len(others), np.float32), np.empty(len(others), np.int64)
    for start in range(0, len(others), 4096):
        similarity = vectors.of(others[start : start + 4096]) @ candidates.T
        at = similarity.argmax(axis=1)
        best[start : start + 4096] = np.take_along_axis(similarity, at[:, None], 1)[:, 0]
        nearest[start : start + 4096] = with_vector[at]
    worst = np.lexsort((others, best))[:limit]
    return pd.DataFrame({"doc_id": others[worst], "nearest": nearest[worst], "similarity": best[worst]})


def _nearest_by_size(
    vectors: search.Vectors, sampled: np.ndarray, chosen: np.ndarray, sizes: np.ndarray
) -> list[tuple[int, np.ndarray]]:
    """For each size up to all chosen: the similarity of each sampled document, whose vectors are `sampled`, to the
    nearest of the first chosen ones, -1 .. 1; 0 where no chosen one has a vector.
    """
    has_vector, sizes = vectors.has(chosen), sizes[(sizes > 0) & (sizes <= len(chosen))]
    if not len(sizes):
        return []
    similarity = np.zeros((len(sampled), len(chosen)), np.float32)
    similarity[:, has_vector] = sampled @ vectors.of(chosen[has_vector]).T
    between = np.maximum.reduceat(similarity[:, : sizes[-1]], np.r_[0, sizes[:-1]], axis=1)
    return list(zip(sizes.tolist(), np.maximum.accumulate(between, axis=1).T, strict=True))
