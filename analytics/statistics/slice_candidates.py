"""Which slices are worth a test? Slices of a few conditions, ranked by the lower bound of excess negative ratings."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from analytics.statistics.intervals import CONFIDENCE
from analytics.statistics.resampling import random_groups
from analytics.statistics.slice_ratings import LevelCodes, SliceRatings

MAX_TESTED = 40
"""Slices that the first half of the users proposes for a test. Each further test makes all of them less significant."""


@dataclass(frozen=True)
class SliceLimits:
    """How small and how narrow a slice can be. `min_rows` and `min_users` apply in each half of the users."""

    min_rows: int = 50
    min_users: int = 20
    max_conditions: int = 2


def candidates(ratings: SliceRatings, limits: SliceLimits, seed: int) -> tuple[list[LevelCodes], int]:
    """The most promising slices, and how many were searched.

    Users are pooled into random groups, so that one count per combination of dimensions is enough.
    """
    groups, n_groups = random_groups(ratings.users, seed + 1)
    promising: list[tuple[float, LevelCodes]] = []
    n_searched = 0
    sizes = range(1, limits.max_conditions + 1)
    for names in itertools.chain.from_iterable(itertools.combinations(ratings.codes, size) for size in sizes):
        scores, levels = _scores(ratings, names, groups, n_groups, limits)
        n_searched += len(scores)
        promising += [
            (score, tuple(zip(names, map(int, codes), strict=True)))
            for score, codes in zip(scores, levels, strict=True)
            if score > 0
        ]
    promising.sort(key=lambda candidate: (-candidate[0], len(candidate[1])))
    return [levels for _, levels in promising[:MAX_TESTED]], n_searched


def _scores(
    ratings: SliceRatings, names: tuple[str, ...], groups: np.ndarray, n_groups: int, limits: SliceLimits
) -> tuple[np.ndarray, np.ndarray]:
    """The lower bound of excess negative ratings of each slice of these dimensions that is large enough, and its level
    codes.
    """
    cells, levels = _cells([ratings.codes[name] for name in names], limits.min_rows)
    if not len(levels) or n_groups < 2:  # one group of users has no variance between users
        return np.zeros(0), levels[:0]
    rows = cells >= 0
    key = cells[rows].astype(np.int64) * n_groups + groups[rows]
    shape = (len(levels), n_groups)
    n = np.bincount(key, minlength=shape[0] * shape[1]).reshape(shape)
    y = np.bincount(key, ratings.negative[rows], shape[0] * shape[1]).reshape(shape)
    has_users = (n > 0).sum(axis=1) >= min(limits.min_users, n_groups // 2)
    is_eligible = (n.sum(axis=1) >= limits.min_rows) & has_users & (n.sum(axis=1) < ratings.n)
    all_n, all_y = np.bincount(groups, minlength=n_groups), np.bincount(groups, ratings.negative, n_groups)
    return _lower_excess(n[is_eligible], y[is_eligible], all_n, all_y), levels[is_eligible]


def _cells(codes: list[np.ndarray], min_rows: int) -> tuple[np.ndarray, np.ndarray]:
    """The cell of each row (-1: none), and the level codes of each cell, int[cells, dimensions].

    Levels that are too small for a slice are left out.
    """
    cell, levels = np.zeros(len(codes[0]), np.int32), np.zeros((1, 0), np.int32)
    for code in codes:
        frequent = np.flatnonzero(np.bincount(code[code >= 0], minlength=1) >= min_rows)
        renumbered = np.full(int(code.max(initial=-1)) + 2, -1, np.int32)
        renumbered[frequent] = np.arange(len(frequent))  # the last entry stays -1, for the code -1
        position = renumbered[code]
        cell = np.where((cell < 0) | (position < 0), -1, cell * len(frequent) + position)
        levels = np.column_stack([np.repeat(levels, len(frequent), axis=0), np.tile(frequent, len(levels))])
    return cell, levels


def _lower_excess(n: np.ndarray, y: np.ndarray, all_n: np.ndarray, all_y: np.ndarray) -> np.ndarray:
    """The lower bound of excess negative ratings of each slice, from ratings and negative ratings by slice and group of
    users.
    """
    from scipy import stats

    inside, outside = n.sum(axis=1, keepdims=True), (all_n - n).sum(axis=1, keepdims=True)
    mean, mean_outside = y.sum(axis=1, keepdims=True) / inside, (all_y - y).sum(axis=1, keepdims=True) / outside
    influence = (y - mean * n) / inside - (all_y - y - mean_outside * (all_n - n)) / outside
    groups = n.shape[1]
    deviation = np.sqrt(groups / (groups - 1) * (influence**2).sum(axis=1))
    quantile = stats.t.isf((1 - CONFIDENCE) / 2, groups - 1)
    bound: np.ndarray = inside[:, 0] * ((mean - mean_outside)[:, 0] - quantile * deviation)
    return bound
