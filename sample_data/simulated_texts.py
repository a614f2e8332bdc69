"""Write prompts, answers and comments for simulated rows from the sentences in log_phrases.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sample_data.simulated_attributes import MODELS

START = datetime(2025, 3, 3, tzinfo=UTC)
SOURCE = "simulated assistant"
LATENCY_MS, PRICE_PER_WORD = (700, 550, 2400), (2e-6, 2e-6, 2e-5)
"""Of each model."""

Numbers = list[int]
"""Random numbers of one row that choose its phrases."""

Chances = list[float]
"""Random numbers in [0, 1) of one row."""


def texts(rows: pd.DataFrame, seed: int = 0) -> Iterator[dict[str, Any]]:
    """The rows of `attributes` as a product exports them, with texts, latency and cost."""
    phrases = tomllib.loads(Path(__file__).with_name("log_phrases.toml").read_text(encoding="utf-8"))
    rng = np.random.default_rng([seed, 1])
    numbers = rng.integers(0, 2**31, (len(rows), 10)).tolist()
    chances = rng.random((len(rows), 4)).tolist()
    prompt, question = "", (0, 0)
    for row, n, chance in zip(rows.itertuples(index=False), numbers, chances, strict=True):
        common, own = phrases[row.language], phrases[row.topic][row.language]
        if not row.regenerated:
            question = question if row.rephrased else (n[0], n[1])
            prompt = _prompt(row, common, own, question, n, chance)
        answer = _answer(row, common, own, _choose(own["things"], question[1]), n, chance)
        yield _exported(row, common, prompt, answer, n, chance)


def _exported(
    row: Any, common: dict[str, Any], prompt: str, answer: str, n: Numbers, chance: Chances
) -> dict[str, Any]:
    model, words = MODELS.index(row.model), len(answer.split())
    is_rated = isinstance(row.thumbs, str)
    comments = common["comments_down" if row.thumbs == "down" else "comments_up"]
    return {
        "conversation_id": f"c{row.conversation:07d}",
        "turn": row.turn,
        "user_id": f"u{row.user:06d}",
        "created_at": (START + timedelta(seconds=row.second)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "prompt": prompt,
        "response": answer,
        **{name: getattr(row, name) for name in ("model", "prompt_version", "topic", "language", "client")},
        "regenerated": row.regenerated,
        "latency_ms": int(LATENCY_MS[model] * (0.5 + words / 40) * np.exp(0.8 * (chance[2] - 0.5))),
        "cost": round(PRICE_PER_WORD[model] * words, 6),
        "thumbs": row.thumbs if is_rated else None,
        "comment": _choose(comments, n[9]) if is_rated and chance[3] < 0.15 else None,
        "source": SOURCE,
    }


def _prompt(
    row: Any, common: dict[str, Any], own: dict[str, Any], question: tuple[int, int], n: Numbers, chance: Chances
) -> str:
    is_follow_up = row.turn and not row.rephrased and chance[0] < 0.4
    sentence = _choose(common["follow_ups"] if is_follow_up else own["ask"], question[0])
    opener = ""
    if row.rephrased:
        opener = _choose(common["rephrase"], n[2])
    elif not row.turn:
        opener = _choose(common["openers"], n[2])
    thing = _choose(own["things"], question[1])
    return (opener + sentence + _choose(common["closers"], n[3])).format(thing=thing)


def _answer(row: Any, common: dict[str, Any], own: dict[str, Any], thing: str, n: Numbers, chance: Chances) -> str:
    if row.refused:
        return _choose(common["refusals"], n[4]).format(thing=thing)
    if row.unhappy and chance[1] < 0.4:
        return _choose(common["wrong"], n[4]).format(thing=thing)
    pool = own["answers"]
    sentences = [pool[(n[5] + i) % len(pool)] for i in range(1 + n[6] % min(4, len(pool)))]
    opener, closer = _choose(common["answer_openers"], n[7]), _choose(common["answer_closers"], n[8])
    return (opener + " ".join(sentences) + closer).format(thing=thing)


def _choose(choices: list[str], number: int) -> str:
    return choices[number % len(choices)]
