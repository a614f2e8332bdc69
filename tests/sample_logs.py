"""Two small workspaces of logs that several tests use."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from analytics.build.map import vectors
from analytics.workspace import Workspace
from tests.logs import write_logs
from tests.workspaces import HOSTILE, write_table

START = datetime.datetime(2025, 3, 3)


def rated_answers(
    path: Path, n: int = 3000, n_users: int = 300, seed: int = 0, bad: float = 0.8, coverage: float = 0.6
) -> Workspace:
    """Answers of two models in three topics and two languages over 40 days. A share `bad` of the ratings of model `b`
    in topic `x` is negative, 0.2 of all others.
    """
    rng = np.random.default_rng(seed)
    user, model, topic, lang = (rng.integers(0, high, n) for high in (n_users, 2, 3, 2))
    is_negative = rng.random(n) < np.where((model == 1) & (topic == 0), bad, 0.2)
    rated = np.flatnonzero(rng.random(n) < coverage)
    days = [datetime.timedelta(days=place * 40 // n) for place in range(n)]
    answer = {"turn_index": 1}
    turns = [
        {
            **answer,
            "conversation_id": f"c{i}",
            "model": "ab"[model[i]],
            "user_id": f"u{user[i]}",
            "created_at": START + day,
        }
        for i, day in enumerate(days)
    ]
    thumbs = {"name": "thumbs", "raw": "up", "rater_kind": "user"}
    feedback = [
        {**thumbs, "conversation_id": f"c{i}", "doc_id": int(i), "value": float(not is_negative[i])} for i in rated
    ]
    languages = [("en", "de")[code] for code in lang]
    return write_logs(path, turns, feedback, metadata={"topic": ["xyz"[code] for code in topic]}, lang=languages)


def hostile_logs(path: Path, n: int = 240) -> Workspace:
    """Prompts, answers and regenerated answers with names and texts that look like markup, rated and compared."""
    turns: list[dict[str, Any]] = []
    for place in range(n):
        turns += _hostile_exchange(place, len(turns))
    feedback, comparisons = [_hostile_rating(place) for place in range(n)], [_hostile_vote(place) for place in range(n)]
    sources = [HOSTILE[place % 3] for place in range(len(turns))]
    workspace = write_logs(
        path, turns, feedback, comparisons, metadata={HOSTILE[0]: sources}, source=sources, label=sources
    )
    matrix = np.random.default_rng(0).normal(size=(len(turns), 8)).astype(np.float32)
    write_table(workspace, "embeddings", vectors.rows(np.arange(len(turns)), vectors.unit_length(matrix)))
    opening = np.arange(0, len(turns), 6)  # three questions, each in four wordings
    questions = {"doc_id": opening, "wording_id": opening // 6 % 12 * 6, "question_id": opening // 6 % 3 * 6}
    write_table(workspace, "prompts", pa.table(questions))
    return workspace


def _hostile_exchange(place: int, doc_id: int) -> list[dict[str, Any]]:
    """A prompt, its first answer and a regenerated one."""
    name, index = HOSTILE[place % 3], 2 * (place % 2)
    shared = {
        "conversation_id": f"{name} {place // 2}",
        "user_id": f"{name} {place % 40}",
        "created_at": START + datetime.timedelta(hours=place),
        "prompt_version": name,
    }
    answer = {**shared, "turn_index": index + 1, "parent_doc_id": doc_id}
    return [
        {**shared, "turn_index": index, "role": "user", "text": f"{name} asks {place}"},
        {**answer, "model": name, "on_path": False, "text": f"{name} answers {place}"},
        {**answer, "model": HOSTILE[place % 2], "text": f"{name} answers {place} again"},
    ]


def _hostile_rating(place: int) -> dict[str, Any]:
    name = HOSTILE[place % 3]
    texts = dict.fromkeys(("name", "raw", "comment"), name)
    rating = {"doc_id": 3 * place + 2, "rater_kind": "user", "value": place % 5 / 4}
    return {"conversation_id": f"{name} {place // 2}", **rating, **texts}


def _hostile_vote(place: int) -> dict[str, Any]:
    return {
        "comparison_id": place,
        "prompt_doc_id": 3 * place,
        "a_doc_id": 3 * place + 1,
        "b_doc_id": 3 * place + 2,
        "winner": ("a", "b", "tie", "both_bad")[place % 4],
        "model_a": HOSTILE[place % 3],
        "model_b": HOSTILE[(place // 3) % 3],
        "judge": HOSTILE[place % 2],
        "judge_kind": ("user", "model")[place % 2],
        "prompt_id": str(place // 2),
        "in_order": True,
    }
