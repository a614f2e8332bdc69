"""Does what is new differ from what was there before? Every grouping, signal and rate, ranked by how many documents
would have to change, and reported only where the difference is large enough and not chance.

`drift` gives one row for each comparison, with the columns

    family       "source", "language", "topic", "label" or "model" (a share of the documents), "signal" (a
                 distribution), "rate" (personal data, doubtful labels), "rating" (feedback), "meaning" (the embeddings)
    of, level    the grouping and its level ("language", "sw"); the signal; the rate, such as "pii_rate email_count"
    before, after   the share, mean or rate on each side; of counts, the geometric mean of 1 + x, minus 1
    change, low, high   after - before, and its interval (95 %); of counts, the relative change: 0.1 is 10 % more
    effect       0 to 1: the share of the documents that would have to change. For a share or a rate |change|, for a
                 signal the Kolmogorov-Smirnov distance, for the meaning 2 AUC - 1
    psi          the population stability index of the signal or of the whole grouping; NaN for others
    p            probability of such a difference by chance; for a signal the smaller one of two tests, times two
    n_before, n_after   documents (ratings) with a value
    is_large     whether the effect passes the gate of `is_large_enough`
    is_significant   whether p passes Holm's correction within its family, at the level of `family_levels`
    is_reported  both

The documents of one user (conversation) are not independent: all variances are cluster-robust.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analytics.ask.groupings import GROUPINGS
from analytics.history.bins import n_bins
from analytics.history.tally import OTHER_LEVELS, Tally, is_logarithmic
from analytics.signals.registry import SIGNALS
from analytics.statistics.drift import (
    Moments,
    Shares,
    compare_means,
    exact_p,
    holm,
    ks_distance,
    p_of_ks,
    p_of_share_changes,
    population_stability_index,
    share_intervals,
)

COLUMNS = ("family", "of", "level", "before", "after", "change", "low", "high", "effect", "psi", "p", "n_before",
           "n_after")  # fmt: skip
LEVEL = 0.03
"""The probability that anything at all is reported when nothing has changed. It is below the 5 % that we promise, since
variances that few users determine are uncertain.
"""

RATING, RATING_SHARE = "rating", 0.5
"""The share of LEVEL that ratings get where there are any. Only rated documents count, each says yes or no, and they
come by user, so their change is the least certain one: -5 points of 2,500 ratings are about four standard errors, while
the other comparisons, of all documents, are further from their threshold. The weights are fixed before the data is
seen, so the rate of false reports stays (Holm 1979, section 5; Genovese, Roeder & Wasserman 2006).
"""

MIN_DOCUMENTS = 30
"""Documents on each side from which they are compared."""

MIN_EFFECT = 0.01
MIN_DISTANCE = 0.02
"""Effects that matter: one document in a hundred, and two for a distribution, whose distance is that of the value at
which it is largest.
"""
MIN_RARE_EFFECT, MIN_RATIO = 0.002, 2.0
"""A smaller effect matters when a rare share has doubled or halved."""

MIN_SPREAD = 50
"""Values outside the most frequent bin from which means are compared; the share of such values is compared below."""


def drift(before: Tally, after: Tally, also: Sequence[dict[str, Any]] = ()) -> pd.DataFrame:
    """All comparisons of two tallies and the rows `also`, those that are reported first, by effect. Empty with too few
    documents.
    """
    if min(before.documents, after.documents) < MIN_DOCUMENTS:
        return judged([])
    return judged([*_groups(before, after), *_signals(before, after), *_rates(before, after), *also])


def judged(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The comparisons with the verdicts is_large, is_significant and is_reported, in the order of `drift`."""
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["level"] = frame["level"].astype(object).where(frame["level"].notna(), None)
    frame["is_large"] = [is_large_enough(row) for row in rows] if rows else pd.Series(dtype=bool)
    frame["is_significant"] = False
    for family, level in family_levels(frame["family"].unique()).items():
        inside = (frame["family"] == family).to_numpy()
        p_values = frame.loc[inside, "p"].to_numpy(float)
        frame.loc[inside, "is_significant"] = holm(p_values, level)
    frame["is_reported"] = frame["is_large"] & frame["is_significant"]
    return frame.sort_values(["is_reported", "effect"], ascending=False, kind="stable", ignore_index=True)


def family_levels(families: Iterable[str]) -> dict[str, float]:
    """The share of LEVEL that each family gets: RATING_SHARE for the ratings, the rest in equal shares."""
    names = list(families)
    others = [name for name in names if name != RATING]
    kept = RATING_SHARE if RATING in names and others else float(RATING in names)
    return {name: LEVEL * (kept if name == RATING else (1 - kept) / len(others)) for name in names}


def is_large_enough(row: dict[str, Any]) -> bool:
    """Whether an effect matters: MIN_EFFECT (MIN_DISTANCE for a signal or the meaning), or MIN_RARE_EFFECT of a share
    that is MIN_RATIO times as large or as small.
    """
    effect = row["effect"]
    if row["family"] in ("signal", "meaning"):
        return bool(effect >= MIN_DISTANCE or (effect >= MIN_RARE_EFFECT and row.get("ratio", 1.0) >= MIN_RATIO))
    low, high = sorted((row["before"], row["after"]))
    is_other = high >= MIN_RATIO * low
    return bool(effect >= MIN_EFFECT or (effect >= MIN_RARE_EFFECT and is_other))


# --- groupings ---------------------------------------------------------------------------------------------------


def _groups(before: Tally, after: Tally) -> list[dict[str, Any]]:
    """The change of the share of every level of every grouping that either side has."""
    rows: list[dict[str, Any]] = []
    sides = before.of_kind("group"), after.of_kind("group")
    for group in dict.fromkeys([*sides[0]["of"], *sides[1]["of"]]):
        first, second = (_levels_of(side, str(group)) for side in sides)
        if len(first) and len(second) and (group != "topic" or _are_same_topics(first, second)):
            rows += _group(str(group), first, second)
    return rows


def _levels_of(side: pd.DataFrame, group: str) -> pd.DataFrame:
    """The levels of a grouping. Topics are compared among the documents that have one: an added document joins a topic
    only within a learnt radius, so more of them have none than of those that were clustered.
    """
    rows = side[side["of"] == group].set_index("level")
    missing = GROUPINGS["topic"].missing
    if group != "topic" or missing not in rows.index:
        return rows
    return rows.drop(missing).assign(n=rows["n"] - rows["total"][missing]).query("n > 0")


def _are_same_topics(first: pd.DataFrame, second: pd.DataFrame) -> bool:
    """Whether most documents have topics that the other side has, too: else the topics were computed again."""
    return bool(first["total"][first.index.isin(second.index)].sum() > first["total"].sum() / 2)


def _group(group: str, first: pd.DataFrame, second: pd.DataFrame) -> list[dict[str, Any]]:
    levels = [level for level in dict.fromkeys([*first.index, *second.index]) if level != OTHER_LEVELS]
    if OTHER_LEVELS in first.index or OTHER_LEVELS in second.index:  # a level may be among the others
        levels = [level for level in levels if level in first.index and level in second.index]
    counts = [side["total"].reindex(levels, fill_value=0.0).to_numpy() for side in (first, second)]
    sizes = [float(side["n"].iloc[0]) for side in (first, second)]
    clusters = [float(side["clusters"].iloc[0]) for side in (first, second)]
    effects = [side["design_effect"].reindex(levels, fill_value=float(np.average(side["design_effect"]))).to_numpy()
               for side in (first, second)]  # fmt: skip
    p = p_of_share_changes(counts[0], counts[1], (sizes[0], sizes[1]), (effects[0], effects[1]),
                           (clusters[0], clusters[1]))  # fmt: skip
    psi = population_stability_index(counts[0], counts[1])
    changes, lows, highs = share_intervals(*(Shares(*side) for side in zip(counts, sizes, effects, strict=True)))
    shares = [counts[side] / sizes[side] for side in (0, 1)]
    rows = []
    for place, level in enumerate(levels):
        values = float(shares[0][place]), float(shares[1][place])
        change = float(changes[place])
        rows.append(
            _row(group, group, level, values, change, float(lows[place]), float(highs[place]), abs(change), psi,
                 p[place], (sizes[0], sizes[1]))
        )  # fmt: skip
    return rows


# --- signals -----------------------------------------------------------------------------------------------------


def _signals(before: Tally, after: Tally) -> list[dict[str, Any]]:
    """The change of the distribution of every signal that both sides have."""
    moments = [_moments_of(side, "signal") for side in (before, after)]
    bins = [_histograms(side) for side in (before, after)]
    names = [of for of, _ in moments[0] if (of, None) in moments[1] and of in SIGNALS]
    rows = [_signal(of, [one[(of, None)] for one in moments], [one[of] for one in bins]) for of in names]
    return [row for row in rows if row is not None]


def _signal(of: str, moments: list[Moments], counts: list[np.ndarray]) -> dict[str, Any] | None:
    """The row of one signal; None with too few values."""
    if min(one.n for one in moments) < MIN_DOCUMENTS:
        return None
    distance = ks_distance(*counts)
    sizes = [one.n / one.design_effect for one in moments]
    test = compare_means(*moments)
    usual = int(np.argmax(counts[0] + counts[1]))
    others = [float(one.sum() - one[usual]) for one in counts]
    if min(others) >= MIN_SPREAD:
        p_of_mean = test.p
    else:
        x, y = (np.array([other / one.design_effect]) for other, one in zip(others, moments, strict=True))
        p_of_mean = float(exact_p(x, y, moments[1].n / (moments[0].n + moments[1].n))[0])
    p = min(2 * min(np.nan_to_num(p_of_mean, nan=1.0), p_of_ks(distance, *sizes)), 1.0)
    values, change = _on_scale(of, moments, (test.change.value, test.change.low, test.change.high))
    psi = population_stability_index(*counts)
    row = _row("signal", of, None, values, *change, distance, psi, p, (moments[0].n, moments[1].n))
    shares = sorted(other / one.n for other, one in zip(others, moments, strict=True))
    return row | {"ratio": shares[1] / shares[0] if shares[0] else math.inf}


def _on_scale(
    of: str, moments: list[Moments], change: tuple[float, float, float]
) -> tuple[tuple[float, float], tuple[float, float, float]]:
    """The means and the change for people: logarithms become geometric means and ratios."""
    means = (moments[0].mean, moments[1].mean)
    if not is_logarithmic(SIGNALS[of]):
        return means, change
    value, low, high = (math.expm1(min(one, 300.0)) for one in change)
    return (math.expm1(means[0]), math.expm1(means[1])), (value, low, high)


def _histograms(side: Tally) -> dict[str, np.ndarray]:
    histograms = {}
    for of, rows in side.of_kind("bin").groupby("of"):
        counts = np.zeros(n_bins(SIGNALS[str(of)])) if of in SIGNALS else np.zeros(0)
        if len(counts):
            counts[rows["level"].astype(int).to_numpy()] = rows["total"].to_numpy()
            histograms[str(of)] = counts
    return histograms


# --- rates -------------------------------------------------------------------------------------------------------


def _rates(before: Tally, after: Tally) -> list[dict[str, Any]]:
    """The change of every rate that both sides have."""
    rows = []
    first, second = (_moments_of(side, "rate") for side in (before, after))
    for key, moments in first.items():
        if key in second and min(moments.n, second[key].n) >= MIN_DOCUMENTS:
            rows.append(_rate(key, moments, second[key]))
    return rows


def _rate(key: tuple[str, str | None], before: Moments, after: Moments) -> dict[str, Any]:
    family = RATING if key[0].startswith(("positive_rate", "win_rate")) else "rate"
    test, p = compare_means(before, after), math.nan
    rarest = min(min(one.total, one.n - one.total) / one.design_effect for one in (before, after))
    p = test.p
    if rarest < MIN_SPREAD:
        counts = [np.array([one.total]) for one in (before, after)]
        effects = [np.array([one.design_effect]) for one in (before, after)]
        p = float(p_of_share_changes(counts[0], counts[1], (before.n, after.n), (effects[0], effects[1]),
                                     (before.clusters, after.clusters))[0])  # fmt: skip
    change = test.change
    return _row(family, key[0], key[1], (before.mean, after.mean), change.value, change.low, change.high,
                abs(change.value), math.nan, p, (before.n, after.n))  # fmt: skip


def _moments_of(side: Tally, kind: str) -> dict[tuple[str, str | None], Moments]:
    rows = side.of_kind(kind)
    return {
        (row.of, row.level): Moments(row.n, row.total, row.squares, row.design_effect, row.clusters)
        for row in rows.itertuples()
    }


def _row(
    family: str, of: str, level: str | None, values: tuple[float, float], change: float, low: float, high: float,
    effect: float, psi: float, p: float, n: tuple[float, float],
) -> dict[str, Any]:  # fmt: skip
    named = (family, of, level, *values, change, low, high, effect, psi, p, int(n[0]), int(n[1]))
    return dict(zip(COLUMNS, named, strict=True))
