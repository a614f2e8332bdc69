"""Are users happy, and who says so?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.ask.logs.ratings import Ratings
from analytics.statistics.coverage import CoverageBounds, coverage_bounds
from analytics.statistics.intervals import Rate, rate, rates
from analytics.statistics.resampling import jackknife, random_groups

MOST_POINTS = 60
PERIODS = (("D", "day"), ("W-SUN", "week"), ("M", "month"), ("Y", "year"))


@dataclass(frozen=True)
class Happiness:
    """The rate of those who rated, and what it may hide: `strata` names what the bounds are stratified by (None:
    nothing).
    """

    ratings: Ratings
    rate: Rate
    coverage: Rate
    bounds: CoverageBounds
    strata: str | None

    def summary_text(self) -> str:
        """The answer in words and numbers."""
        of, rated = self.ratings, self.rate
        if not rated.n:
            return f"None of {self.bounds.n_turns:,} {of.unit} is rated."
        interval = f"95 % interval {_share(of, rated.low)} to {_share(of, rated.high)}"
        who = f"{rated.n:,} rated {of.unit}" + (f" of {rated.n_clusters:,} users" if of.users_known else "")
        said = (
            f"{_share(of, rated.value)} of {who} are positive"
            if of.binary
            else f"The mean rating of {who} is {_share(of, rated.value)} on a scale from 0 to 1"
        )
        if rated.n == self.bounds.n_turns:
            return f"{said} ({interval}). All {of.unit} are rated."
        said += f" ({interval}). {self.coverage.value:.1%} of {self.bounds.n_turns:,} {of.unit} are rated"
        low, high = self.bounds.worst_case
        return (
            said
            + f"; whatever the silent ones think, the rate of all lies between {_share(of, low)} and {_share(of, high)}."
        )


def happiness(of: Ratings, strata: str | None = None) -> Happiness:
    """The rate of all rows with its bounds, post-stratified by the dimension `strata`."""
    codes, labels = of.strata(strata)
    rated = of.rated
    bounds = coverage_bounds(rated, of.values, codes, of.users, len(labels))
    return Happiness(of, bounds.naive, rate(rated.astype(float), of.users), bounds, strata)


def telling_stratum(of: Ratings) -> str | None:
    """The dimension along which the share of rated rows differs most, by the variance between its groups; None where
    all or none is rated.
    """
    rated = of.rated.astype(float)
    if not 0 < rated.sum() < len(rated):
        return None
    spread = {
        name: _variance_between(dimension.codes, rated, len(dimension.labels))
        for name, dimension in of.dimensions.items()
    }
    return max(spread, key=lambda name: spread[name]) if spread else None


def over_time(of: Ratings, k: int) -> pd.DataFrame:
    """The rate by day, week, month or year, the shortest that gives at most MOST_POINTS: start, value, low, high, n,
    n_clusters.

    `attrs`: "period", and "hidden", the periods with fewer than `k` users. Empty when no rated row has a time.
    """
    dated = of.rated & ~np.isnat(of.times)
    period, starts = _periods(pd.Series(of.times[dated]))
    codes, levels = pd.factorize(starts, sort=True)
    found = rates(of.values[dated], codes, len(levels), of.users[dated])
    found.insert(0, "start", [level.start_time for level in levels])
    shown = found[found.n_clusters >= k].reset_index(drop=True)
    shown.attrs = {"period": period, "hidden": len(found) - len(shown)}
    return shown


def by(of: Ratings, name: str, k: int) -> pd.DataFrame:
    """The rate and the coverage of each group of a dimension: level (its code), label, value, low, high, n, n_clusters,
    design_effect, total, coverage, coverage_low, coverage_high, and difference, difference_low, difference_high from
    all other rated rows.

    Ordered by evidence: the end of the difference's interval that is nearest to zero. Groups with ratings of fewer than
    `k` users are left out; `attrs`: "hidden", how many groups, and "hidden_ratings", how many ratings those are.
    """
    dimension = of.dimension(name)
    n_levels, rated = len(dimension.labels), of.rated
    found = rates(of.values[rated], dimension.codes[rated], n_levels, of.users[rated])
    coverage = rates(rated.astype(float), dimension.codes, n_levels, of.users)
    found.insert(0, "level", np.arange(n_levels))
    found.insert(1, "label", list(dimension.labels))
    found["total"] = coverage.n
    for column, given in (("coverage", "value"), ("coverage_low", "low"), ("coverage_high", "high")):
        found[column] = coverage[given]
    found["difference"], found["difference_low"], found["difference_high"] = _differences(
        of.values[rated], dimension.codes[rated], of.users[rated], n_levels
    )
    shown = found[found.n_clusters >= k]
    evidence = np.maximum(shown.difference_low, -shown.difference_high).fillna(-np.inf)
    shown = shown.loc[evidence.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)
    hidden = found[(found.n_clusters < k) & (found.total > 0)]
    shown.attrs = {"hidden": len(hidden), "hidden_ratings": int(hidden.n.sum())}
    return shown


def _periods(times: pd.Series) -> tuple[str, pd.Series]:
    """The shortest period that gives few points (else years), and the one of each time."""
    found = ((period, times.dt.to_period(code)) for code, period in PERIODS)
    return next(one for one in found if one[1].nunique() <= MOST_POINTS or one[0] == "year")


def _differences(
    values: np.ndarray, codes: np.ndarray, users: np.ndarray, n_levels: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean of each level minus the mean of all other rows, with delete-a-group jackknife intervals."""
    groups, n_groups = random_groups(users)
    key = groups.astype(np.int64) * (n_levels + 1) + np.where(codes < 0, n_levels, codes)
    shape = (n_groups, n_levels + 1)
    sums = np.stack([np.bincount(key, weight, shape[0] * shape[1]).reshape(shape) for weight in (None, values)], axis=1)

    def differences(sums: np.ndarray) -> np.ndarray:
        n, total = sums[:, 0], sums[:, 1]
        with np.errstate(invalid="ignore", divide="ignore"):
            found: np.ndarray = total / n - (total.sum(axis=1, keepdims=True) - total) / (
                n.sum(axis=1, keepdims=True) - n
            )
            return found

    value, low, high = jackknife(differences, sums)
    return value[:n_levels], low[:n_levels], high[:n_levels]


def _variance_between(codes: np.ndarray, values: np.ndarray, n_levels: int) -> float:
    """The share of the variance of `values` that lies between the levels, less what so many levels would explain by
    chance.
    """
    place = np.where(codes < 0, n_levels, codes)
    n, total = np.bincount(place, minlength=n_levels + 1), np.bincount(place, values, n_levels + 1)
    mean = values.mean()
    between = float(np.sum(n * (total / np.maximum(n, 1) - mean) ** 2) / len(values))
    return between - float(mean * (1 - mean)) * (int((n > 0).sum()) - 1) / len(values)


def _share(of: Ratings, value: float) -> str:
    return f"{value:.1%}" if of.binary else f"{value:.2f}"
