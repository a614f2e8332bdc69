"""Do 95 % intervals contain the truth where few users dominate?"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial

import numpy as np

from analytics.ask.logs.compared_groups import ComparedGroups
from analytics.ask.logs.drift import share_changes
from analytics.ask.logs.feedback import rates_by_group
from analytics.statistics.agreement import cohen_kappa
from analytics.statistics.coverage import coverage_bounds
from analytics.statistics.decomposition import decompose
from analytics.statistics.intervals import Estimate, difference, rate
from analytics.statistics.resampling import clustered_difference
from analytics.statistics.selection import selection_sensitivity
from analytics.statistics.slice_ratings import SliceRatings
from analytics.statistics.standardisation import standardise
from benchmarks.truth._coverage import RUNS, SIZES, Covered, Figures, coverage, worst
from benchmarks.truth._generators import Log, Population, ratings_of_log, simulate, true_rate
from benchmarks.truth.table import Row

QUESTION = "Do 95 % intervals contain the truth?"
RATED = 0.7

POPULATIONS = {
    "habits": Population(tail=1.5),
    "heavy tails": Population(tail=0.8, max_answers=400),
    "heavy tails, 10 % unhappy": Population(unhappy=0.1, tail=0.8, mood=1.5, max_answers=400),
    "heavy tails, 5 % unhappy": Population(unhappy=0.05, tail=0.8, mood=1.5, max_answers=400),
    "few users give nearly all ratings": Population(tail=0.6, mood=1.5, max_answers=1000),
    "users nearly always of one opinion": Population(unhappy=0.5, tail=1.0, mood=3.0, max_answers=200),
}
RAREST = 0.05
"""Kappa needs both kinds of ratings: with 20 users of whom 5 % are unhappy, it is mostly not defined."""


def generate(seed: int, population: Population) -> Log:
    """One log without any difference between groups."""
    return simulate(seed, population)


def figures(population: Population, seed: int) -> Figures:
    """Every kind of interval of one log."""
    log, rng = generate(seed, population), np.random.default_rng(seed + 10**6)
    side = (rng.random(population.n_users) < 0.5)[log.users].astype(int)
    rated = rng.random(len(log.users)) < RATED
    return (
        _rates(log, rated, side, population, rng)
        | _changes(log, rated, side)
        | _groups(log, side)
        | _kappa(seed, population)
    )


def _rates(log: Log, rated: np.ndarray, side: np.ndarray, population: Population, rng: np.random.Generator) -> Figures:
    truth, codes = true_rate(population), _codes(log)
    bounds = coverage_bounds(rated, log.negative, codes, log.users, int(codes.max()) + 1)
    first, second = (rate(log.negative[side == one], log.users[side == one]) for one in (0, 1))
    length = np.exp(rng.normal(0, 0.7, population.n_users)[log.users] + rng.normal(0, 0.9, len(log.users)))
    refusal, keen = (rng.normal(-2, 1.5, population.n_users)[log.users] for _ in range(2))
    refused, is_keen = (rng.random(len(log.users)) < 1 / (1 + np.exp(-log_odds)) for log_odds in (refusal, keen))
    return {
        "rate": (rate(log.negative, log.users), truth),
        "rate, post-stratified": (bounds.post_stratified, truth),
        "rate, of refusals": (rate(refused.astype(float), log.users), _rate_of_habit()),
        "rate, of answers that are rated": (rate(is_keen.astype(float), log.users), _rate_of_habit()),
        "mean of a measure (length)": (_scaled(length, log.users), float(np.exp((0.7**2 + 0.9**2) / 2))),
        "difference of two selections": (difference(second, first), 0.0),
    }


@cache
def _rate_of_habit() -> float:
    return float((1 / (1 + np.exp(-np.random.default_rng(0).normal(-2, 1.5, 2_000_000)))).mean())


def _scaled(values: np.ndarray, users: np.ndarray) -> Estimate:
    """The mean on the scale of the measure, as the page computes it."""
    largest = float(values.max())
    one = rate(values / largest, users)
    return Estimate(largest * one.value, largest * one.low, largest * one.high)


def _codes(log: Log) -> np.ndarray:
    return np.asarray(log.dimensions["dimension 0"].cat.codes).astype(int)


def _changes(log: Log, rated: np.ndarray, side: np.ndarray) -> Figures:
    codes = _codes(log)
    levels = int(codes.max()) + 1
    change = decompose(codes, side, rated, log.negative, log.users, levels)
    same = standardise(side[rated], codes[rated], log.negative[rated], log.users[rated], levels)
    bounds = selection_sensitivity(codes, side, rated, log.negative, log.users, levels).bounds
    return {
        "change": (change.total, 0.0),
        "change, traffic mix": (change.mix, 0.0),
        "change, who rates": (change.who_rates, 0.0),
        "change, within": (change.within, 0.0),
        "change, bounds of selection (lower)": (Estimate(0, bounds.low, 1), RATED - 1),
        "change, bounds of selection (upper)": (Estimate(0, -1, bounds.high), 1 - RATED),
        "difference, standardised": (same.adjusted, 0.0),
    }


def _groups(log: Log, side: np.ndarray) -> Figures:
    """The figures of pages, of the first level of a dimension, and a slice."""
    ratings, codes = ratings_of_log(log), _codes(log)
    groups = rates_by_group(ratings, "dimension 0", 1).table.set_index("label")
    changes = share_changes(ratings, ComparedGroups(side, ("a", "b"), None), "dimension 0").set_index("label")
    test = SliceRatings({"d": codes}, log.negative, log.users).test(codes == 0)
    estimates: Figures = {
        "difference in the same users": (clustered_difference(log.negative, codes == 0, log.users), 0.0)
    }
    if "level 0" in groups.index:
        group = groups.loc["level 0"]
        gap = Estimate(group.difference, group.difference_low, group.difference_high)
        estimates["difference of a group"] = (gap, 0.0)
        estimates["change of a share"] = (Estimate(*changes.loc["level 0", ["value", "low", "high"]]), 0.0)
    if test is not None:
        estimates |= {"slice, difference": (test.difference, 0.0), "slice, adjusted": (test.adjusted, 0.0)}
    return estimates


def _kappa(seed: int, population: Population) -> Figures:
    if population.unhappy <= RAREST:
        return {}
    return {"kappa": (cohen_kappa(*actions(seed, population)), true_kappa(population))}


def actions(seed: int, population: Population) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whether users retried, whether they rated negatively, and the users: both depend on the user."""
    log, rng = simulate(seed, population), np.random.default_rng(seed + 10**6)
    eager = rng.normal(0, 1, population.n_users)[log.users]
    retried = rng.random(len(log.users)) < 1 / (1 + np.exp(-(eager + 2 * log.negative - 2)))
    return retried.astype(int), log.negative.astype(int), log.users


@cache
def true_kappa(population: Population) -> float:
    """From many users with equal numbers of answers."""
    many = replace(population, n_users=400_000, tail=50.0, max_answers=1)
    retried, negative, _ = actions(10**6, many)
    return cohen_kappa(retried, negative).value


def check(runs: int = RUNS) -> list[Row]:
    """Every kind of interval in its worst generator."""
    rows: list[Row] = []
    for n_users, required in SIZES.items():
        measured: list[Covered] = []
        for name, population in POPULATIONS.items():
            own = replace(population, n_users=n_users)
            figures(own, 0)  # caches the truths before the processes fork
            measured += coverage(name, partial(figures, own), runs)
        rows += worst(QUESTION, measured, f"{n_users} users", required)
    return rows
