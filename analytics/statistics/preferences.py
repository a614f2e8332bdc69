"""Which model's answers win? Bradley-Terry strengths from pairwise comparisons, with and without what else sways a
judge.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from analytics.errors import DataloupeError
from analytics.statistics.intervals import CONFIDENCE, Estimate, Rate, rate, rates
from analytics.statistics.resampling import bootstrap_weights, percentile_interval

ELO = 400 / np.log(10)
ELO_CENTRE = 1000
RESAMPLES = 200
MAX_STEPS = 50
FARTHEST = 15.0
"""Strengths are held within this many logits: a resample in which a model only wins has no finite maximum."""


@dataclass(frozen=True)
class Ranking:
    """Bradley-Terry strengths on an Elo scale centred at 1000, best first.

    `scores` has one row a model: model (code), elo, low, high, n comparisons, wins (ties count 1/2). Models that cannot
    be compared with the rest are in `unconnected`, not in `scores`. `effects` holds, for each covariate in turn, the
    log odds that one unit more of it (a minus b) adds to a's winning.
    """

    scores: pd.DataFrame
    effects: tuple[Estimate, ...]
    unconnected: tuple[int, ...]


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
    """Strengths of the models `a` and `b` (codes from 0) from `outcome` (1: a won, 0: b won, 1/2: tie), one row a
    comparison.

    `clusters` (codes from 0) are what is resampled for the intervals: prompts, or voters. `covariates`, shape (rows,
    k), are differences a minus b - of length, say - whose sway on the outcome is to be taken out. Raises DataloupeError
    when nothing can be compared. Source: Bradley & Terry 1952; Chiang et al. 2024 (ties as half wins, bootstrap, style
    control).
    """
    n_models = int(max(np.max(a, initial=-1), np.max(b, initial=-1))) + 1
    connected = _connected(a, b, outcome, n_models)
    keep = connected[a] & connected[b] & (a != b)
    if not keep.any():
        raise DataloupeError(
            "no two models can be ranked: a ranking needs models that both win and lose (or tie) against one another"
        )
    models, left_out = np.flatnonzero(connected), np.setdiff1d(np.union1d(a, b), np.flatnonzero(connected))
    position = np.cumsum(connected) - 1
    a, b, outcome, clusters = (
        position[a[keep]],
        position[b[keep]],
        np.asarray(outcome, float)[keep],
        np.unique(clusters[keep], return_inverse=True)[1],
    )
    if covariates is None:  # comparisons that agree in models and outcome are one row with a weight
        _, row, cell = np.unique((a * len(models) + b) * 3 + 2 * outcome, return_index=True, return_inverse=True)
        extra = np.zeros((len(row), 0))
    else:
        row = cell = np.arange(len(a))
        extra = np.asarray(covariates, float)[keep]
    rows = _Rows(a[row], b[row], outcome[row], extra, len(models))
    fitted = rows.fit(np.bincount(cell).astype(float))
    resampled = bootstrap_weights(int(clusters.max()) + 1, resamples, seed)
    draws = np.array([rows.fit(np.bincount(cell, weights[clusters], len(row)), fitted) for weights in resampled])
    low, high = percentile_interval(draws, confidence)
    n = np.bincount(a, minlength=len(models)) + np.bincount(b, minlength=len(models))
    wins = np.bincount(a, outcome, len(models)) + np.bincount(b, 1 - outcome, len(models))
    elo, elo_low, elo_high = (ELO_CENTRE + ELO * one[: len(models)] for one in (fitted, low, high))
    scores = pd.DataFrame(
        {"model": models, "elo": elo, "low": elo_low, "high": elo_high, "n": n, "wins": wins}
    ).sort_values("elo", ascending=False, ignore_index=True)
    effects = tuple(Estimate(float(fitted[i]), float(low[i]), float(high[i])) for i in range(len(models), len(fitted)))
    return Ranking(scores, effects, tuple(left_out.tolist()))


def first_position(outcome: np.ndarray, clusters: np.ndarray | None = None) -> Rate:
    """How often the answer shown first wins (ties count 1/2): 1/2 when position does not matter and pairs are shown in
    random order.
    """
    return rate(np.asarray(outcome, float), clusters)


def head_to_head(
    a: np.ndarray, b: np.ndarray, outcome: np.ndarray, n_models: int, clusters: np.ndarray | None = None
) -> pd.DataFrame:
    """Each ordered pair of models that met: model, opponent (codes), and the model's win rate as in `intervals.rates`
    (ties 1/2).
    """
    outcome = np.asarray(outcome, float)
    pair = np.concatenate([a * n_models + b, b * n_models + a])
    both = None if clusters is None else np.concatenate([clusters, clusters])
    table = rates(np.concatenate([outcome, 1 - outcome]), pair, n_models**2, both)
    table.insert(0, "model", np.repeat(np.arange(n_models), n_models))
    table.insert(1, "opponent", np.tile(np.arange(n_models), n_models))
    return table[(table.n > 0) & (table.model != table.opponent)].reset_index(drop=True)


def _connected(a: np.ndarray, b: np.ndarray, outcome: np.ndarray, n_models: int) -> np.ndarray:
    """The largest set of models with a path of wins from each to each: only there is the maximum finite (Ford 1957)."""
    beats = np.concatenate([np.stack([a, b])[:, outcome > 0], np.stack([b, a])[:, outcome < 1]], axis=1)
    graph = sparse.coo_matrix((np.ones(beats.shape[1]), (beats[0], beats[1])), (n_models, n_models))
    _, component = csgraph.connected_components(graph, connection="strong")
    return component == np.bincount(component).argmax()


class _Rows:
    """Comparisons as a logistic regression: log odds of a's winning = strength of a - strength of b + covariates."""

    def __init__(self, a: np.ndarray, b: np.ndarray, outcome: np.ndarray, covariates: np.ndarray, n_models: int):
        self.a, self.b, self.outcome, self.covariates, self.n_models = a, b, outcome, covariates, n_models

    def fit(self, weights: np.ndarray, start: np.ndarray | None = None) -> np.ndarray:
        """Maximum likelihood by Newton's method: n_models strengths that add up to 0, then one coefficient a
        covariate.
        """
        m = self.n_models
        coefficients = np.zeros(m + self.covariates.shape[1]) if start is None else start.copy()
        for _ in range(MAX_STEPS):
            logit = coefficients[self.a] - coefficients[self.b] + self.covariates @ coefficients[m:]
            probability = 1 / (1 + np.exp(-logit))
            information = self._information(weights * probability * (1 - probability))
            information[:m, :m] += 1.0  # pins the sum of strengths, which the likelihood leaves free
            step = np.linalg.lstsq(
                information, self._per_coefficient(weights * (self.outcome - probability)), rcond=None
            )[0]
            moved = np.clip(coefficients + np.clip(step, -2, 2), -FARTHEST, FARTHEST)
            converged = np.abs(moved - coefficients).max() < 1e-8
            coefficients = moved
            if converged:
                break
        coefficients[:m] -= coefficients[:m].mean()
        return coefficients

    def _per_coefficient(self, of: np.ndarray) -> np.ndarray:
        """The transposed design times a value per row."""
        m = self.n_models
        return np.concatenate([np.bincount(self.a, of, m) - np.bincount(self.b, of, m), self.covariates.T @ of])

    def _information(self, variance: np.ndarray) -> np.ndarray:
        m = self.n_models
        met = np.bincount(self.a * m + self.b, variance, m * m).reshape(m, m)
        met = met + met.T
        strengths = np.diag(met.sum(axis=1)) - met
        columns = [self._per_coefficient(variance * covariate) for covariate in self.covariates.T]
        information = np.zeros((m + len(columns),) * 2)
        information[:m, :m] = strengths
        for i, column in enumerate(columns, start=m):
            information[:, i] = information[i, :] = column
        return information
