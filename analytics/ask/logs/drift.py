"""Has the traffic changed? What is asked and by whom, in two groups of rows, with or without ratings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.ask.logs.compared_groups import ComparedGroups, stratifiers
from analytics.ask.logs.ratings import Ratings
from analytics.statistics.drift import population_stability_index
from analytics.statistics.effective import effective_number
from analytics.statistics.resampling import jackknife, random_groups

MODERATE_DRIFT, LARGE_DRIFT = 0.1, 0.25
"""Population stability index: no drift below the first, large drift from the second (the rule of thumb of credit
scoring). Unlike a p-value, it does not grow with the number of rows.
"""

MAX_NAMED = 4
"""Drifted dimensions that the summary names."""


def drift_by_dimension(ratings: Ratings, pair: ComparedGroups) -> pd.DataFrame:
    """The population stability index of every dimension: dimension, psi, levels; the largest first."""
    rows = []
    for name in stratifiers(ratings, pair):
        codes, labels = ratings.strata(name)
        first, second = (np.bincount(codes[pair.codes == code], minlength=len(labels)) for code in (0, 1))
        rows.append((name, population_stability_index(first, second), int((first + second > 0).sum())))
    table = pd.DataFrame(rows, columns=["dimension", "psi", "levels"])
    return table.sort_values("psi", ascending=False, kind="stable", ignore_index=True)


def share_changes(ratings: Ratings, pair: ComparedGroups, name: str) -> pd.DataFrame:
    """How the share of each level of a dimension in the traffic changed.

    Columns: label, before, after (shares of all rows), value, low, high (the change and its interval, by leaving out
    groups of users), n_before, n_after; the most certain change first.
    """
    codes, labels = ratings.strata(name)
    counts = _counts(ratings, pair, codes, len(labels))
    value, low, high = jackknife(_share_change, counts, effective_number(counts.sum(axis=2), axis=0).min())
    before, after = counts.sum(axis=0)
    table = pd.DataFrame(
        {
            "label": list(labels),
            "before": before / before.sum(),
            "after": after / after.sum(),
            "value": value,
            "low": low,
            "high": high,
            "n_before": before.astype(int),
            "n_after": after.astype(int),
        }
    )[before + after > 0]
    evidence = np.maximum(table.low, -table.high).fillna(-np.inf)
    return table.loc[evidence.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def summary_text(drift: pd.DataFrame) -> str:
    """Which dimensions drifted, from the table of `drift_by_dimension`."""
    if drift.empty:
        return "The drift cannot be measured, because no column divides this traffic into groups."
    drifted = drift[drift.psi >= MODERATE_DRIFT]
    if drifted.empty:
        highest = f"{drift.dimension[0]}, {drift.psi[0]:.2f}"
        return (
            f"No column drifted: the population stability index is below {MODERATE_DRIFT} for all {len(drift)} "
            f"(highest: {highest})."
        )
    named = ", ".join(f"{row.dimension} ({row.psi:.2f})" for row in drifted.head(MAX_NAMED).itertuples())
    return (
        f"The traffic drifted in {named}. This is the population stability index: "
        f"from {MODERATE_DRIFT} on moderate, from {LARGE_DRIFT} on large."
    )


def _counts(ratings: Ratings, pair: ComparedGroups, codes: np.ndarray, n_levels: int) -> np.ndarray:
    """Rows by random group of users, group of the pair, and level."""
    rows = pair.codes >= 0
    users, n_users = random_groups(np.asarray(pd.factorize(ratings.users[rows])[0]))
    cells = (users.astype(np.int64) * 2 + pair.codes[rows]) * n_levels + codes[rows]
    return np.bincount(cells, minlength=n_users * 2 * n_levels).reshape(n_users, 2, n_levels).astype(float)


def _share_change(counts: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        shares: np.ndarray = counts / counts.sum(axis=2, keepdims=True)
    change: np.ndarray = shares[:, 1] - shares[:, 0]
    return change
