"""Are users satisfied, and who rates?"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analytics.ask.logs.ratings import Ratings
from analytics.statistics.coverage import CoverageBounds, coverage_bounds
from analytics.statistics.effective import effective_number
from analytics.statistics.intervals import Rate, rate, rates
from analytics.statistics.resampling import jackknife, random_groups

MAX_POINTS = 60
PERIODS = (("D", "day"), ("W-SUN", "week"), ("M", "month"), ("Y", "year"))


@dataclass(frozen=True)
class Satisfaction:
    """The rate among those who rated, and its bounds for all. `stratifier` is the dimension by which the bounds are
    post-stratified (None: by none).
    """

    ratings: Ratings
    rate: Rate
    coverage: Rate
    bounds: CoverageBounds
    stratifier: str | None

    def summary_text(self) -> str:
        """The rate, its interval and the coverage."""
        ratings, rate = self.ratings, self.rate
        if not rate.n:
            return f"None of {self.bounds.n_turns:,} {ratings.unit} has a rating."
        who = f"{rate.n:,} rated {ratings.unit}" + (f" of {rate.n_clusters:,} users" if ratings.has_users else "")
        if (n_ratings := int(ratings.n_ratings.sum())) > rate.n:
            who += f" ({n_ratings:,} ratings; each of the {ratings.unit} counts with their mean)"
        interval = f"95 % confidence interval {self._number(rate.low)} to {self._number(rate.high)}"
        if ratings.is_binary:
            return f"{self._number(rate.value)} of {who} are positive ({interval}). {self._coverage_text()}"
        mean = f"The mean rating of {who} is {self._number(rate.value)} on a scale from 0 to 1"
        return f"{mean} ({interval}). {self._coverage_text()}"

    def _coverage_text(self) -> str:
        unit, n = self.ratings.unit, self.bounds.n_turns
        if self.rate.n == n:
            return f"All {unit} are rated."
        low, high = (self._number(end) for end in self.bounds.worst_case)
        return (
            f"{self.coverage.value:.1%} of {n:,} {unit} are rated; "
            f"depending on the unrated ones, the rate of all {unit} is between {low} and {high}."
        )

    def _number(self, value: float) -> str:
        return f"{value:.1%}" if self.ratings.is_binary else f"{value:.2f}"


@dataclass(frozen=True)
class RatesOverTime:
    """`table` has one row per period: start, value, low, high, n, n_clusters. `period` is "day", "week", "month" or
    "year"; `hidden` counts the periods with ratings of too few users.
    """

    table: pd.DataFrame = field(repr=False)
    period: str
    hidden: int


@dataclass(frozen=True)
class GroupRates:
    """`table` has one row per group of a dimension: level (its code), label, value, low, high, n, n_clusters,
    design_effect, total, coverage, coverage_low, coverage_high, and the difference, difference_low, difference_high
    from all other rated rows.

    The rows are in order of evidence: the end of the difference's interval nearest to zero. Groups with ratings of too
    few users are left out; `hidden_groups` and `hidden_ratings` count them.
    """

    table: pd.DataFrame = field(repr=False)
    hidden_groups: int
    hidden_ratings: int


def satisfaction(ratings: Ratings, stratifier: str | None = None) -> Satisfaction:
    """The rate of all rows with its bounds, post-stratified by a dimension."""
    codes, labels = ratings.strata(stratifier)
    is_rated = ratings.is_rated
    bounds = coverage_bounds(is_rated, ratings.values, codes, ratings.users, len(labels))
    return Satisfaction(ratings, bounds.naive, rate(is_rated.astype(float), ratings.users), bounds, stratifier)


def best_stratifier(ratings: Ratings) -> str | None:
    """The dimension, fixed before the answer, with the largest differences of coverage between its levels. None when
    all or no rows are rated.
    """
    is_rated = ratings.is_rated.astype(float)
    if not 0 < is_rated.sum() < len(is_rated):
        return None
    variance = {
        name: _variance_between(dimension.codes, is_rated, len(dimension.labels))
        for name, dimension in ratings.dimensions.items()
        if dimension.is_before
    }
    return max(variance, key=lambda name: variance[name]) if variance else None


def rates_over_time(ratings: Ratings, k: int) -> RatesOverTime:
    """The rate by day, week, month or year: the shortest period that gives at most MAX_POINTS.

    Periods with ratings of fewer than `k` users are hidden. The table is empty when no rated row has a time.
    """
    has_time = ratings.is_rated & ~np.isnat(ratings.times)
    period, starts = _periods(pd.Series(ratings.times[has_time]))
    codes, levels = pd.factorize(starts, sort=True)
    table = rates(ratings.values[has_time], codes, len(levels), ratings.users[has_time])
    table.insert(0, "start", [level.start_time for level in levels])
    shown = table[table.n_clusters >= k].reset_index(drop=True)
    return RatesOverTime(shown, period, len(table) - len(shown))


def rates_by_group(ratings: Ratings, name: str, k: int) -> GroupRates:
    """The rate and coverage of each level of a dimension; levels with ratings of fewer than `k` users are hidden."""
    dimension, is_rated = ratings.dimension(name), ratings.is_rated
    values, codes, users = ratings.values[is_rated], dimension.codes[is_rated], ratings.users[is_rated]
    n_levels = len(dimension.labels)
    table = rates(values, codes, n_levels, users)
    coverage = rates(is_rated.astype(float), dimension.codes, n_levels, ratings.users)
    table.insert(0, "level", np.arange(n_levels))
    table.insert(1, "label", list(dimension.labels))
    columns = {"n": "total", "value": "coverage", "low": "coverage_low", "high": "coverage_high"}
    table = table.join(coverage[list(columns)].rename(columns=columns))
    table["difference"], table["difference_low"], table["difference_high"] = _differences(
        values, codes, users, n_levels
    )
    is_shown = table.n_clusters >= k
    hidden = table[~is_shown & (table.total > 0)]
    shown = table[is_shown]
    evidence = np.maximum(shown.difference_low, -shown.difference_high).fillna(-np.inf)
    shown = shown.loc[evidence.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)
    return GroupRates(shown, len(hidden), int(hidden.n.sum()))


def _periods(times: pd.Series) -> tuple[str, pd.Series]:
    """The shortest period that gives at most MAX_POINTS (else years), and the period of each time."""
    periods = ((name, times.dt.to_period(code)) for code, name in PERIODS)
    return next((name, of) for name, of in periods if of.nunique() <= MAX_POINTS or name == "year")


def _differences(
    values: np.ndarray, codes: np.ndarray, users: np.ndarray, n_levels: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The mean of each level minus the mean of all other rows, with delete-a-group jackknife intervals."""
    groups, n_groups = random_groups(users)
    cells = groups.astype(np.int64) * (n_levels + 1) + np.where(codes < 0, n_levels, codes)
    shape = (n_groups, n_levels + 1)
    counts = [np.bincount(cells, weight, shape[0] * shape[1]).reshape(shape) for weight in (None, values)]

    def differences(sums: np.ndarray) -> np.ndarray:
        n, total = sums[:, 0], sums[:, 1]
        other_n = n.sum(axis=1, keepdims=True) - n
        other_total = total.sum(axis=1, keepdims=True) - total
        with np.errstate(invalid="ignore", divide="ignore"):
            difference: np.ndarray = total / n - other_total / other_n
        return difference

    effective = effective_number(counts[0], axis=0)
    value, low, high = jackknife(differences, np.stack(counts, axis=1), effective)
    return value[:n_levels], low[:n_levels], high[:n_levels]


def _variance_between(codes: np.ndarray, values: np.ndarray, n_levels: int) -> float:
    """The variance of `values` between the levels, minus its expectation by chance for that number of levels."""
    place = np.where(codes < 0, n_levels, codes)
    n, total = np.bincount(place, minlength=n_levels + 1), np.bincount(place, values, n_levels + 1)
    mean = values.mean()
    between = float(np.sum(n * (total / np.maximum(n, 1) - mean) ** 2) / len(values))
    return between - float(mean * (1 - mean)) * (int((n > 0).sum()) - 1) / len(values)
