"""Documents of two snapshots: old ones, and new ones that are the same in kind or differ in one planted way."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

SOURCES, LANGUAGES, N_TOPICS, WIDTH = (
    ("web", "books", "code", "news", "forum", "papers"),
    ("en", "de", "fr", "es"),
    60,
    48,
)
N_OLD, N_NEW = 20_000, 5_000
MESSAGES_A_USER = 6.0
RATED = 0.5
PLANTED = ("source", "language", "topic", "length", "rating", "meaning")
SOURCE, NEW_LANGUAGE, NEW_TOPIC = "books", "sw", "a new topic"
POINTS, LANGUAGE_SHARE, TOPIC_SHARE, FACTOR, MOVED = 0.05, 0.01, 0.005, 1.1, 0.1
"""What is planted: points of a source and of the ratings, the share of a new language and of a new topic, the factor of
the lengths, and the share of documents whose meaning is a new one.
"""


@dataclass(frozen=True)
class Pair:
    """The documents of two snapshots, old ones first. `planted` are the new documents in which the change is."""

    frame: pd.DataFrame = field(repr=False)
    vectors: np.ndarray = field(repr=False)
    planted: np.ndarray = field(repr=False)


def pair(seed: int, planted: str | None = None, users: bool = False, n: tuple[int, int] = (N_OLD, N_NEW)) -> Pair:
    """One pair. With `users`, each user writes about MESSAGES_A_USER documents in one language, mostly of few topics,
    is happy or not, and is on one side.
    """
    rng = np.random.default_rng([seed, users, PLANTED.index(planted) if planted else 99])
    total = sum(n)
    is_new = np.arange(total) >= n[0]
    user = _users(rng, n) if users else np.arange(total)
    habits = np.random.default_rng([seed, 7]).random((int(user.max()) + 1, 4))
    source_shares = np.array([0.35, 0.2, 0.15, 0.12, 0.1, 0.08])
    source = rng.choice(len(SOURCES), total, p=source_shares)
    if planted == "source":
        moves = is_new & (source != 1) & (rng.random(total) < POINTS / (1 - source_shares[1]))
        source = np.where(moves, 1, source)
    favourite = (habits[user, 0] * N_TOPICS).astype(int)
    topic = np.where(
        users & (rng.random(total) < 0.5), favourite, (source * 10 + rng.integers(0, 20, total)) % N_TOPICS
    )
    chance = habits[user, 1] if users else rng.random(total)
    language = np.searchsorted([0.7, 0.85, 0.95], chance, side="right")
    centres = np.random.default_rng(1).normal(size=(N_TOPICS + 2, WIDTH))
    vectors = centres[topic] + rng.normal(size=(total, WIDTH))
    length = np.exp(rng.normal(4.5 + 0.1 * source + 0.5 * users * (habits[user, 2] - 0.5), 0.9))
    happy = 0.7 + 0.4 * (habits[user, 3] - 0.5) * users - POINTS * (is_new & (planted == "rating"))
    names = np.array([*LANGUAGES, NEW_LANGUAGE], object)[language]
    topics = np.array([*(f"topic {one}" for one in range(N_TOPICS)), NEW_TOPIC], object)[topic]
    places = _places(rng, is_new, planted)
    if planted == "language":
        names[places] = NEW_LANGUAGE
    elif planted == "topic":
        topics[places] = NEW_TOPIC
        vectors[places] = centres[N_TOPICS] + rng.normal(size=(len(places), WIDTH))
    elif planted == "length":
        length = np.where(is_new, length * FACTOR, length)
    elif planted == "meaning":
        vectors[places] = centres[N_TOPICS + 1] + rng.normal(size=(len(places), WIDTH))
    frame = pd.DataFrame(
        {
            "doc_id": np.arange(total),
            "user_id": [f"user {one}" for one in user],
            "source": np.array(SOURCES, object)[source],
            "language": names,
            "topic": topics,
            "n_words": np.maximum(np.round(length), 1).astype(int),
            "letters": np.clip(rng.normal(0.8, 0.04, total), 0, 1),
            "rating": np.where(rng.random(total) < RATED, (rng.random(total) < happy).astype(float), np.nan),
        }
    )
    return Pair(frame, vectors / np.linalg.norm(vectors, axis=1, keepdims=True), places)


def _users(rng: np.random.Generator, n: tuple[int, int]) -> np.ndarray:
    """A user for each document, of one side; some users write much more than others."""
    sides, first = [], 0
    for size in n:
        count = round(size / MESSAGES_A_USER)
        weights = rng.gamma(1.0, 1.0, count)
        sides.append(first + rng.choice(count, size, p=weights / weights.sum()))
        first += count
    return np.concatenate(sides)


def _places(rng: np.random.Generator, is_new: np.ndarray, planted: str | None) -> np.ndarray:
    """The new documents in which a language, a topic or a meaning is planted."""
    share = {"language": LANGUAGE_SHARE, "topic": TOPIC_SHARE, "meaning": MOVED}.get(planted or "", 0.0)
    new = np.flatnonzero(is_new)
    return np.sort(rng.choice(new, round(share * len(new)), replace=False))


def connection_of(one: Pair, users: bool = False) -> duckdb.DuckDBPyConnection:
    """A database with the tables of a workspace."""
    frame, n = one.frame, len(one.frame)
    topics = list(dict.fromkeys(frame["topic"]))
    topic_ids = pd.Categorical(frame["topic"], categories=topics).codes
    words = frame["n_words"].to_numpy()
    tables = {
        "documents": {
            "doc_id": frame["doc_id"], "source": frame["source"], "text": [""] * n, "label": pa.nulls(n, pa.string()),
            "kind": ["document"] * n, "title": pa.nulls(n, pa.string()), "created_at": pa.nulls(n, pa.timestamp("us")),
        },
        "signals": {
            "doc_id": frame["doc_id"], "lang_detected": frame["language"], "n_words": words,
            "n_chars": np.round(words * 5.6).astype(int), "n_tokens": np.round(words * 1.35).astype(int),
            "letter_char_frac": frame["letters"],
        },
        "map": {"doc_id": frame["doc_id"], "topic_id": topic_ids.astype("int32")},
        "topics": {"topic_id": range(len(topics)), "parent_id": pa.nulls(len(topics), pa.int32()), "label": topics},
        "embeddings": {"doc_id": frame["doc_id"], "vector": pa.FixedSizeListArray.from_arrays(
            pa.array(one.vectors.astype(np.float32).ravel()), WIDTH)},
    }  # fmt: skip
    if users:
        tables |= _log_tables(frame)
    connection = duckdb.connect(config={"threads": 1})  # pairs run in parallel
    for name, columns in tables.items():
        connection.register("rows", pa.table({key: pa.array(values) for key, values in columns.items()}))
        connection.execute(f"CREATE TABLE stored_{name} AS SELECT * FROM rows")
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM stored_{name}")
        connection.unregister("rows")
    return connection


def _log_tables(frame: pd.DataFrame) -> dict[str, dict[str, object]]:
    """Turns and thumbs of these messages: each message is a conversation of its user."""
    n = len(frame)
    names = [f"c{one}" for one in frame["doc_id"]]
    rated = frame[frame["rating"].notna()]
    turns = {
        "doc_id": frame["doc_id"], "conversation_id": names, "turn_index": [0] * n, "role": ["assistant"] * n,
        "model": pa.nulls(n, pa.string()), "user_id": frame["user_id"], "created_at": pa.nulls(n, pa.timestamp("us")),
    }  # fmt: skip
    feedback = {
        "conversation_id": [f"c{one}" for one in rated["doc_id"]], "doc_id": rated["doc_id"],
        "name": ["thumbs"] * len(rated), "value": rated["rating"],
        "rater": pa.nulls(len(rated), pa.string()), "message_id": pa.nulls(len(rated), pa.string()),
    }  # fmt: skip
    return {"turns": turns, "feedback": feedback}
