"""Simulate the logs of an assistant product over eight weeks, with findings planted in them (TRUTH.md says which).

    python sample_data/simulate_logs.py logs.jsonl [--turns 20000] [--seed 0] [--no-effect]

One row is one answer to one prompt, as a team's own export would have it: who asked what, when, in which language;
which model and prompt version answered, how fast and at what cost; and, where the user cared to rate, a thumb and a
comment. A regenerated answer is a second row with the same conversation and turn. Every row says `simulated assistant`
as its source. With --no-effect users differ in mood and in how often they rate, but no column has anything to do with
it.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

TURNS = 20_000
DAYS = 56
START = datetime(2025, 3, 3, tzinfo=UTC)
SOURCE = "simulated assistant"

LANGUAGES = ("en", "de", "es", "fr")
LANGUAGE_SHARES = (0.50, 0.25, 0.14, 0.11)
TOPICS = ("billing", "code", "maths", "legal", "cooking", "travel", "fitness", "email", "spreadsheets", "books")
TOPIC_SHARES = (0.15, 0.06, 0.06, 0.06, 0.12, 0.12, 0.11, 0.12, 0.10, 0.10)
GERMAN_TOPIC_SHARES = (0.33, 0.05, 0.05, 0.05, 0.09, 0.09, 0.08, 0.10, 0.08, 0.08)
HARD_TOPICS = ("code", "maths", "legal")
MODELS = ("swift-1", "swift-2", "sage-1")
EASY_ROUTING, HARD_ROUTING = (0.35, 0.60, 0.05), (0.09, 0.09, 0.82)
LATENCY_MS, PRICE_PER_WORD = (700, 550, 2400), (2e-6, 2e-6, 2e-5)
CLIENTS = ("web", "mobile", "desktop")
VERSION_DAYS = (0, 21, 42)
"""The day from which prompt version v1, v2, v3 is the newest; one conversation in ten stays on another."""

REGRESSION = ("swift-2", "billing", "de", 14)
"""Planted: this model fails in this topic and language from this day (0 = first) on."""

RATING_PROMPT = ("mobile", 42)
"""Planted: this client asks for ratings from this day on; its users are the happier ones."""

LOUD_USERS, LOUD_CONVERSATIONS = 2, 20
"""Planted: so many French users are never happy, and ask about cooking so often that the slice looks bad."""


SCHEMA = pa.schema(
    [
        (name, pa.string())
        for name in (
            "conversation_id",
            "user_id",
            "created_at",
            "prompt",
            "response",
            "model",
            "prompt_version",
            "topic",
            "language",
            "client",
        )
    ]
    + [("turn", pa.int32()), ("regenerated", pa.bool_()), ("latency_ms", pa.int32()), ("cost", pa.float64())]
    + [(name, pa.string()) for name in ("thumbs", "comment", "source")]
)


def write_logs(path: str | Path, turns: int = TURNS, seed: int = 0, effect: bool = True) -> int:
    """Write simulated logs to `path` as JSON lines or, when it ends in .parquet, as Parquet; gives the number of rows.

    Raises ValueError for another ending.
    """
    path = Path(path)
    if path.suffix not in WRITERS:
        raise ValueError(f"{path.name}: simulated logs are written as {' or '.join(WRITERS)}")
    rows = texts(attributes(turns, seed, effect), seed)
    return sum(WRITERS[path.suffix](path, iter(lambda: list(islice(rows, 20_000)), [])))


def _write_json_lines(path: Path, chunks: Iterator[list[dict[str, Any]]]) -> Iterator[int]:
    with path.open("w", encoding="utf-8") as file:
        for chunk in chunks:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in chunk)
            yield len(chunk)


def _write_parquet(path: Path, chunks: Iterator[list[dict[str, Any]]]) -> Iterator[int]:
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for chunk in chunks:
            writer.write_batch(pa.RecordBatch.from_pylist(chunk, SCHEMA))
            yield len(chunk)


WRITERS: dict[str, Callable[[Path, Iterator[list[dict[str, Any]]]], Iterator[int]]] = {
    ".jsonl": _write_json_lines,
    ".parquet": _write_parquet,
}


def attributes(turns: int = TURNS, seed: int = 0, effect: bool = True) -> pd.DataFrame:
    """Everything but the texts: one row an answer, about `turns` of them, in order of conversation, turn and
    regeneration.

    Columns of choices are categorical. `unhappy` is what the user felt; `thumbs` what became of it, missing where
    nothing was rated.
    """
    rng = np.random.default_rng(seed)
    users = _users(rng, max(turns // 12, 40), effect)
    rows = _turns(rng, _conversations(rng, users, turns, effect))
    rows["unhappy"] = rng.random(len(rows)) < 1 / (1 + np.exp(-_log_odds(rng, rows, users, effect)))
    rows = _without_abandoned(rng, rows) if effect else rows
    rows = _with_regenerations(rng, rows)
    rated = rng.random(len(rows)) < _coverage(rows, users, effect)
    thumb = np.where(rows.unhappy ^ (rng.random(len(rows)) < 0.03), "down", "up")
    rows["thumbs"] = pd.Categorical(pd.Series(thumb).where(rated), ("up", "down"))
    return rows


def texts(rows: pd.DataFrame, seed: int = 0) -> Iterator[dict[str, Any]]:
    """The rows of `attributes` as they are exported, with prompts, answers and comments made from log_phrases.toml."""
    phrases = tomllib.loads(Path(__file__).with_name("log_phrases.toml").read_text(encoding="utf-8"))
    rng = np.random.default_rng([seed, 1])
    number = rng.integers(0, 2**31, (len(rows), 10)).tolist()
    luck = rng.random((len(rows), 4)).tolist()
    prompt, asked = "", (0, 0)
    for row, n, u in zip(rows.itertuples(index=False), number, luck, strict=True):
        common, own = phrases[row.language], phrases[row.topic][row.language]
        if not row.regenerated:
            asked = asked if row.rephrased else (n[0], n[1])
            thing = _pick(own["things"], asked[1])
            ask = _pick(common["follow_ups"] if row.turn and not row.rephrased and u[0] < 0.4 else own["ask"], asked[0])
            opener = (
                _pick(common["rephrase"], n[2]) if row.rephrased else "" if row.turn else _pick(common["openers"], n[2])
            )
            prompt = (opener + ask + _pick(common["closers"], n[3])).format(thing=thing)
        answer = _answer(row, common, own, thing, n, u)
        words = len(answer.split())
        model = MODELS.index(row.model)
        comments = common["comments_down" if row.thumbs == "down" else "comments_up"]
        yield {
            "conversation_id": f"c{row.conversation:07d}",
            "turn": row.turn,
            "user_id": f"u{row.user:06d}",
            "created_at": (START + timedelta(seconds=row.second)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "prompt": prompt,
            "response": answer,
            "model": row.model,
            "prompt_version": row.prompt_version,
            "topic": row.topic,
            "language": row.language,
            "client": row.client,
            "regenerated": row.regenerated,
            "latency_ms": int(LATENCY_MS[model] * (0.5 + words / 40) * np.exp(0.8 * (u[2] - 0.5))),
            "cost": round(PRICE_PER_WORD[model] * words, 6),
            "thumbs": row.thumbs if isinstance(row.thumbs, str) else None,
            "comment": _pick(comments, n[9]) if isinstance(row.thumbs, str) and u[3] < 0.15 else None,
            "source": SOURCE,
        }


def _users(rng: np.random.Generator, n: int, effect: bool) -> pd.DataFrame:
    """Who asks: language, client, mood (log odds of being unhappy), how often they ask and how often they rate."""
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
    user = rng.choice(len(users), n, p=users.activity / users.activity.sum())
    language = users.language.to_numpy()[user]
    topic = np.where(language == 1, rng.choice(10, n, p=GERMAN_TOPIC_SHARES), rng.choice(10, n, p=TOPIC_SHARES))
    if effect:
        loud = rng.choice(n, min(LOUD_USERS * LOUD_CONVERSATIONS, n // 4), replace=False)
        user[loud], language[loud], topic[loud] = rng.integers(0, LOUD_USERS, len(loud)), 3, TOPICS.index("cooking")
    day = rng.integers(0, DAYS, n)
    hard = np.isin(topic, [TOPICS.index(name) for name in HARD_TOPICS])
    model = np.where(hard, rng.choice(3, n, p=HARD_ROUTING), rng.choice(3, n, p=EASY_ROUTING))
    newest = np.searchsorted(VERSION_DAYS, day, side="right") - 1
    version = np.where(rng.random(n) < 0.1, rng.integers(0, 3, n), newest)
    second = day * 86_400 + np.clip(rng.normal(14 * 3600, 4 * 3600, n), 0, 86_000).astype(int)
    columns = {
        "user": user,
        "day": day,
        "second": second,
        "model": model,
        "prompt_version": version,
        "topic": topic,
        "language": language,
    }
    conversations = pd.DataFrame(columns | {"client": users.client.to_numpy()[user]}).sort_values(
        "second", ignore_index=True
    )
    for name, names in {
        "model": MODELS,
        "prompt_version": ("v1", "v2", "v3"),
        "topic": TOPICS,
        "language": LANGUAGES,
        "client": CLIENTS,
    }.items():
        conversations[name] = pd.Categorical.from_codes(conversations[name], names)
    return conversations


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
    """Of being unhappy with an answer: the user's mood, the day one has, and what is planted."""
    today = rng.normal(0, 0.4, int(rows.conversation.max()) + 1)[rows.conversation]
    log_odds = users.mood.to_numpy()[rows.user] + today
    if effect:
        log_odds = (
            log_odds
            + 1.6 * rows.topic.isin(HARD_TOPICS)
            - 0.7 * (rows.model == "sage-1")
            + 1.0 * rows.refused
            + 3.0 * regression(rows)
        )
    return np.asarray(log_odds)


def regression(rows: pd.DataFrame) -> pd.Series:
    """The rows that the planted regression makes worse."""
    model, topic, language, day = REGRESSION
    return (rows.model == model) & (rows.topic == topic) & (rows.language == language) & (rows.day >= day)


def _without_abandoned(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """One unhappy user in eight leaves; one of the others in four asks again in other words."""
    left = rows.unhappy & (rng.random(len(rows)) < 0.125)
    before = left.groupby(rows.conversation).cumsum() - left
    again = rows.unhappy.shift(fill_value=False) & (rows.turn > 0) & (rng.random(len(rows)) < 0.25)
    return rows.assign(rephrased=again)[before == 0].reset_index(drop=True)


def _with_regenerations(rng: np.random.Generator, rows: pd.DataFrame) -> pd.DataFrame:
    """Some answers are asked for again, mostly by the unhappy; the second answer is a second row, and makes half of
    them happy.
    """
    again = rows[rng.random(len(rows)) < np.where(rows.unhappy, 0.15, 0.01)]
    second = again.assign(
        regenerated=True,
        second=again.second + 15,
        unhappy=again.unhappy & (rng.random(len(again)) < 0.5),
        refused=False,
    )
    return pd.concat([rows, second]).sort_values(["conversation", "turn", "regenerated"], ignore_index=True)


def _coverage(rows: pd.DataFrame, users: pd.DataFrame, effect: bool) -> np.ndarray:
    """Chance of being rated: the user's own, more when unhappy, and (planted) more on the client that asks for it."""
    chance = users.rates.to_numpy()[rows.user] * np.where(rows.unhappy, 1.3, 0.8)
    if effect:
        client, day = RATING_PROMPT
        chance = chance * np.where((rows.client == client) & (rows.day >= day), 2.5, 1.0)
    return np.minimum(np.asarray(chance), 0.95)


def _answer(row: Any, common: dict[str, Any], own: dict[str, Any], thing: str, n: list[int], u: list[float]) -> str:
    if row.refused:
        return str(_pick(common["refusals"], n[4])).format(thing=thing)
    if row.unhappy and u[1] < 0.4:
        return str(_pick(common["wrong"], n[4])).format(thing=thing)
    pool = own["answers"]
    sentences = [pool[(n[5] + i) % len(pool)] for i in range(1 + n[6] % min(4, len(pool)))]
    return (_pick(common["answer_openers"], n[7]) + " ".join(sentences) + _pick(common["answer_closers"], n[8])).format(
        thing=thing
    )


def _pick(choices: list[str], number: int) -> str:
    return choices[number % len(choices)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", help=" or ".join(WRITERS))
    parser.add_argument("--turns", type=int, default=TURNS, help="about how many answers")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--no-effect", dest="effect", action="store_false", help="plant nothing: whatever is found is chance"
    )
    arguments = parser.parse_args()
    print(
        f"{write_logs(arguments.out, arguments.turns, arguments.seed, arguments.effect):,} simulated answers in {arguments.out}"
    )
