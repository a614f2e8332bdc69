"""What is each document worth for a target? Exact Shapley values, their means by group, and a test by deletion."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd

from analytics.ask import search
from analytics.ask.groupings import grouping_named
from analytics.ask.selection import Selection, doc_ids
from analytics.batch.knn_shapley import closeness, knn_shapley, same_label
from analytics.errors import DataloupeError
from analytics.statistics.intervals import CONFIDENCE, Estimate

K = 10
MAX_TARGETS = 400
"""Half of the sampled targets give the values, the other half tests them."""

REMOVED = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
RANDOM_DRAWS = 10
TESTED = 0.1
"""The share of documents whose removal tests the values."""

MAX_NEAREST = 4_000
"""Documents near a target that the deletion looks at; further ones cannot be among its K nearest remaining."""

MIN_GROUP = 5


@dataclass(frozen=True)
class Values:
    """`value` (float64) of each of `doc_ids`: what it adds to the mean gain of the K nearest documents of a target, as
    a Shapley value. The values sum to that mean gain.

    The gain is 1 for the label of the target where `by_label`, else the cosine similarity. `deletion` compares removing
    the most valuable documents first, the least valuable first, and random ones: method, removed (share), value (the
    mean gain of held-out targets), low, high, n. `lost` is what the targets lose more by the most valuable TESTED share
    than by random documents.
    """

    doc_ids: np.ndarray = field(repr=False)
    value: np.ndarray = field(repr=False)
    deletion: pd.DataFrame = field(repr=False)
    lost: Estimate
    by_label: bool
    n_targets: int

    def summary_text(self) -> str:
        """What the values mean, and whether the test by deletion supports them."""
        share = float((self.value < 0).mean())
        gain = "has the same label as" if self.by_label else "is similar to"
        text = (
            f"The value of a document is its mean contribution to {self.n_targets:,} sampled target documents. It is "
            f"high for a document that {gain} targets whose other near documents do not: only the {K} nearest count."
        )
        if self.by_label:
            text += f" {share:.1%} of the documents have a negative value: without them the target would do better."
        return f"{text} {self._verdict()}"

    def _verdict(self) -> str:
        lost, verdict = self.lost, "supports" if self.lost.low > 0 else "does not support"
        return (
            f"Without the {TESTED:.0%} most valuable documents, held-out targets lose {lost.value:.3f} "
            f"({lost.low:.3f} to {lost.high:.3f}) more than without random documents. This {verdict} the values."
        )


def values(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    target: Selection,
    use_labels: bool = False,
    seed: int = 0,
) -> Values:
    """The values of the selected documents with a vector, without the targets themselves.

    `use_labels`: the gain is 1 where the document has the label of the target. Raises DataloupeError when there are too
    few targets or documents, or no labels.
    """
    rng = np.random.default_rng(seed)
    vectors = search.vectors(connection)
    targets = np.intersect1d(doc_ids(connection, target), vectors.doc_id)
    if len(targets) > MAX_TARGETS:
        targets = np.sort(rng.choice(targets, MAX_TARGETS, replace=False))
    ids = np.setdiff1d(np.intersect1d(doc_ids(connection, selection), vectors.doc_id), targets)
    if len(targets) < 4 or len(ids) < 2 * K:
        raise DataloupeError(
            f"Values need at least 4 targets and {2 * K} other documents with vectors. There are {len(targets):,} and "
            f"{len(ids):,}."
        )
    targets = rng.permutation(targets)
    half = len(targets) // 2
    matrix, goals = vectors.of(ids), vectors.of(targets)
    if use_labels:
        labels, wanted = _label_codes(connection, ids, targets)
        gain, gains = same_label(labels, wanted[:half]), wanted[half:, None] == labels[None]
    else:
        gain, gains = closeness, None
    value = knn_shapley(matrix, goals[:half], gain, K)
    similarity = goals[half:] @ matrix.T
    deletion, lost = _deletion(similarity, np.maximum(similarity, 0) if gains is None else gains, value, rng)
    return Values(ids, value, deletion, lost, use_labels, len(targets))


def value_by_group(connection: duckdb.DuckDBPyConnection, values: Values, grouping: str) -> pd.DataFrame:
    """One row for each group of at least MIN_GROUP documents, the highest mean first: group, documents, mean, low, high
    (95 % interval over the documents, in units of the mean value of all documents), share (of the whole value).
    """
    from scipy import stats

    by = grouping_named(grouping)
    signals = "LEFT JOIN signals USING (doc_id)" if by.by.table == "signals" else ""
    names = connection.execute(
        f"""SELECT documents.doc_id, coalesce(CAST({by.value} AS VARCHAR), ?) AS "group"
        FROM documents {signals} {by.joins}""",
        [by.missing],
    ).df()
    table = pd.DataFrame({"doc_id": values.doc_ids, "value": values.value}).merge(names, on="doc_id")
    unit, total = float(np.abs(values.value).mean()) or 1.0, float(values.value.sum()) or 1.0
    grouped = table.groupby("group").value
    rows = pd.DataFrame(
        {"documents": grouped.size(), "mean": grouped.mean(), "error": grouped.sem(), "sum": grouped.sum()}
    )
    rows = rows[rows.documents >= MIN_GROUP]
    margin = stats.t.ppf((1 + CONFIDENCE) / 2, np.maximum(rows.documents - 1, 1)) * rows.error
    rows = rows.assign(low=(rows["mean"] - margin) / unit, high=(rows["mean"] + margin) / unit)
    rows = rows.assign(mean=rows["mean"] / unit, share=rows["sum"] / total)
    rows = rows.sort_values("mean", ascending=False).reset_index()
    return rows[["group", "documents", "mean", "low", "high", "share"]]


def _label_codes(
    connection: duckdb.DuckDBPyConnection, ids: np.ndarray, targets: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A number for the label of each document and each target; a missing label equals no other. Raises DataloupeError
    when a side has no labels.
    """
    rows = connection.execute("SELECT doc_id, label FROM documents WHERE label IS NOT NULL").df()
    labels = rows.set_index("doc_id").label.reindex(np.r_[ids, targets])
    codes = pd.factorize(labels)[0].astype(np.int64)
    own, wanted = codes[: len(ids)], codes[len(ids) :]
    if not ((own >= 0).any() and (wanted >= 0).any()):
        raise DataloupeError("The documents or the targets have no labels. Values can be computed by similarity.")
    return np.where(own >= 0, own, -1), np.where(wanted >= 0, wanted, -2)


def _deletion(
    similarity: np.ndarray, gains: np.ndarray, value: np.ndarray, rng: np.random.Generator
) -> tuple[pd.DataFrame, Estimate]:
    """The mean gain of the K nearest remaining documents, when documents are removed in several orders; and what is
    lost more by the most valuable ones than by random ones.
    """
    n = similarity.shape[1]
    near = min(MAX_NEAREST, n)
    nearest = np.argpartition(-similarity, near - 1, axis=1)[:, :near]
    order = np.argsort(-np.take_along_axis(similarity, nearest, 1), axis=1, kind="stable")
    nearest = np.take_along_axis(nearest, order, 1)
    own = np.take_along_axis(np.asarray(gains, np.float64), nearest, 1)
    best_first = np.argsort(-value, kind="stable")
    orders = {
        "most valuable first": [best_first],
        "least valuable first": [best_first[::-1]],
        "random": [rng.permutation(n) for _ in range(RANDOM_DRAWS)],
    }
    each = {
        (method, removed): np.mean(
            [_remaining_gain(nearest, own, removal[: round(removed * n)], n) for removal in removals], axis=0
        )
        for method, removals in orders.items()
        for removed in REMOVED
    }
    rows = [(*key, *_mean(gain), len(gain)) for key, gain in each.items()]
    curves = pd.DataFrame(rows, columns=["method", "removed", "value", "low", "high", "n"])
    return curves, Estimate(*_mean(each["random", TESTED] - each["most valuable first", TESTED]))


def _mean(values: np.ndarray) -> tuple[float, float, float]:
    """The mean and its 95 % interval by Student's t."""
    from scipy import stats

    mean, margin = float(values.mean()), float(stats.t.ppf((1 + CONFIDENCE) / 2, len(values) - 1) * stats.sem(values))
    return mean, mean - margin, mean + margin


def _remaining_gain(nearest: np.ndarray, own: np.ndarray, removed: np.ndarray, n: int) -> np.ndarray:
    """For each target: the mean gain of its K nearest documents that remain, of those that were looked at."""
    remains = np.ones(n, bool)
    remains[removed] = False
    kept = remains[nearest]
    counts = kept & (np.cumsum(kept, axis=1) <= K)
    gain: np.ndarray = np.where(counts, own, 0).sum(axis=1) / K
    return gain
