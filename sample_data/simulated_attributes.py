"""Simulate who asks what and when, which model answers, and how happy the users are: everything but the texts."""

from __future__ import annotations

import numpy as np
import pandas as pd

TURNS = 20_000
DAYS = 56

LANGUAGES = ("en", "de", "es", "fr")
LANGUAGE_SHARES = (0.50, 0.25, 0.14, 0.11)
TOPICS = ("billing", "code", "maths", "legal", "cooking", "travel", "fitness", "email", "spreadsheets", "books")
TOPIC_SHARES = (0.15, 0.06, 0.06, 0.06, 0.12, 0.12, 0.11, 0.12, 0.10, 0.10)
GERMAN_TOPIC_SHARES = (0.33, 0.05, 0.05, 0.05, 0.09, 0.09, 0.08, 0.10, 0.08, 0.08)
HARD_TOPICS = ("code", "maths", "legal")
MODELS = ("swift-1", "swift-2", "sage-1")
EASY_ROUTING, HARD_ROUTING = (0.35, 0.60, 0.05), (0.09, 0.09, 0.82)
CLIENTS = ("web", "mobile", "desktop")
PROMPT_VERSIONS = ("v1", "v2", "v3")
VERSION_DAYS = (0, 21, 42)
"""The first day of each prompt version; one conversation in ten uses another version."""

CATEGORIES = {
    "model": MODELS,
    "prompt_version": PROMPT_VERSIONS,
    "topic": TOPICS,
    "language": LANGUAGES,
    "client": CLIENTS,
}

REGRESSION = ("swift-2", "billing", "de", 14)
"""Planted: this model fails in this topic and language from this day (0 = first)."""

RATING_PROMPT = ("mobile", 42)
"""Planted: this client asks for ratings from this day; its users are happier than the others."""

LOUD_USERS, LOUD_CONVERSATIONS = 2, 20
"""Planted: this many French users are never happy, and ask about cooking so often that the slice looks bad."""


def attributes(turns: int = TURNS, seed: int = 0, effect: bool = True) -> pd.DataFrame:
    """One row per answer, about `turns` in all, ordered by conversation, turn and regeneration.

    Columns of choices are categorical. `unhappy` is what the user felt; `thumbs` is the rating, missing without one.
    """
    rng = np.random.default_rng(seed)
    users = _users(rng, max(turns // 12, 40), effect)
    rows = _turns(rng, _conversations(rng, users, turns, effect))
    rows["unhappy"] = rng.random(len(rows)) < 1 / (1 + np.exp(-_log_odds(rng, rows, users, effect)))
    rows = _without_abandoned(rng, rows) if effect else rows
    rows = _with_regenerations(rng, rows)
    is_rated = rng.random(len(rows)) < _rating_chance(rows, users, effect)
    thumb = np.where(rows.unhappy ^ (rng.random(len(rows)) < 0.03), "down", "up")
    rows["thumbs"] = pd.Categorical(pd.Series(thumb).where(is_rated), ("up", "down"))
    return rows


def regression(rows: pd.DataFrame) -> pd.Series:
    """The rows that the planted regression makes worse."""
    model, topic, language, day = REGRESSION
    return (rows.model == model) & (rows.topic == topic) & (rows.language == language) & (rows.day >= day)


def _users(rng: np.random.Generator, n: int, effect: bool) -> pd.DataFrame:
    """Language, client, mood (log odds of being unhappy), activity and rating rate of each user."""
    users = pd.DataFrame(
        {
            "language": rng.choice(4, n, p=LANGUAGE_SHARES),
            "client": rng.choice(3, n, p=(0.45, 0.2, 0.35)),
            "mood": rng.normal(-1.6, 0.5, n),
            "activity": np.minimum(rng.pareto(1.5, n) + 0.3, 12),
            "rates": rng.beta(0.9, 2.4, n),
        }
    )
    if effect:
        users.loc[users.client == 1, "mood"] -= 0.5
        users.loc[: LOUD_USERS - 1, ["language", "client", "mood", "rates"]] = (3, 0, 3.0, 0.7)
    return users


def _conversations(rng: np.random.Generator, users: pd.DataFrame, turns: int, effect: bool) -> pd.DataFrame:
    n = max(int(turns / 2.5), 1)
    user, language, topic = _askers(rng, users, n, effect)
    day = rng.integers(0, DAYS, n)
    is_hard = np.isin(topic, [TOPICS.index(name) for name in HARD_TOPICS])
    model = np.where(is_hard, rng.choice(3, n, p=HARD_ROUTING), rng.choice(3, n, p=EASY_ROUTING))
    newest = np.searchsorted(VERSION_DAYS, day, side="right") - 1
    version = np.where(rng.random(n) < 0.1, rng.integers(0, 3, n), newest)
    second = day * 86_400 + np.clip(rng.normal(14 * 3600, 4 * 3600, n), 0, 86_000).astype(int)
    columns = {"user": user, "day": day, "second": second, "model": model, "prompt_version": version}
    columns |= {"topic": topic, "language": language, "client": users.client.to_numpy()[user]}
    conversations = pd.DataFrame(columns).sort_values("second", ignore_index=True)
    for name, categories in CATEGORIES.items():
        conversations[name] = pd.Categorical.from_codes(conversations[name], categories)
    return conversations


def _askers(
    rng: np.random.Generator, users: pd.DataFrame, n: int, effect: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The user, language and topic of `n` conversations, as codes."""
    user = rng.choice(len(users), n, p=users.activity / users.activity.sum())
    language = users.language.to_numpy()[user]
    topic = np.where(language == 1, rng.choice(10, n, p=GERMAN_TOPIC_SHARES), rng.choice(10, n, p=TOPIC_SHARES))
    if effect:
        loud = rng.choice(n, min(LOUD_USERS * LOUD_CONVERSATIONS, n // 4), replace=False)
        user[loud], language[loud], topic[loud] = rng.integers(0, LOUD_USERS, len(loud)), 3, TOPICS.index("cooking")
    return user, language, topic


def _turns(rng: np.random.Generator, conversations: pd.DataFrame) -> pd.DataFrame:
    length = np.minimum(rng.geometric(0.4, len(conversations)), 12)
    rows = conversations.loc[np.repeat(conversations.index, length)].reset_index(names="conversation")
    rows["turn"] = rows.groupby("conversation").cumcount()
    rows["second"] += rows.turn * 70 + rng.integers(0, 60, len(rows))
    rows["refused"] = rng.random(len(rows)) < np.where(rows.topic == "legal", 0.06, 0.02)
    rows["regenerated"] = False
    rows["rephrased"] = False
    return rows


def _log_odds(rng: np.random.Generator, rows: pd.DataFrame, users: pd.DataFrame, effect: bool) -> np.ndarray:
    """The log odds of being unhappy: the user's mood, the mood of the conversation, and what is planted."""
    conversation_mood = rng.normal(0, 0.4, int(rows.conversation.max()) + 1)[rows.conversation]
    log_odds = users.mood.to_numpy()[rows.user] + conversation_mood
    if effect:
        is_hard, is_sage = rows.topic.isin(HARD_TOPICS), rows.model == "sage-1"
        log_odds = log_odds + 1.6 * is_hard - 0.7 * is_sage + 1.0 * rows.refused + 3.0 * regression(rows)
    return np.asarray(log_odds)


def _without_abandoned(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """One unhappy user in eight ends the conversation; one of the others in four asks again in other words."""
    ends = rows.unhappy & (rng.random(len(rows)) < 0.125)
    before = ends.groupby(rows.conversation).cumsum() - ends
    again = rows.unhappy.shift(fill_value=False) & (rows.turn > 0) & (rng.random(len(rows)) < 0.25)
    return rows.assign(rephrased=again)[before == 0].reset_index(drop=True)


def _with_regenerations(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """Some users, most of them unhappy, ask for another answer: a second row that makes half of them happy."""
    again = rows[rng.random(len(rows)) < np.where(rows.unhappy, 0.15, 0.01)]
    second = again.assign(
        regenerated=True,
        second=again.second + 15,
        unhappy=again.unhappy & (rng.random(len(again)) < 0.5),
        refused=False,
    )
    return pd.concat([rows, second]).sort_values(["conversation", "turn", "regenerated"], ignore_index=True)


def _rating_chance(rows: pd.DataFrame, users: pd.DataFrame, effect: bool) -> np.ndarray:
    """The user's rating rate, higher if unhappy, and (planted) higher on the client that asks for ratings."""
    chance = users.rates.to_numpy()[rows.user] * np.where(rows.unhappy, 1.3, 0.8)
    if effect:
        client, day = RATING_PROMPT
        chance = chance * np.where((rows.client == client) & (rows.day >= day), 2.5, 1.0)
    return np.asarray(np.minimum(chance, 0.95))
