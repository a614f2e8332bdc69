"""Do the corrected rates of a judge contain the true rate, where users are alike and few items are labelled?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from analytics.statistics.judge_error import judge_error
from benchmarks.truth._coverage import RUNS, Figures, coverage
from benchmarks.truth.table import Row

QUESTION = "Can a judge be corrected?"
COVERAGE, MARGIN = 0.95, 0.015
RECOVERED = 0.01


@dataclass(frozen=True)
class Judge:
    """A judge and the items that it judges. Users have 1 to 40 items each, and rates of their own around `rate`: a beta
    distribution with the sum `alike` of its parameters. People label the share `labelled` of the items.
    """

    n_users: int = 150
    rate: float = 0.2
    alike: float = 5.0
    sensitivity: float = 0.8
    specificity: float = 0.9
    labelled: float = 0.2
    by_user: bool = False
    """Whether all items of a labelled user are labelled, instead of items at random."""


JUDGES = {
    "sensitivity .8, specificity .9": Judge(),
    "the same, 1 in 20 is yes": Judge(n_users=600, rate=0.05),
    "the same, half is yes": Judge(rate=0.5),
    "the same, 10 % labelled": Judge(n_users=300, labelled=0.1),
    "the same, all items of some users labelled": Judge(n_users=400, by_user=True),
    "the same, users nearly of one kind": Judge(alike=1.5),
    "sensitivity .6, specificity .7": Judge(sensitivity=0.6, specificity=0.7),
}


def judged_log(seed: int, judge: Judge) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The verdicts (0 or 1), the labels (0, 1 or NaN) and the users of one log."""
    random = np.random.default_rng(seed)
    sizes = np.minimum(1 + (3 * random.pareto(1.5, judge.n_users)).astype(int), 40)
    users = np.repeat(np.arange(judge.n_users), sizes)
    n = len(users)
    rates = random.beta(judge.rate * judge.alike, (1 - judge.rate) * judge.alike, judge.n_users)[users]
    true = random.random(n) < rates
    flagged = np.where(true, random.random(n) < judge.sensitivity, random.random(n) >= judge.specificity).astype(float)
    by_item, by_user = random.random(n) < judge.labelled, random.random(judge.n_users) < judge.labelled
    return flagged, np.where(by_user[users] if judge.by_user else by_item, true * 1.0, np.nan), users


def figures(judge: Judge, seed: int) -> Figures:
    """Both corrected rates of one log, with the true rate."""
    error = judge_error(*judged_log(seed, judge))
    return {
        "the rate by Rogan-Gladen": (error.rogan_gladen, judge.rate),
        "the prediction-powered rate": (error.prediction_powered, judge.rate),
    }


def recovered(judge: Judge, runs: int = 200) -> list[Row]:
    """The mean error of each figure of the planted judge over many logs."""
    errors = [judge_error(*judged_log(seed, replace(judge, n_users=600))) for seed in range(runs)]
    planted = {
        "sensitivity": judge.sensitivity,
        "specificity": judge.specificity,
        "rogan_gladen": judge.rate,
        "prediction_powered": judge.rate,
    }
    return [
        Row(
            QUESTION,
            f"sensitivity .8, specificity .9, {runs} logs",
            f"mean error of {name}",
            abs(float(np.mean([getattr(one, name).value for one in errors])) - truth),
            "<=",
            RECOVERED,
        )
        for name, truth in planted.items()
    ]


def check(runs: int = RUNS) -> list[Row]:
    """The coverage of each corrected rate, which must be 95 % +- 1.5, and what is recovered of the planted judge."""
    rows = []
    for name, judge in JUDGES.items():
        for _, figure, value in coverage(name, partial(figures, judge), runs):
            rows.append(
                Row(
                    QUESTION,
                    f"{name}, {runs} logs",
                    f"distance of the coverage of {figure} from .95",
                    abs(value - COVERAGE),
                    "<=",
                    MARGIN,
                )
            )
    return [*rows, *recovered(Judge())]
