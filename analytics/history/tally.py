"""What must be known of documents to judge later whether others differ from them: counts, sums, and how dependent they
are. A tally takes a few kilobytes, so that a snapshot keeps it when its documents are gone.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import sparse

from analytics.history.rates import CountedRate
from analytics.history.rows import Grouped, Rows
from analytics.signals.registry import FAMILIES, TEXT_TABLES
from analytics.signals.signal import Signal

COLUMNS = ("kind", "of", "level", "n", "total", "squares", "design_effect", "clusters")
MAX_LEVELS = 1000
OTHER_LEVELS = "(other)"
"""The level of all documents beyond the MAX_LEVELS largest of a grouping."""

COMPARED_RATES = ("pii_rate", "positive_rate", "label_issue_rate", "win_rate")
"""Not the rate of duplicates: the later a document, the more earlier ones it can repeat."""


@dataclass(frozen=True)
class Tally:
    """The counts of some documents. `frame` has a row for each

    level of a grouping   kind "group", of "source", level "web": `total` documents of `n`
    bin of a signal       kind "bin", of "n_words", level "17" (a number of `history.bins`): `total` of `n` known values
    signal                kind "signal", of "n_words": `n` known values, `total` and `squares` are the sums of the
                          values and of their squares, on the scale of `scaled`
    rate                  kind "rate", of "pii_rate email_count", level "model swift-2" or None: sums as for a signal

    `design_effect` is how many times the variance is that of independent documents (at least 1), `clusters` the
    effective number of clusters (Kish).
    """

    documents: int
    cluster_noun: str
    frame: pd.DataFrame = field(repr=False)

    def of_kind(self, kind: str) -> pd.DataFrame:
        """The rows of one kind."""
        return self.frame[self.frame["kind"] == kind]


class Counts:
    """Collects the rows of a tally."""

    def __init__(self) -> None:
        self._rows: list[tuple[object, ...]] = []

    def add_groups(self, rows: Rows) -> None:
        """Count the levels of all groupings."""
        for group, one in rows.groups.items():
            self._rows += _levels(rows, group, one)

    def add_signal(self, rows: Rows, signal: Signal, values: np.ndarray, known: np.ndarray, bins: np.ndarray) -> None:
        """Count the `values` that are `known` (boolean); `bins` are how many of them are in each bin."""
        if known.any() and signal.name not in relative_signals():
            self._rows += _signal(rows, signal, values, known, bins)

    def add_rate(self, rate: CountedRate) -> None:
        """Count a rate."""
        self._rows += _rate(rate)

    def tally(self, documents: int, cluster_noun: str = "document") -> Tally:
        """The tally of `documents` documents."""
        return Tally(documents, cluster_noun, _as_frame(self._rows))


def minus(whole: Tally, some: Tally, counted: Tally | None = None) -> Tally | None:
    """The tally of the other documents of `whole`; None where documents are not independent of each other, so that
    their design effects have to be counted. `counted` are the groupings and rates of the other documents, where they
    have been counted: then only signals are subtracted.
    """
    if {whole.cluster_noun, some.cluster_noun} != {"document"}:
        return None
    sides = [side.frame.assign(level=side.frame["level"].fillna("")) for side in (whole, some)]
    if counted is not None:
        sides = [side[side["kind"].isin(["signal", "bin"])] for side in sides]
    if OTHER_LEVELS in set(sides[0]["level"]) or any(side["design_effect"].gt(1).any() for side in sides):
        return None
    rest = _differences(*sides)
    if counted is not None:
        rest = pd.concat([counted.of_kind("group"), rest, counted.of_kind("rate")])
    return Tally(whole.documents - some.documents, "document", rest.reset_index(drop=True))


def _differences(whole: pd.DataFrame, some: pd.DataFrame) -> pd.DataFrame:
    """The rows of the tally of the other documents."""
    keys, sums = ["kind", "of", "level"], ["n", "total", "squares"]
    both = whole.merge(some[[*keys, *sums]], on=keys, how="left", suffixes=("", "_some"))
    sizes = some.groupby(["kind", "of"])["n"].max().rename("n_all").reset_index()
    both = both.merge(sizes, on=["kind", "of"], how="left")
    is_group = both["kind"].isin(["group", "bin"])
    both["n"] -= np.where(is_group, both["n_all"].fillna(0), both["n_some"].fillna(0))
    for name in ("total", "squares"):
        both[name] -= both[f"{name}_some"].fillna(0)
    both["clusters"] = both["n"]
    both["level"] = both["level"].where(both["level"] != "", None)
    return both.loc[(both["n"] > 0) & ((both["total"] > 0) | ~is_group), list(COLUMNS)]


def scaled(signal: Signal, values: np.ndarray) -> np.ndarray:
    """The values on the scale on which their means are compared: log(1 + x) for counts and other long tails."""
    if signal.dtype == "BIGINT" or signal.log:
        return np.asarray(np.log1p(np.maximum(values, 0)))
    return values


@functools.cache
def relative_signals() -> frozenset[str]:
    """Signals of a text that depend on the other documents, such as the distance to the nearest one: they change when
    documents are added, so they are not compared.
    """
    families = [family for table in TEXT_TABLES for family in FAMILIES[table] if family.reads]
    return frozenset(signal.name for family in families for signal in family.signals)


def is_logarithmic(signal: Signal) -> bool:
    """Whether the means of a signal are compared as logarithms: a difference is a ratio."""
    return signal.dtype == "BIGINT" or signal.log


def _as_frame(counted: list[tuple[object, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(counted, columns=list(COLUMNS))
    frame["level"] = frame["level"].astype(object).where(frame["level"].notna(), None)
    return frame.astype(
        {"n": float, "total": float, "squares": float, "design_effect": float, "clusters": float, "of": object}
    )


def _levels(rows: Rows, group: str, one: Grouped) -> list[tuple[object, ...]]:
    """The documents of each level of a grouping; rare ones together."""
    order = np.argsort(-one.sizes, kind="stable")
    kept = [int(code) for code in order[:MAX_LEVELS] if one.sizes[code]]
    effects, clusters = level_design_effects(rows.clusters, one, rows.cluster_noun == "document")
    n = float(len(rows))
    levels: list[tuple[object, ...]] = [
        ("group", group, one.names[code], n, one.sizes[code], 0.0, effects[code], clusters) for code in kept
    ]
    rest = n - sum(int(one.sizes[code]) for code in kept)
    if rest:
        levels.append(("group", group, OTHER_LEVELS, n, rest, 0.0, float(effects.max()), clusters))
    return levels


def level_design_effects(clusters: np.ndarray, one: Grouped, independent: bool) -> tuple[np.ndarray, float]:
    """The design effect of the share of each level, and the effective number of clusters.

    The variance of a share follows from how far each cluster is from it (linearisation; Rao & Scott 1984). A level with
    few documents has at least the mean effect of all.
    """
    n, n_levels = len(clusters), len(one.names)
    if independent:
        return np.ones(n_levels), float(n)
    sizes = np.bincount(clusters).astype(float)
    shape = (len(sizes), n_levels)
    counts = sparse.coo_matrix((np.ones(n), (clusters, one.codes)), shape).tocsr()
    share = one.sizes / n
    squares = np.asarray(counts.multiply(counts).sum(axis=0))[0]
    spread = squares - 2 * share * (counts.T @ sizes) + share**2 * (sizes @ sizes)
    n_clusters = len(sizes)
    with np.errstate(invalid="ignore", divide="ignore"):
        effect = spread * n_clusters / max(n_clusters - 1, 1) / (share * (1 - share) * n)
    effect = np.maximum(np.nan_to_num(effect, nan=1.0, posinf=1.0), 1.0)
    mean = float(np.average(effect, weights=1 - share)) if n_levels > 1 else float(effect[0])
    return np.where(one.sizes < MIN_OWN_EFFECT, np.maximum(effect, mean), effect), float(n**2 / (sizes @ sizes))


MIN_OWN_EFFECT = 20
"""Documents from which the design effect of a level is its own, and not at least that of the other levels."""


def _signal(
    rows: Rows, signal: Signal, values: np.ndarray, known: np.ndarray, bins: np.ndarray
) -> list[tuple[object, ...]]:
    n = int(known.sum())
    moments = _moments(scaled(signal, values[known]), rows.clusters[known], rows.cluster_noun == "document")
    levels = [("bin", signal.name, str(code), n, bins[code], 0.0, *moments[3:]) for code in np.flatnonzero(bins)]
    return [("signal", signal.name, None, *moments), *levels]


def _rate(rate: CountedRate) -> list[tuple[object, ...]]:
    if rate.number not in COMPARED_RATES or not len(rate.values):
        return []
    name = f"{rate.number} {rate.of or ''}".strip()
    independent = bool(rate.clusters.max() + 1 == len(rate.clusters))
    counted: list[tuple[object, ...]] = [("rate", name, None, *_moments(rate.values, rate.clusters, independent))]
    if "model" in rate.groups and rate.number in ("positive_rate", "win_rate"):
        one = rate.groups["model"]
        for code in np.flatnonzero(one.sizes)[:MAX_LEVELS]:
            inside = one.codes == code
            moments = _moments(rate.values[inside], rate.clusters[inside], independent)
            counted.append(("rate", name, f"model {one.names[code]}", *moments))
    return counted


def _moments(values: np.ndarray, clusters: np.ndarray, independent: bool) -> tuple[float, float, float, float, float]:
    """n, the sum, the sum of squares, the design effect of the mean, and the effective number of clusters."""
    n, total, squares = len(values), float(values.sum()), float(np.square(values).sum())
    if independent:
        return float(n), total, squares, 1.0, float(n)
    _, codes = np.unique(clusters, return_inverse=True)
    sizes = np.bincount(codes).astype(float)
    residuals = np.bincount(codes, values - total / n)
    n_clusters, spread = len(sizes), max(squares - total**2 / n, 0.0)
    effect = n_clusters / max(n_clusters - 1, 1) * float(np.square(residuals).sum()) / spread if spread > 0 else 1.0
    return float(n), total, squares, max(effect, 1.0), float(n**2 / (sizes @ sizes))
