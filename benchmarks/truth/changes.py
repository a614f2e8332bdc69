"""Is a change of the ratings attributed to its cause: traffic, who rates, or the answers?"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from analytics.ask.logs.causality import ANSWER
from analytics.ask.logs.change import Change, change
from analytics.ask.logs.compared_groups import ComparedGroups, stratifiers
from analytics.ask.logs.ratings import Ratings
from analytics.statistics.intervals import wilson
from benchmarks.truth._coverage import PROCESSES
from benchmarks.truth._generators import ANNOTATORS, POPULATIONS, Log, Population, ratings_of_log, simulate
from benchmarks.truth.table import Row

QUESTION = "What changed, and why?"
RUNS, NULL_RUNS, POWER_RUNS = 200, 400, 200
SIZES_OF_POINTS = {10: 0.28, 20: 0.5}
"""Points of change among the rated answers -> the share of answers that become stubs, with habits and 30 % unhappy."""
PROMPT_THEME, ANSWER_THEME = "theme of the prompt", "theme of the answer"
NAMES = ("before", "after")
CAUSES = ("nothing", "answers", "who rates", "traffic")


def generate(
    seed: int, cause: str = "nothing", coverage: float = 0.3, population: Population | None = None, size: float = 0.3
) -> tuple[Ratings, ComparedGroups]:
    """A log in which one thing changes in the middle: "answers" (a share `size` of them become stubs, which users rate
    negatively), "who rates" (unhappy users rate 1 + 5 * `size` times as often), "traffic" (more prompts of the theme
    with most negative ratings), or "nothing".
    """
    rng = np.random.default_rng(seed + 10**6)
    log = simulate(seed, population or POPULATIONS["habits, 30 % unhappy"])
    n = len(log.users)
    after = rng.random(n) < 0.5
    theme = np.asarray(log.dimensions["dimension 0"].cat.codes).astype(int)
    if cause == "traffic":
        theme = np.where(after & (rng.random(n) < size), 0, theme)
    negative = np.where((theme == 0) & (rng.random(n) < 0.5), 1.0, log.negative)
    is_stub = rng.random(n) < np.where(after & (cause == "answers"), size, 0.05)
    negative = np.where(is_stub & (rng.random(n) < 0.8), 1.0, negative)
    ratio = np.where(after & (cause == "who rates"), 1 + 5 * size, 1.0)
    likely = np.minimum(coverage * np.where(negative == 1, ratio, 1.0), 1.0)
    is_rated = rng.random(n) < likely
    themes = pd.DataFrame(
        {
            PROMPT_THEME: pd.Categorical.from_codes(theme, [f"theme {code}" for code in range(6)]),
            ANSWER_THEME: pd.Categorical.from_codes(is_stub.astype(int), ["full answers", "stubs"]),
        }
    )
    changed = Log(themes, negative, log.users, is_rated, log.conversations)
    return _with_answer_theme(ratings_of_log(changed)), ComparedGroups(after.astype(int), NAMES, None)


def _with_answer_theme(ratings: Ratings) -> Ratings:
    of_answer = replace(ratings.dimensions[ANSWER_THEME], role=ANSWER)
    return replace(ratings, dimensions=ratings.dimensions | {ANSWER_THEME: of_answer})


def explained(seed: int, cause: str, coverage: float = 0.3, **options: object) -> Change:
    """The change by the first dimension that the page offers."""
    ratings, pair = generate(seed, cause, coverage, **options)  # type: ignore[arg-type]
    return change(ratings, pair, stratifiers(ratings, pair)[0])


def is_attributed_to_traffic(one: Change) -> bool:
    """Whether the page states that a significant share of the change goes with the mix, or Simpson's paradox."""
    return one.is_traffic or bool(one.reversals)


def _changes(cause: str, coverage: float, runs: int, **options: object) -> list[Change]:
    with ProcessPoolExecutor(PROCESSES) as pool:
        return list(pool.map(partial(_explained, cause, coverage, options), range(runs), chunksize=20))


def _explained(cause: str, coverage: float, options: dict[str, object], seed: int) -> Change:
    return explained(seed, cause, coverage, **options)


def null_rows(runs: int = NULL_RUNS) -> list[Row]:
    """Logs in which nothing changes."""
    rows = []
    cases = {name: (0.3, population) for name, population in POPULATIONS.items()}
    cases |= {"annotators with topics of their own": (1.0, ANNOTATORS), "habits, all rate": (1.0, Population())}
    for name, (coverage, population) in cases.items():
        changes = _changes("nothing", coverage, runs, population=population)
        claims = {
            "null logs with a significant change": [one.is_significant for one in changes],
            "null logs called traffic": [is_attributed_to_traffic(one) for one in changes],
            "null logs called quality": [one.is_quality for one in changes],
        }
        for measure, values in claims.items():
            high = float(wilson(sum(values), runs)[1])
            rows.append(Row(QUESTION, name, f"{measure}, of {runs}", float(np.mean(values)), "<=", 0.05))
            rows.append(Row(QUESTION, name, "its Wilson upper bound", high, "<=", 0.08 if runs >= RUNS else None))
    return rows


def attribution_rows(runs: int = RUNS) -> list[Row]:
    """Logs in which one thing changes."""
    cases = {
        "answers change, 30 % rate": ("answers", 0.3),
        "answers change, all rate": ("answers", 1.0),
        "answers change, few rate": ("answers", 0.1),
        "who rates changes, 30 % rate": ("who rates", 0.3),
        "who rates changes, few rate": ("who rates", 0.1),
        "traffic changes, 30 % rate": ("traffic", 0.3),
    }
    rows = []
    for generator, (cause, coverage) in cases.items():
        changes = _changes(cause, coverage, runs)
        traffic = float(np.mean([is_attributed_to_traffic(one) for one in changes]))
        quality = float(np.mean([one.is_quality for one in changes]))
        is_traffic, is_answers = cause == "traffic", cause == "answers" and coverage == 1
        rows.append(
            Row(QUESTION, generator, "attributed to traffic", traffic, *((">=", 0.8) if is_traffic else ("<=", 0.0)))
        )
        required = (">=", 0.9) if is_answers else ("<=", 0.0)
        rows.append(Row(QUESTION, generator, "called quality", quality, *required))
    return rows


def power_rows(runs: int = POWER_RUNS) -> list[Row]:
    """How often worse answers make a significant change, beside a single 95 % interval, which allows for no other
    claim on the page.
    """
    rows = []
    for points, size in SIZES_OF_POINTS.items():
        changes = _changes("answers", 0.3, runs, size=size)
        generator = f"answers change, 30 % rate, {points} points"
        size_of_change = float(np.mean([-one.decomposition.total.value for one in changes]))
        single = float(np.mean([one.decomposition.total.excludes_zero for one in changes]))
        rows += [
            Row(QUESTION, generator, "mean change", size_of_change),
            Row(QUESTION, generator, "power", float(np.mean([one.is_significant for one in changes]))),
            Row(QUESTION, generator, "power of a single 95 % interval", single),
        ]
    return rows


def check(runs: int = RUNS) -> list[Row]:
    """Nulls, attribution and power."""
    return null_rows() + attribution_rows(runs) + power_rows()
