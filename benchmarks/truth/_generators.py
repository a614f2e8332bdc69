"""Simulated ratings with planted truths: users with habits, heavy tails, hidden users, selective rating."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
import pandas as pd

from analytics.ask.filters import Values
from analytics.ask.logs.dimension import Dimension
from analytics.ask.logs.ratings import Ratings


@dataclass(frozen=True)
class Log:
    """One row per answer: `dimensions` (categorical), `negative` (0 or 1), `users`, and whether it `is_rated`."""

    dimensions: pd.DataFrame = field(repr=False)
    negative: np.ndarray = field(repr=False)
    users: np.ndarray = field(repr=False)
    is_rated: np.ndarray = field(repr=False)
    conversations: np.ndarray = field(repr=False)


@dataclass(frozen=True)
class Population:
    """How users differ. `tail` is the exponent of the Pareto distribution of answers per user (small: few users
    dominate), `mood` the standard deviation of the log odds of a negative rating between users, `habit` the share of
    answers of a user in the user's own levels.
    """

    n_users: int = 300
    unhappy: float = 0.3
    tail: float = 1.5
    mood: float = 1.0
    habit: float = 0.7
    max_answers: int = 80
    levels: tuple[int, ...] = (6, 3, 4, 5, 2)
    """Levels of each dimension: the first two vary within a user, the others are fixed per user."""


def simulate(seed: int, population: Population, effect: float = 0.0, selection: float = 1.0) -> Log:
    """Answers of users with habits. `effect` is added to the probability of a negative rating in level 0 of the first
    dimension; unhappy users are `selection` times as likely to rate.
    """
    rng = np.random.default_rng(seed)
    answers = np.minimum(1 + 3 * rng.pareto(population.tail, population.n_users), population.max_answers).astype(int)
    users = np.repeat(np.arange(population.n_users), answers)
    codes = [_codes(rng, users, n, population, varies=place < 2) for place, n in enumerate(population.levels)]
    base = np.log(population.unhappy / (1 - population.unhappy))
    log_odds = base + rng.normal(0, population.mood, population.n_users)[users]
    probability = np.clip(1 / (1 + np.exp(-log_odds)) + effect * (codes[0] == 0), 0, 1)
    negative = (rng.random(len(users)) < probability).astype(float)
    is_rated = (
        rng.random(len(users)) < np.where(negative == 1, 0.3 * selection, 0.3)
        if selection != 1
        else np.ones(len(users), bool)
    )
    dimensions = pd.DataFrame({f"dimension {place}": _categorical(code) for place, code in enumerate(codes)})
    conversations = np.cumsum((rng.random(len(users)) < 0.4) | np.append(True, users[1:] != users[:-1])) - 1
    return Log(dimensions, negative, users, is_rated, conversations)


def _codes(rng: np.random.Generator, users: np.ndarray, n: int, population: Population, varies: bool) -> np.ndarray:
    """The level of each answer: mostly the user's own when it `varies`, else always."""
    shares = 1 / np.arange(1, n + 1)
    own = rng.choice(n, population.n_users, p=shares / shares.sum())[users]
    is_own = rng.random(len(users)) < (population.habit if varies else 1.0)
    return np.where(is_own, own, rng.integers(0, n, len(users)))


def _categorical(codes: np.ndarray) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, [f"level {code}" for code in range(int(codes.max()) + 1)])


POPULATIONS = {
    "habits, 30 % unhappy": Population(),
    "habits, 50 % unhappy": Population(unhappy=0.5),
    "strong habits, 50 % unhappy": Population(unhappy=0.5, mood=1.5, habit=0.9),
    "heavy tails": Population(unhappy=0.5, tail=0.8, max_answers=400),
    "heavy tails, 10 % unhappy": Population(unhappy=0.1, tail=0.8, max_answers=400),
}


ANNOTATORS = Population(n_users=60, unhappy=0.4, tail=0.5, habit=0.9, max_answers=200)
"""Annotators with topics of their own, some of whom are stricter than others."""


@cache
def true_rate(population: Population) -> float:
    """The expected share of negative ratings."""
    mood = np.random.default_rng(0).normal(0, population.mood, 1_000_000)
    base = np.log(population.unhappy / (1 - population.unhappy))
    return float((1 / (1 + np.exp(-base - mood))).mean())


@cache
def true_effect(population: Population, effect: float) -> float:
    """The expected difference that a planted `effect` makes: a little less where probabilities cannot exceed 1."""
    mood = np.random.default_rng(0).normal(0, population.mood, 1_000_000)
    base = np.log(population.unhappy / (1 - population.unhappy))
    probability = 1 / (1 + np.exp(-base - mood))
    return float((np.minimum(probability + effect, 1) - probability).mean())


def graded(log: Log, seed: int) -> Log:
    """The same log with ratings of 2, 3 or 4 on a scale from 1 to 5: its ends are never used."""
    rng = np.random.default_rng(seed + 10**7)
    stars = np.where(log.negative == 1, rng.choice([2, 3], len(log.users)), rng.choice([3, 4], len(log.users)))
    return replace(log, negative=(5 - stars) / 4)


def ratings_of_log(log: Log, has_users: bool = True, times: np.ndarray | None = None) -> Ratings:
    """The log as the pages load it. Without users, each conversation counts as one."""
    dimensions = {
        str(name): Dimension(
            str(name),
            np.asarray(column.cat.codes, np.int32),
            tuple(map(str, column.cat.categories)),
            tuple(Values("metadata", str(name), (level,)) for level in column.cat.categories),
        )
        for name, column in log.dimensions.items()
    }
    n = len(log.negative)
    return Ratings(
        name="thumbs",
        unit="answers",
        doc_ids=np.arange(n),
        users=log.users if has_users else log.conversations,
        values=np.where(log.is_rated, 1 - log.negative, np.nan),
        times=np.full(n, np.datetime64("NaT", "us")) if times is None else times,
        dimensions=dimensions,
        has_users=has_users,
        is_binary=True,
        is_user_known=np.full(n, has_users),
    )
