"""Do 95 % intervals contain the truth where few users dominate?"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from analytics.ask.logs.compared_groups import ComparedGroups
from analytics.ask.logs.drift import share_changes
from analytics.ask.logs.feedback import rates_by_group
from analytics.statistics.agreement import cohen_kappa, krippendorff_alpha
from analytics.statistics.coverage import coverage_bounds
from analytics.statistics.decomposition import decompose
from analytics.statistics.intervals import Estimate, rate
from analytics.statistics.resampling import clustered_difference
from analytics.statistics.slice_ratings import SliceRatings
from analytics.statistics.standardisation import standardise
from benchmarks.truth._generators import Log, Population, ratings_of_log, simulate, true_rate
from benchmarks.truth.table import Row

QUESTION = "Do 95 % intervals contain the truth?"
RUNS = 1000
SIZES = {20: 0.90, 100: 0.93}
"""Users, and the coverage that is required from that number on."""

POPULATIONS = {
    "habits": Population(tail=1.5),
    "heavy tails": Population(tail=0.8, max_answers=400),
    "heavy tails, 10 % unhappy": Population(unhappy=0.1, tail=0.8, mood=1.5, max_answers=400),
    "users nearly always of one opinion": Population(unhappy=0.5, tail=1.0, mood=3.0, max_answers=200),
}

Figures = dict[str, tuple[Estimate, float]]
"""Estimates with the truth, by name."""


def generate(seed: int, population: Population) -> Log:
    """One log without any difference between groups."""
    return simulate(seed, population)


def figures(seed: int, population: Population, truth: float) -> Figures:
    """Every kind of interval of one log."""
    log, rng = generate(seed, population), np.random.default_rng(seed + 10**6)
    n, n_users = len(log.users), int(log.users.max()) + 1
    rated = rng.random(n) < 0.7
    side = (rng.random(n_users) < 0.5)[log.users].astype(int)
    codes = np.asarray(log.dimensions["dimension 0"].cat.codes).astype(int)
    levels = int(codes.max()) + 1
    change = decompose(codes, side, rated, log.negative, log.users, levels)
    same = standardise(side[rated], codes[rated], log.negative[rated], log.users[rated], levels)
    test = SliceRatings({"d": codes}, log.negative, log.users).test(codes == 0)
    estimates: Figures = {
        "rate": (rate(log.negative, log.users), truth),
        "rate, post-stratified": (_post_stratified(rated, log, codes, levels), truth),
        "change": (change.total, 0.0),
        "change, traffic mix": (change.mix, 0.0),
        "change, who rates": (change.who_rates, 0.0),
        "change, within": (change.within, 0.0),
        "difference, standardised": (same.adjusted, 0.0),
        "difference in the same users": (clustered_difference(log.negative, codes == 0, log.users), 0.0),
    }
    if test is not None:
        estimates |= {"slice, difference": (test.difference, 0.0), "slice, adjusted": (test.adjusted, 0.0)}
    return estimates | _group_figures(log, side)


def _post_stratified(rated: np.ndarray, log: Log, codes: np.ndarray, levels: int) -> Estimate:
    return coverage_bounds(rated, log.negative, codes, log.users, levels).post_stratified


def _group_figures(log: Log, side: np.ndarray) -> Figures:
    """The figures of pages, of the first level of a dimension."""
    ratings = ratings_of_log(log)
    groups = rates_by_group(ratings, "dimension 0", 1).table.set_index("label").loc["level 0"]
    changes = share_changes(ratings, ComparedGroups(side, ("a", "b"), None), "dimension 0").set_index("label")
    share = changes.loc["level 0"]
    difference = Estimate(groups.difference, groups.difference_low, groups.difference_high)
    return {
        "difference of a group": (difference, 0.0),
        "change of a share": (Estimate(*share[["value", "low", "high"]]), 0.0),
    }


def coverage(name: str, n_users: int, runs: int) -> list[tuple[str, str, float]]:
    """The share of intervals with the truth: generator, figure, coverage."""
    population = replace(POPULATIONS[name], n_users=n_users)
    truth = true_rate(population)
    hits: dict[str, list[bool]] = {}
    for seed in range(runs):
        for figure, (estimate, value) in figures(seed, population, truth).items():
            if np.isfinite(estimate.low):
                hits.setdefault(figure, []).append(estimate.low <= value <= estimate.high)
    return [(name, figure, float(np.mean(values))) for figure, values in hits.items()]


def verdicts(seed: int, n_prompts: int, n_judges: int) -> tuple[np.ndarray, ...]:
    """Units (three per prompt), verdicts, prompts and judges: some prompts are clear, some judges prefer one side, and
    few judges give most verdicts.
    """
    rng = np.random.default_rng(seed)
    units = np.repeat(np.arange(n_prompts * 3), 3)
    prompts = units // 3
    activity = 1 / np.arange(1, n_judges + 1)
    judges = rng.choice(n_judges, len(units), p=activity / activity.sum())
    preference = rng.normal(0, 1.5, n_prompts)[prompts] + rng.normal(0, 1, n_prompts * 3)[units]
    log_odds = preference + rng.normal(0, 0.7, n_judges)[judges]
    return units, (rng.random(len(units)) < 1 / (1 + np.exp(-log_odds))).astype(int), prompts, judges


def actions(seed: int, population: Population) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whether users retried, whether they rated negatively, and the users: both depend on the user."""
    log, rng = simulate(seed, population), np.random.default_rng(seed + 10**6)
    eager = rng.normal(0, 1, int(log.users.max()) + 1)[log.users]
    retried = rng.random(len(log.users)) < 1 / (1 + np.exp(-(eager + 2 * log.negative - 2)))
    return retried.astype(int), log.negative.astype(int), log.users


@cache
def true_alpha() -> float:
    """From many prompts and judges."""
    return float(np.mean([_alpha(10**6 + seed, 3000, 400, False).value for seed in range(20)]))


def _alpha(seed: int, n_prompts: int, n_judges: int, clustered: bool = True) -> Estimate:
    units, values, prompts, judges = verdicts(seed, n_prompts, n_judges)
    if not clustered:
        return krippendorff_alpha(units, values)
    return krippendorff_alpha(units, values, clusters=prompts, raters=judges)


def agreement_coverage(n: int, runs: int) -> list[tuple[str, str, float]]:
    """The coverage of alpha (n prompts, n judges) and of kappa (n users)."""
    population = replace(POPULATIONS["heavy tails"], n_users=n)
    retried, negative, _ = actions(10**6, replace(population, n_users=200_000, max_answers=400))
    kappa = cohen_kappa(retried, negative).value
    alphas = [_alpha(seed, n, n) for seed in range(runs)]
    kappas = [cohen_kappa(*actions(seed, population)) for seed in range(runs)]
    pairs: list[tuple[str, list[Estimate], float]] = [
        ("alpha", list(alphas), true_alpha()),
        ("kappa", list(kappas), kappa),
    ]
    return [
        ("prompts and judges" if figure == "alpha" else "heavy tails", figure, _share(estimates, truth))
        for figure, estimates, truth in pairs
    ]


def _share(estimates: list[Estimate], truth: float) -> float:
    known = [one for one in estimates if np.isfinite(one.low)]
    return float(np.mean([one.low <= truth <= one.high for one in known]))


def worst(measured: list[tuple[str, str, float]], n_users: int, required: float) -> list[Row]:
    """One row per figure, for the generator where it does worst."""
    rows: dict[str, tuple[str, str, float]] = {}
    for one in measured:
        if one[1] not in rows or one[2] < rows[one[1]][2]:
            rows[one[1]] = one
    return [
        Row(QUESTION, f"{n_users} users, worst: {name}", f"coverage of {figure}", value, ">=", required)
        for name, figure, value in rows.values()
    ]


def check(runs: int = RUNS) -> list[Row]:
    """Every kind of interval in its worst generator."""
    rows: list[Row] = []
    for n_users, required in SIZES.items():
        measured = [one for name in POPULATIONS for one in coverage(name, n_users, runs)]
        rows += worst(measured + agreement_coverage(n_users, runs), n_users, required)
    return rows
