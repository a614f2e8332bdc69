"""Which model's answers win? Bradley-Terry strengths from pairwise comparisons, with and without other factors that
influence raters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from analytics.errors import DataloupeError
from analytics.statistics.intervals import CONFIDENCE, Estimate, Rate, rate, rates
from analytics.statistics.regression import PairedRegression
from analytics.statistics.two_way import effective_clusters, groups_of, interval, ways

ELO = 400 / np.log(10)
ELO_CENTRE = 1000

JACKKNIFE_STEPS = 2
"""Newton steps from the estimate of all comparisons to that without a group: the next ones change it by less than a
thousandth of its standard error.
"""


@dataclass(frozen=True)
class Ranking:
    """Bradley-Terry strengths on an Elo scale centred at 1000, best first.

    `scores` has one row per model: model (code), elo, low, high, n comparisons, wins (ties count 1/2). Models that
    cannot be compared with the others are in `unconnected`, not in `scores`. `effects` has one estimate per covariate:
    how much one more unit of it (a minus b) adds to the log odds that a wins.
    """

    scores: pd.DataFrame
    effects: tuple[Estimate, ...]
    unconnected: tuple[int, ...]


class _Battles(NamedTuple):
    """Comparisons of models 0..n_models-1, one row each."""

    a: np.ndarray
    b: np.ndarray
    outcome: np.ndarray
    ways: list[np.ndarray]
    covariates: np.ndarray | None
    n_models: int


def bradley_terry(
    a: np.ndarray,
    b: np.ndarray,
    outcome: np.ndarray,
    clusters: np.ndarray,
    covariates: np.ndarray | None = None,
    judges: np.ndarray | None = None,
    confidence: float = CONFIDENCE,
) -> Ranking:
    """Strengths of the models `a` and `b` (codes) from `outcome` (1: a won, 0: b won, 1/2: tie), one row a comparison.

    The intervals leave out groups of `clusters` (prompts) and, if they are given, of `judges` (codes). `covariates`,
    float[rows, k], are differences a minus b, of length for example, whose effect is removed. Raises DataloupeError
    when no models can be compared. Source: Bradley & Terry 1952; Chiang et al. 2024 (ties as half wins, style
    control); Cameron, Gelbach & Miller 2011 (two-way clustering).
    """
    models, battles = _connected_battles(a, b, np.asarray(outcome, float), ways(clusters, judges), covariates)
    estimate, low, high = _fit(battles, confidence)
    m = battles.n_models
    elo, elo_low, elo_high = (ELO_CENTRE + ELO * strengths[:m] for strengths in (estimate, low, high))
    n = np.bincount(battles.a, minlength=m) + np.bincount(battles.b, minlength=m)
    wins = np.bincount(battles.a, battles.outcome, m) + np.bincount(battles.b, 1 - battles.outcome, m)
    scores = pd.DataFrame({"model": models, "elo": elo, "low": elo_low, "high": elo_high, "n": n, "wins": wins})
    effects = tuple(Estimate(*map(float, ends)) for ends in zip(estimate[m:], low[m:], high[m:], strict=True))
    unconnected = np.setdiff1d(np.union1d(a, b), models).tolist()
    return Ranking(scores.sort_values("elo", ascending=False, ignore_index=True), effects, tuple(unconnected))


def first_position(outcome: np.ndarray, clusters: np.ndarray | None = None, judges: np.ndarray | None = None) -> Rate:
    """How often the answer shown first wins (ties count 1/2): 1/2 when position has no effect and pairs are shown in
    random order.
    """
    return rate(np.asarray(outcome, float), clusters, crossed=judges)


def head_to_head(
    a: np.ndarray,
    b: np.ndarray,
    outcome: np.ndarray,
    n_models: int,
    clusters: np.ndarray | None = None,
    judges: np.ndarray | None = None,
) -> pd.DataFrame:
    """The win rate (ties count 1/2) of each model against each other model that it was compared with.

    One row per ordered pair: model, opponent (codes), and the columns of `intervals.rates`.
    """
    outcome = np.asarray(outcome, float)
    pair = np.concatenate([a * n_models + b, b * n_models + a])
    both, crossed = (None if codes is None else np.concatenate([codes, codes]) for codes in (clusters, judges))
    table = rates(np.concatenate([outcome, 1 - outcome]), pair, n_models**2, both, crossed=crossed)
    table.insert(0, "model", np.repeat(np.arange(n_models), n_models))
    table.insert(1, "opponent", np.tile(np.arange(n_models), n_models))
    return table[(table.n > 0) & (table.model != table.opponent)].reset_index(drop=True)


def _connected_battles(
    a: np.ndarray, b: np.ndarray, outcome: np.ndarray, every: list[np.ndarray], covariates: np.ndarray | None
) -> tuple[np.ndarray, _Battles]:
    """The models that can be ranked, and their comparisons, with new codes for models, prompts and judges."""
    n_models = int(max(np.max(a, initial=-1), np.max(b, initial=-1))) + 1
    connected = _is_connected(a, b, outcome, n_models) if n_models else np.zeros(0, bool)
    keep = connected[a] & connected[b] & (a != b)
    if not keep.any():
        raise DataloupeError(
            "The models cannot be ranked. A ranking needs two models that both win and lose (or tie) against "
            "each other."
        )
    models, code = np.flatnonzero(connected), np.cumsum(connected) - 1
    kept = [np.unique(way[keep], return_inverse=True)[1] for way in every]
    controls = None if covariates is None else np.asarray(covariates, float)[keep]
    return models, _Battles(code[a[keep]], code[b[keep]], outcome[keep], kept, controls, len(models))


def _is_connected(a: np.ndarray, b: np.ndarray, outcome: np.ndarray, n_models: int) -> np.ndarray:
    """bool[n_models]: the largest set of models with a path of wins from each to each. Only there is the maximum
    likelihood finite (Ford 1957).
    """
    beats = np.concatenate([np.stack([a, b])[:, outcome > 0], np.stack([b, a])[:, outcome < 1]], axis=1)
    graph = sparse.coo_matrix((np.ones(beats.shape[1]), (beats[0], beats[1])), (n_models, n_models))
    _, component = csgraph.connected_components(graph, connection="strong")
    is_connected: np.ndarray = component == np.bincount(component).argmax()
    return is_connected


def _fit(battles: _Battles, confidence: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coefficients and the ends of their intervals: strengths, then one per covariate."""
    a, b, outcome, every, covariates, n_models = battles
    if covariates is None:  # comparisons with the same models and outcome become one row with a weight
        _, row, cell = np.unique((a * n_models + b) * 3 + 2 * outcome, return_index=True, return_inverse=True)
        covariates = np.zeros((len(row), 0))
    else:
        row = cell = np.arange(len(a))
    regression = PairedRegression(a[row], b[row], outcome[row], covariates, n_models)
    weights = np.bincount(cell).astype(float)
    estimate = regression.fit(weights)
    changes = []
    for way in every:
        without = (weights - np.bincount(cell[rows], minlength=len(row)) for rows in groups_of(way))
        changes.append(np.array([regression.fit(weight, estimate, JACKKNIFE_STEPS) for weight in without]) - estimate)
    return estimate, *interval(estimate, changes, effective_clusters(every), confidence)
