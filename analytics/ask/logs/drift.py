"""Has the traffic changed? What is asked, by whom and of what, on one side and the other, rated or not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.ask.logs.change import Sides, stratifiers
from analytics.ask.logs.ratings import Ratings
from analytics.statistics.resampling import jackknife, random_groups

SMALL, LARGE = 0.1, 0.25
"""Population stability index: below SMALL no drift to speak of, from LARGE on a large one (credit scoring's rule of
thumb). Unlike p-values it does not grow with the number of rows.
"""

PSEUDO_ROWS = 0.5
"""Added to every level, so that a level that is new does not make the index infinite."""


def drifts(of: Ratings, sides: Sides) -> pd.DataFrame:
    """The population stability index of every dimension: dimension, psi, levels; the most drifted first."""
    rows = []
    for name in stratifiers(of, sides):
        codes, labels = of.strata(name)
        counts = np.stack([np.bincount(codes[sides.side == side], minlength=len(labels)) for side in (0, 1)])
        rows.append((name, psi(counts[0], counts[1]), int((counts.sum(axis=0) > 0).sum())))
    return pd.DataFrame(rows, columns=["dimension", "psi", "levels"]).sort_values(
        "psi", ascending=False, kind="stable", ignore_index=True
    )


def psi(before: np.ndarray, after: np.ndarray) -> float:
    """Population stability index of two tables of counts: sum of (q - p) ln(q / p). Source: Siddiqi 2006; it is the
    symmetric Kullback-Leibler divergence.
    """
    used = (before + after) > 0
    p, q = (counts[used] + PSEUDO_ROWS for counts in (before, after))
    p, q = p / p.sum(), q / q.sum()
    return float(np.sum((q - p) * np.log(q / p)))


def mix(of: Ratings, sides: Sides, name: str) -> pd.DataFrame:
    """Which share of the traffic each level of a dimension is: label, before, after (shares of all rows), value, low,
    high (the change and its interval, by leaving out groups of users), n_before, n_after. The surest change first.
    """
    codes, labels = of.strata(name)
    rows = sides.side >= 0
    groups, n_groups = random_groups(pd.factorize(of.users[rows])[0])
    key = (groups.astype(np.int64) * 2 + sides.side[rows]) * len(labels) + codes[rows]
    counts = np.bincount(key, minlength=n_groups * 2 * len(labels)).reshape(n_groups, 2, len(labels)).astype(float)

    def change(sums: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore", divide="ignore"):
            shares: np.ndarray = sums / sums.sum(axis=2, keepdims=True)
            return shares[:, 1] - shares[:, 0]

    value, low, high = jackknife(change, counts)
    total = counts.sum(axis=0)
    found = pd.DataFrame(
        {
            "label": list(labels),
            "before": total[0] / total[0].sum(),
            "after": total[1] / total[1].sum(),
            "value": value,
            "low": low,
            "high": high,
        }
    )
    found = found.assign(n_before=total[0].astype(int), n_after=total[1].astype(int))[total.sum(axis=0) > 0]
    evidence = np.maximum(found.low, -found.high).fillna(-np.inf)
    return found.loc[evidence.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def summary_text(found: pd.DataFrame) -> str:
    """The answer in words and numbers."""
    if found.empty:
        return "Nothing divides this traffic, so nothing can be said of its drift."
    drifted = found[found.psi >= SMALL]
    if drifted.empty:
        return f"No column drifted to speak of (population stability index below {SMALL} for all {len(found)}; the most: {found.dimension[0]}, {found.psi[0]:.2f})."
    named = ", ".join(f"{row.dimension} ({row.psi:.2f})" for row in drifted.head(4).itertuples())
    return f"The traffic drifted in {named}: population stability index, from {SMALL} on worth a look, from {LARGE} on large."
