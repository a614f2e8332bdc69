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
from analytics.statistics.resampling import bootstrap_weights, percentile_interval

ELO = 400 / np.log(10)
ELO_CENTRE = 1000
RESAMPLES = 200


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
    clusters: np.ndarray
    covariates: np.ndarray | None
    n_models: int


def bradley_terry(
    a: np.ndarray,
    b: np.ndarray,
    outcome: np.ndarray,
    clusters: np.ndarray,
    covariates: np.ndarray | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
    confidence: float = CONFIDENCE,
) -> Ranking:
    """Strengths of the models `a` and `b` (codes) from `outcome` (1: a won, 0: b won, 1/2: tie), one row a comparison.

    `clusters` (codes from 0) are resampled for the intervals: prompts, or voters. `covariates`, float[rows, k], are
    differences a minus b, of length for example, whose effect is removed. Raises DataloupeError when no models can be
    compared. Source: Bradley & Terry 1952; Chiang et al. 2024 (ties as half wins, bootstrap, style control).
    """
    models, battles = _connected_battles(a, b, np.asarray(outcome, float), clusters, covariates)
    estimate, low, high = _fit(battles, resamples, seed, confidence)
    m = battles.n_models
    elo, elo_low, elo_high = (ELO_CENTRE + ELO * strengths[:m] for strengths in (estimate, low, high))
    n = np.bincount(battles.a, minlength=m) + np.bincount(battles.b, minlength=m)
    wins = np.bincount(battles.a, battles.outcome, m) + np.bincount(battles.b, 1 - battles.outcome, m)
    scores = pd.DataFrame({"model": models, "elo": elo, "low": elo_low, "high": elo_high, "n": n, "wins": wins})
    effects = tuple(Estimate(*map(float, ends)) for ends in zip(estimate[m:], low[m:], high[m:], strict=True))
    unconnected = np.setdiff1d(np.union1d(a, b), models).tolist()
    return Ranking(scores.sort_values("elo", ascending=False, ignore_index=True), effects, tuple(unconnected))


def first_position(outcome: np.ndarray, clusters: np.ndarray | None = None) -> Rate:
    """How often the answer shown first wins (ties count 1/2): 1/2 when position has no effect and pairs are shown in
    random order.
    """
    return rate(np.asarray(outcome, float), clusters)


def head_to_head(
    a: np.ndarray, b: np.ndarray, outcome: np.ndarray, n_models: int, clusters: np.ndarray | None = None
) -> pd.DataFrame:
    """The win rate (ties count 1/2) of each model against each other model that it was compared with.

    One row per ordered pair: model, opponent (codes), and the columns of `intervals.rates`.
    """
    outcome = np.asarray(outcome, float)
    pair = np.concatenate([a * n_models + b, b * n_models + a])
    both = None if clusters is None else np.concatenate([clusters, clusters])
    table = rates(np.concatenate([outcome, 1 - outcome]), pair, n_models**2, both)
    table.insert(0, "model", np.repeat(np.arange(n_models), n_models))
    table.insert(1, "opponent", np.tile(np.arange(n_models), n_models))
    return table[(table.n > 0) & (table.model != table.opponent)].reset_index(drop=True)


def _connected_battles(
    a: np.ndarray, b: np.ndarray, outcome: np.ndarray, clusters: np.ndarray, covariates: np.ndarray | None
) -> tuple[np.ndarray, _Battles]:
    """The models that can be ranked, and the comparisons between them, with new codes for models and clusters."""
    n_models = int(max(np.max(a, initial=-1), np.max(b, initial=-1))) + 1
    connected = _is_connected(a, b, outcome, n_models)
    keep = connected[a] & connected[b] & (a != b)
    if not keep.any():
        raise DataloupeError(
            "The models cannot be ranked. A ranking needs two models that both win and lose (or tie) against "
            "each other."
        )
    models, code = np.flatnonzero(connected), np.cumsum(connected) - 1
    cluster_codes = np.unique(clusters[keep], return_inverse=True)[1]
    controls = None if covariates is None else np.asarray(covariates, float)[keep]
    return models, _Battles(code[a[keep]], code[b[keep]], outcome[keep], cluster_codes, controls, len(models))


def _is_connected(a: np.ndarray, b: np.ndarray, outcome: np.ndarray, n_models: int) -> np.ndarray:
    """bool[n_models]: the largest set of models with a path of wins from each to each. Only there is the maximum
    likelihood finite (Ford 1957).
    """
    beats = np.concatenate([np.stack([a, b])[:, outcome > 0], np.stack([b, a])[:, outcome < 1]], axis=1)
    graph = sparse.coo_matrix((np.ones(beats.shape[1]), (beats[0], beats[1])), (n_models, n_models))
    _, component = csgraph.connected_components(graph, connection="strong")
    is_connected: np.ndarray = component == np.bincount(component).argmax()
    return is_connected


def _fit(battles: _Battles, resamples: int, seed: int, confidence: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coefficients and the ends of their bootstrap intervals: strengths, then one per covariate."""
    a, b, outcome, clusters, covariates, n_models = battles
    if covariates is None:  # comparisons with the same models and outcome become one row with a weight
        _, row, cell = np.unique((a * n_models + b) * 3 + 2 * outcome, return_index=True, return_inverse=True)
        covariates = np.zeros((len(row), 0))
    else:
        row = cell = np.arange(len(a))
    regression = PairedRegression(a[row], b[row], outcome[row], covariates, n_models)
    estimate = regression.fit(np.bincount(cell).astype(float))
    resampled = bootstrap_weights(int(clusters.max()) + 1, resamples, seed)
    weights = (np.bincount(cell, counts[clusters], len(row)) for counts in resampled)
    low, high = percentile_interval(np.array([regression.fit(weight, estimate) for weight in weights]), confidence)
    return estimate, low, high
