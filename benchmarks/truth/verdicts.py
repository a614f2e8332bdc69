"""Do the intervals of rankings and agreement contain the truth, for other prompts and other judges?"""

from __future__ import annotations

from functools import cache, partial

import numpy as np

from analytics.ask.logs import judges, preferences
from analytics.ask.logs.comparisons import Comparisons
from analytics.statistics.agreement import krippendorff_alpha
from analytics.statistics.intervals import Estimate
from analytics.statistics.preferences import bradley_terry
from benchmarks.truth._coverage import RUNS, SIZES, Covered, Figures, coverage, worst
from benchmarks.truth.table import Row

QUESTION = "Do 95 % intervals contain the truth?"
STRENGTHS = np.array([0.8, 0.3, -0.2, -0.9])
VOTES, PAIRS, TIES = 3, 3, 0.15
"""Votes per pair of answers, pairs per prompt, and the share of ties."""

FIGURES = (
    "Bradley-Terry strength",
    "Bradley-Terry strength, equal lengths",
    "effect of length",
    "win rate of two models",
    "how often the first shown wins",
    "alpha of judges",
    "kappa of people and a model judge",
)

TASTES = {
    "judges with tastes, few give most verdicts": (0.5, 0.8, 0.8),
    "prompts decide": (1.5, 0.3, 0.1),
}
"""Standard deviations: of a model's success between prompts, of a judge's taste for a model, and of the judges' bias
for the first position.
"""


def generate(seed: int, name: str, n_prompts: int, n_judges: int, is_even: bool = False) -> Comparisons:
    """Votes of people, and one verdict of a model judge on each pair. Few judges give most verdicts unless
    `is_even`.
    """
    rng, (between_prompts, taste, position) = np.random.default_rng(seed), TASTES[name]
    units = np.arange(n_prompts * PAIRS)
    a = rng.integers(0, len(STRENGTHS), len(units))
    b = (a + rng.integers(1, len(STRENGTHS), len(units))) % len(STRENGTHS)
    prompts, longer = units // PAIRS, rng.normal(0, 0.5, len(units))
    success = STRENGTHS + rng.normal(0, between_prompts, (n_prompts, len(STRENGTHS)))
    clear = success[prompts, a] - success[prompts, b] + 0.5 * longer
    tastes, biases = rng.normal(0, taste, (n_judges, len(STRENGTHS))), rng.normal(0.2, position, n_judges)
    activity = np.zeros(n_judges) if is_even else -np.log(np.arange(1, n_judges + 1))
    voters = np.argsort(-(activity + rng.gumbel(size=(len(units), n_judges))), axis=1)[:, :VOTES].ravel()
    rows = np.concatenate([np.repeat(units, VOTES), units])
    people = tastes[voters, np.repeat(a, VOTES)] - tastes[voters, np.repeat(b, VOTES)] + biases[voters]
    log_odds = clear[rows] + np.concatenate([people, np.zeros(len(units))])
    outcome = (rng.random(len(rows)) < 1 / (1 + np.exp(-log_odds))).astype(float)
    return Comparisons(
        models=tuple(f"model {one}" for one in range(len(STRENGTHS))),
        judge_names=tuple(f"judge {one}" for one in range(n_judges + 1)),
        a=a[rows],
        b=b[rows],
        outcome=np.where(rng.random(len(rows)) < TIES, 0.5, outcome),
        judges=np.concatenate([voters, np.full(len(units), n_judges)]),
        kinds=np.array(["annotator"] * len(voters) + ["model"] * len(units), object),
        prompts=prompts[rows],
        turns=np.zeros(len(rows), int),
        is_order_known=np.ones(len(rows), bool),
        log_length_ratio=longer[rows],
    )


def estimates(comparisons: Comparisons) -> dict[str, Estimate]:
    """The figures of the pages."""
    people = comparisons.of_kind("annotator")
    ranking, controlled = preferences.rank(people), preferences.rank(people, control_length=True)
    first, adjusted = (one.scores.set_index("model").loc[0] for one in (ranking, controlled))
    won = preferences.win_rates(people).set_index(["model", "opponent"]).loc[(0, 1)]
    position, humans = judges.position_effect(people), judges.human_agreement(comparisons)
    assert position is not None and humans is not None
    values = (
        Estimate(first.elo, first.low, first.high),
        Estimate(adjusted.elo, adjusted.low, adjusted.high),
        controlled.effects[0],
        Estimate(won.value, won.low, won.high),
        position,
        judges.agreement(people),
        humans.kappa,
    )
    return dict(zip(FIGURES, values, strict=True))


@cache
def truths(name: str, runs: int = 12) -> dict[str, float]:
    """From many prompts and many judges with equal numbers of verdicts."""
    every = [_truth(generate(10**6 + seed, name, 1500, 300, is_even=True)) for seed in range(runs)]
    return {figure: float(np.mean([one[figure] for one in every])) for figure in every[0]}


def _truth(comparisons: Comparisons) -> dict[str, float]:
    """The values of the figures; intervals of the strengths, which take long, are left out."""
    people = comparisons.of_kind("annotator")
    battles, together = (people.a, people.b, people.outcome), np.zeros(len(people), int)
    ranking = bradley_terry(*battles, together)
    controlled = bradley_terry(*battles, together, people.log_length_ratio[:, None])
    first, adjusted = (one.scores.set_index("model").elo.loc[0] for one in (ranking, controlled))
    won = preferences.win_rates(people).set_index(["model", "opponent"]).value.loc[(0, 1)]
    position, humans = judges.position_effect(people), judges.human_agreement(comparisons)
    assert position is not None and humans is not None
    alpha = judges.agreement(people).value
    values = (first, adjusted, controlled.effects[0].value, won, position.value, alpha, humans.kappa.value)
    return dict(zip(FIGURES, map(float, values), strict=True))


def figures(name: str, n: int, seed: int) -> Figures:
    """Of n prompts and n judges."""
    known = estimates(generate(seed, name, n, n))
    return {figure: (one, truths(name)[figure]) for figure, one in known.items()} | _rater_alpha(n, seed)


def ratings(seed: int, n_answers: int, n_raters: int, is_even: bool = False) -> tuple[np.ndarray, ...]:
    """Answers, ratings (0 to 4) and raters: three raters an answer, some of whom are strict, few rate most."""
    rng = np.random.default_rng(seed)
    answers = np.repeat(np.arange(n_answers), VOTES)
    activity = np.zeros(n_raters) if is_even else -np.log(np.arange(1, n_raters + 1))
    raters = np.argsort(-(activity + rng.gumbel(size=(n_answers, n_raters))), axis=1)[:, :VOTES].ravel()
    quality = rng.normal(0, 1, n_answers)[answers] + rng.normal(0, 0.5, n_raters)[raters]
    return answers, np.clip(np.round(2 + quality + rng.normal(0, 0.7, len(answers))), 0, 4).astype(int), raters


@cache
def true_rater_alpha() -> float:
    """From many answers and raters."""
    answers, values, _ = ratings(10**6, 60_000, 1000, is_even=True)
    return krippendorff_alpha(answers, values, "ordinal").value


def _rater_alpha(n: int, seed: int) -> Figures:
    answers, values, raters = ratings(seed, n, n)
    return {
        "alpha of raters of answers": (krippendorff_alpha(answers, values, "ordinal", None, raters), true_rater_alpha())
    }


def check(runs: int = RUNS) -> list[Row]:
    """Every figure in its worst generator."""
    rows: list[Row] = []
    for n, required in SIZES.items():
        measured: list[Covered] = []
        for name in TASTES:
            figures(name, n, 0)  # caches the truths before the processes fork
            measured += coverage(name, partial(figures, name, n), runs)
        rows += worst(QUESTION, measured, f"{n} prompts and judges", required)
    return rows
