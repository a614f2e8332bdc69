"""Where are ratings negative, and is it more than chance? One half of the users proposes slices, the other half tests
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analytics.statistics.intervals import Estimate, Rate, rate
from analytics.statistics.resampling import random_groups
from analytics.statistics.slice_candidates import SliceLimits, candidates
from analytics.statistics.slice_ratings import LevelCodes, SliceRatings, SliceTest
from analytics.statistics.winners_curse import corrected

SAME_ROWS = 0.8
"""Jaccard similarity of the rows from which two slices are one finding."""

DEFAULT_LIMITS = SliceLimits()


Conditions = tuple[tuple[str, Any], ...]
"""Names of dimensions with the label of a level."""


@dataclass(frozen=True)
class Slice:
    """A slice with more negative ratings than all other rows. All figures but `n`, `n_users` and `negative` come from
    the half of the users that did *not* propose it.
    """

    conditions: Conditions
    n: int
    n_users: int
    negative: float
    """Ratings, distinct users and negative ratings of the slice, in both halves."""
    rate: Rate
    rest: float
    """The rate of negative ratings outside the slice."""
    difference: Estimate
    """`rate` minus `rest`."""
    adjusted: Estimate
    """The difference between ratings of equally critical users. The p-value is its p-value."""
    shrunk: float
    """`adjusted`, corrected for the fact that only significant slices are reported."""
    effective_users: float
    """Kish's effective number of users behind `difference`."""
    excess: Estimate
    """`adjusted` times the `n` ratings of the slice: negative ratings beyond those of equally critical users outside.
    """
    p_value: float
    q_value: float
    same_rows: tuple[Conditions, ...] = ()
    """Other significant slices with nearly the same rows, reported as one with this slice."""
    explained_by: int | None = None
    """None for an independent finding. Otherwise the slice is not significant without the rows of the findings ranked
    higher, and this is the position of the one that shares most rows with it.
    """


@dataclass(frozen=True)
class SliceSearch:
    """What was searched, and the significant slices by the lower bound of excess negative ratings, highest first."""

    slices: tuple[Slice, ...]
    n_searched: int
    n_tested: int
    n_rows: int
    n_users: int
    false_discovery_rate: float


def worst_slices(
    dimensions: pd.DataFrame,
    negative: np.ndarray,
    users: np.ndarray,
    limits: SliceLimits = DEFAULT_LIMITS,
    false_discovery_rate: float = 0.05,
    seed: int = 0,
) -> SliceSearch:
    """The slices of one or two conditions with significantly more negative ratings than all other rows.

    One row per rating: `dimensions` has one categorical column per dimension (missing values belong to no slice),
    `negative` is 1 for a negative rating, 0 for a positive one (or between), `users` are integer codes from 0.

    Users, not rows, are split into halves, so that no user counts in both. The first half ranks all slices by the lower
    bound of excess negative ratings and proposes the best. The second half alone gives the figures and the p-values, of
    `SliceRatings.test`: two-sided, so that the interval of `adjusted` of a reported slice excludes zero; 1 for a slice
    with fewer negative ratings. The Benjamini-Hochberg procedure selects the significant slices. Source: Chung et al.
    2019 (Slice Finder), with a held-out half in place of alpha-investing.
    """
    codes = {str(name): np.asarray(column.cat.codes) for name, column in dimensions.items()}
    ratings = SliceRatings(codes, np.asarray(negative, float), np.asarray(users))
    halves, n_halves = random_groups(np.asarray(users), seed, 2)
    if n_halves < 2:
        return SliceSearch((), 0, 0, ratings.n, ratings.n_users, false_discovery_rate)
    held_out = ratings.keep(halves == 1)
    proposed, n_searched = candidates(ratings.keep(halves == 0), limits, seed)
    tests = _tests(held_out, proposed, limits)
    significant = _significant(tests, false_discovery_rate)
    max_p_value = false_discovery_rate * len(significant) / max(len(tests), 1)
    slices = {levels: _slice(ratings, held_out, levels, *test, max_p_value) for levels, test in significant.items()}
    labels = {name: list(dimensions[name].cat.categories) for name in codes}
    reported = tuple(_report(ratings, held_out, slices, labels))
    return SliceSearch(reported, n_searched, len(tests), ratings.n, ratings.n_users, false_discovery_rate)


def _tests(held_out: SliceRatings, proposed: list[LevelCodes], limits: SliceLimits) -> dict[LevelCodes, SliceTest]:
    """The tests of the proposed slices that are large enough in the held-out half."""
    tests = ((levels, held_out.test(held_out.rows(levels))) for levels in proposed)
    return {
        levels: test
        for levels, test in tests
        if test is not None and test.n >= limits.min_rows and test.n_users >= limits.min_users
    }


def _significant(
    tests: dict[LevelCodes, SliceTest], false_discovery_rate: float
) -> dict[LevelCodes, tuple[SliceTest, float]]:
    """The significant tests with their q-values."""
    from scipy import stats

    q_values = stats.false_discovery_control(np.array([test.p_value for test in tests.values()]))
    return {
        levels: (test, float(q_value))
        for (levels, test), q_value in zip(tests.items(), q_values, strict=True)
        if q_value <= false_discovery_rate
    }


def _slice(
    ratings: SliceRatings,
    held_out: SliceRatings,
    levels: LevelCodes,
    test: SliceTest,
    q_value: float,
    max_p_value: float,
) -> Slice:
    """`max_p_value` is the largest p-value with which the procedure would have reported the slice."""
    rows, held_out_rows = ratings.rows(levels), held_out.rows(levels)
    n, adjusted = int(rows.sum()), test.adjusted
    return Slice(
        conditions=levels,
        n=n,
        n_users=len(np.unique(ratings.users[rows])),
        negative=float(ratings.negative[rows].sum()),
        rate=rate(held_out.negative[held_out_rows], held_out.users[held_out_rows]),
        rest=test.rest,
        difference=test.difference,
        adjusted=adjusted,
        shrunk=corrected(adjusted.value, test.deviation, test.smallest_significant(max_p_value)),
        effective_users=test.effective_users,
        excess=Estimate(n * adjusted.value, n * adjusted.low, n * adjusted.high),
        p_value=test.p_value,
        q_value=q_value,
    )


def _report(
    ratings: SliceRatings, held_out: SliceRatings, slices: dict[LevelCodes, Slice], labels: dict[str, list[Any]]
) -> Iterator[Slice]:
    """The slices in order, those with nearly the same rows merged, and with what explains them."""
    ranked = sorted(slices, key=lambda levels: (-slices[levels].excess.low, len(levels)))
    merged = _merge_same_rows(ranked, {levels: ratings.rows(levels) for levels in ranked})
    max_p_value = max((one.p_value for one in slices.values()), default=0.0)
    explained = _explained_by(held_out, list(merged), max_p_value)

    def conditions(levels: LevelCodes) -> Conditions:
        return tuple((name, labels[name][code]) for name, code in levels)

    for (levels, others), explained_by in zip(merged.items(), explained, strict=True):
        same_rows = tuple(conditions(other) for other in others)
        yield replace(slices[levels], conditions=conditions(levels), same_rows=same_rows, explained_by=explained_by)


def _merge_same_rows(
    ranked: list[LevelCodes], rows: dict[LevelCodes, np.ndarray]
) -> dict[LevelCodes, list[LevelCodes]]:
    """Each slice to report, with the lower-ranked ones that have nearly the same rows."""
    bits = {levels: np.packbits(mask) for levels, mask in rows.items()}
    merged: dict[LevelCodes, list[LevelCodes]] = {}
    for levels in ranked:
        same = (first for first in merged if _jaccard(bits[first], bits[levels]) >= SAME_ROWS)
        first = next(same, None)
        if first is None:
            merged[levels] = []
        else:
            merged[first].append(levels)
    return merged


def _jaccard(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.bitwise_count(a & b).sum() / max(np.bitwise_count(a | b).sum(), 1))


def _explained_by(held_out: SliceRatings, ranked: list[LevelCodes], max_p_value: float) -> Iterator[int | None]:
    """For each slice, None when it is significant at `max_p_value` without the rows of the findings ranked higher, else
    the position of the finding that shares most rows with it.
    """
    findings: dict[int, np.ndarray] = {}
    for position, levels in enumerate(ranked):
        rows = held_out.rows(levels)
        others = np.logical_or.reduce([np.zeros(len(rows), bool), *findings.values()])
        test = held_out.test(rows & ~others, ~rows & ~others)
        if test is not None and test.p_value <= max_p_value:
            findings[position] = rows
            yield None
        else:
            yield max(findings, key=lambda finding: int((rows & findings[finding]).sum()))
