"""Where are users unhappy, and is it real? Slices are found on one half of the users and tested on the other."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analytics.statistics.intervals import CONFIDENCE, Estimate, Rate, rate
from analytics.statistics.multiplicity import benjamini_hochberg
from analytics.statistics.resampling import random_groups

MAX_TESTED = 40
"""How many slices the first half may send to the second: each more makes all of them harder to believe."""

SAME_ROWS = 0.8
"""Jaccard similarity of row sets from which two slices are one finding."""

Condition = tuple[str, Any]


@dataclass(frozen=True)
class Slice:
    """A slice whose users are unhappier than all others. Rate, rest and difference come from the half of users it was
    *not* found on.
    """

    conditions: tuple[Condition, ...]
    n: int
    n_users: int
    unhappy: float
    """Rows, distinct users and unhappy ratings of the slice, in both halves."""
    rate: Rate
    rest: float
    difference: Estimate
    excess: Estimate
    """Unhappy ratings beyond what the rate of all others explains, over the slice's `n` rows."""
    p_value: float
    q_value: float
    same_rows: tuple[tuple[Condition, ...], ...] = ()
    """Other surviving slices with nearly the same rows, folded into this one."""
    explained_by: int | None = None
    """Position of the higher finding that shares most rows with it, when without the rows of all higher findings it
    would show nothing; None for a finding of its own.
    """


@dataclass(frozen=True)
class SliceSearch:
    """What was searched and what survived, by the lower bound of excess unhappy ratings, highest first."""

    slices: tuple[Slice, ...]
    n_searched: int
    n_tested: int
    n_rows: int
    n_users: int
    false_discovery_rate: float


def worst_slices(
    dimensions: pd.DataFrame,
    unhappy: np.ndarray,
    users: np.ndarray,
    *,
    min_rows: int = 50,
    min_users: int = 20,
    max_conditions: int = 2,
    false_discovery_rate: float = 0.05,
    seed: int = 0,
) -> SliceSearch:
    """The slices of one or two conditions in which ratings are unhappier than outside, with evidence that survives the
    search.

    `dimensions` has one categorical column a dimension (missing values belong to no slice), `unhappy` is 1 for an
    unhappy rating, 0 for a happy one (or in between), `users` holds integer codes from 0; all with one row a rating.
    `min_rows` and `min_users` bind the slice in each half. Users, not rows, are split in halves, so nobody votes twice:
    the first half orders all slices by the lower bound of excess unhappy ratings and sends the best to the second,
    which alone gives the figures and the p-values (variance clustered by user, t with as many degrees of freedom as the
    slice has users less one; two-sided, so that a reported slice's interval excludes zero, and 1 for a happier slice);
    Benjamini-Hochberg decides. Source: Chung et al. 2019 (Slice Finder), with a held-out half in place of
    alpha-investing.
    """
    unhappy, users = np.asarray(unhappy, float), np.asarray(users)
    halves, n_halves = random_groups(users, seed, 2)
    n_users = len(np.unique(users))
    if n_halves < 2:
        return SliceSearch((), 0, 0, len(users), n_users, false_discovery_rate)
    codes = {name: np.asarray(column.cat.codes) for name, column in dimensions.items()}
    found, held_out = halves == 0, halves == 1
    candidates, n_searched = _search(
        {name: code[found] for name, code in codes.items()},
        unhappy[found],
        users[found],
        min_rows,
        min_users,
        max_conditions,
        seed,
    )
    half = _Half({name: code[held_out] for name, code in codes.items()}, unhappy[held_out], users[held_out])
    tried = ((conditions, half.test(half.rows(conditions))) for conditions in candidates)
    tests = {
        conditions: test for conditions, test in tried if test and test.n >= min_rows and test.n_users >= min_users
    }
    q_values = benjamini_hochberg(np.array([test.p_value for test in tests.values()]))
    believed = {
        conditions: (test, q)
        for (conditions, test), q in zip(tests.items(), q_values, strict=True)
        if q <= false_discovery_rate
    }

    whole = _Half(codes, unhappy, users)
    labels = {name: column.cat.categories for name, column in dimensions.items()}
    slices = {
        conditions: _describe(whole, half, conditions, test, q, labels) for conditions, (test, q) in believed.items()
    }
    ranked = sorted(slices, key=lambda conditions: (-slices[conditions].excess.low, len(conditions)))
    kept = _fold(ranked, {conditions: whole.rows(conditions) for conditions in ranked})
    folded = [
        replace(slices[first], same_rows=tuple(slices[other].conditions for other in others))
        for first, others in kept.items()
    ]
    explained = _explain(half, list(kept), max((test.p_value for test, _ in believed.values()), default=0.0))
    return SliceSearch(
        tuple(replace(one, explained_by=by) for one, by in zip(folded, explained, strict=True)),
        n_searched,
        len(tests),
        len(users),
        n_users,
        false_discovery_rate,
    )


Coded = tuple[tuple[str, int], ...]
"""The conditions of a slice with level codes in place of labels."""


def _search(
    codes: dict[str, np.ndarray],
    unhappy: np.ndarray,
    users: np.ndarray,
    min_rows: int,
    min_users: int,
    max_conditions: int,
    seed: int,
) -> tuple[list[Coded], int]:
    """The most promising slices, and how many were looked at. Users are pooled in random groups, so that one count per
    pair of dimensions does.
    """
    groups, n_groups = random_groups(pd.factorize(users)[0], seed + 1)
    all_n, all_y = np.bincount(groups, minlength=n_groups), np.bincount(groups, unhappy, n_groups)
    promising: list[tuple[float, Coded]] = []
    n_searched = 0
    for names in itertools.chain.from_iterable(
        itertools.combinations(codes, size) for size in range(1, max_conditions + 1)
    ):
        cells, levels = _cells([codes[name] for name in names], min_rows)
        if not len(levels):
            continue
        keep = cells >= 0
        key = cells[keep].astype(np.int64) * n_groups + groups[keep]
        n = np.bincount(key, minlength=len(levels) * n_groups).reshape(len(levels), n_groups)
        y = np.bincount(key, unhappy[keep], len(levels) * n_groups).reshape(len(levels), n_groups)
        eligible = (
            (n.sum(axis=1) >= min_rows)
            & ((n > 0).sum(axis=1) >= min(min_users, n_groups // 2))
            & (n.sum(axis=1) < all_n.sum())
        )
        n_searched += int(eligible.sum())
        scores = _lower_excess(n[eligible], y[eligible], all_n, all_y)
        promising += [
            (score, tuple(zip(names, map(int, level), strict=True)))
            for score, level in zip(scores, levels[eligible], strict=True)
            if score > 0
        ]
    promising.sort(key=lambda one: (-one[0], len(one[1])))
    return [conditions for _, conditions in promising[:MAX_TESTED]], n_searched


def _cells(codes: list[np.ndarray], min_rows: int) -> tuple[np.ndarray, np.ndarray]:
    """A cell for each row (-1 outside) and the level codes of each cell, shape (cells, dimensions); levels too small
    for a slice are left out.
    """
    cell, levels = np.zeros(len(codes[0]), np.int32), np.zeros((1, 0), np.int32)
    for code in codes:
        frequent = np.flatnonzero(np.bincount(code[code >= 0], minlength=1) >= min_rows)
        renumbered = np.full(int(code.max(initial=-1)) + 2, -1, np.int32)
        renumbered[frequent] = np.arange(len(frequent))  # the last entry stays -1 and serves the code -1
        position = renumbered[code]
        cell = np.where((cell < 0) | (position < 0), -1, cell * len(frequent) + position)
        levels = np.column_stack([np.repeat(levels, len(frequent), axis=0), np.tile(frequent, len(levels))])
    return cell, levels


def _lower_excess(n: np.ndarray, y: np.ndarray, all_n: np.ndarray, all_y: np.ndarray) -> np.ndarray:
    """Lower bounds of excess unhappy ratings from sums of shape (slices, groups of users)."""
    inside, outside = n.sum(axis=1, keepdims=True), (all_n - n).sum(axis=1, keepdims=True)
    mean, mean_outside = y.sum(axis=1, keepdims=True) / inside, (all_y - y).sum(axis=1, keepdims=True) / outside
    influence = (y - mean * n) / inside - (all_y - y - mean_outside * (all_n - n)) / outside
    groups = n.shape[1]
    deviation = np.sqrt(groups / (groups - 1) * (influence**2).sum(axis=1))
    quantile = stats.t.isf((1 - CONFIDENCE) / 2, groups - 1)
    return inside[:, 0] * ((mean - mean_outside)[:, 0] - quantile * deviation)


@dataclass(frozen=True)
class _Test:
    difference: Estimate
    rest: float
    p_value: float
    n: int
    n_users: int


class _Half:
    """Rows of one half of the users (or of all), and what can be asked of a set of them."""

    def __init__(self, codes: dict[str, np.ndarray], unhappy: np.ndarray, users: np.ndarray):
        self.codes, self.unhappy, self.users = codes, unhappy, pd.factorize(users)[0]
        self.n_users = int(self.users.max(initial=-1)) + 1

    def rows(self, conditions: Coded) -> np.ndarray:
        return np.logical_and.reduce([self.codes[name] == level for name, level in conditions])

    def sums(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Ratings and unhappy ratings of each user among `rows`."""
        return np.bincount(self.users[rows], minlength=self.n_users), np.bincount(
            self.users[rows], self.unhappy[rows], self.n_users
        )

    def test(self, rows: np.ndarray, outside: np.ndarray | None = None) -> _Test | None:
        """Is `rows` unhappier than `outside` (default: all other rows)? None where one of both is too small to say."""
        n, y = self.sums(rows)
        other_n, other_y = self.sums(~rows if outside is None else outside)
        n_users = int((n > 0).sum())
        if n_users < 2 or not other_n.sum():
            return None
        mean, rest = y.sum() / n.sum(), other_y.sum() / other_n.sum()
        influence = (y - mean * n) / n.sum() - (other_y - rest * other_n) / other_n.sum()
        involved = int(((n > 0) | (other_n > 0)).sum())
        deviation = float(np.sqrt(involved / (involved - 1) * n_users / (n_users - 1) * (influence**2).sum()))
        value = float(mean - rest)
        half = float(stats.t.isf((1 - CONFIDENCE) / 2, n_users - 1)) * deviation
        p_value = float(2 * stats.t.sf(value / deviation, n_users - 1)) if deviation > 0 and value > 0 else 1.0
        return _Test(Estimate(value, value - half, value + half), float(rest), p_value, int(n.sum()), n_users)


def _describe(
    whole: _Half, half: _Half, conditions: Coded, test: _Test, q_value: float, labels: dict[str, pd.Index]
) -> Slice:
    rows, held_out = whole.rows(conditions), half.rows(conditions)
    n = int(rows.sum())
    return Slice(
        conditions=tuple((name, labels[name][level]) for name, level in conditions),
        n=n,
        n_users=len(np.unique(whole.users[rows])),
        unhappy=float(whole.unhappy[rows].sum()),
        rate=rate(half.unhappy[held_out], half.users[held_out]),
        rest=test.rest,
        difference=test.difference,
        excess=Estimate(n * test.difference.value, n * test.difference.low, n * test.difference.high),
        p_value=test.p_value,
        q_value=float(q_value),
    )


def _fold(ranked: list[Coded], rows: dict[Coded, np.ndarray]) -> dict[Coded, list[Coded]]:
    """Each slice that is kept, with the later ones that have nearly the same rows."""
    bits = {conditions: np.packbits(mask) for conditions, mask in rows.items()}
    kept: dict[Coded, list[Coded]] = {}
    for conditions in ranked:
        same = (first for first in kept if _jaccard(bits[first], bits[conditions]) >= SAME_ROWS)
        first = next(same, None)
        if first is None:
            kept[conditions] = []
        else:
            kept[first].append(conditions)
    return kept


def _jaccard(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.bitwise_count(a & b).sum() / max(np.bitwise_count(a | b).sum(), 1))


def _explain(half: _Half, ranked: list[Coded], p_value: float) -> Iterator[int | None]:
    """For each slice, whether the higher findings take its excess along: what is left without their rows has to show at
    `p_value`.

    Gives the finding that shares most rows with it, or None for a finding of its own.
    """
    findings: dict[int, np.ndarray] = {}
    for position, conditions in enumerate(ranked):
        rows = half.rows(conditions)
        others = np.logical_or.reduce([np.zeros(len(rows), bool), *findings.values()])
        left = half.test(rows & ~others, ~rows & ~others)
        if left is not None and left.p_value <= p_value:
            findings[position] = rows
            yield None
        else:
            yield max(findings, key=lambda finding: int((rows & findings[finding]).sum()))
