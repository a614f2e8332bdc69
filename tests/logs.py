"""Small workspaces of logs for tests, written through the contract of DESIGN section 3."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from analytics.build import behaviour
from analytics.build.conversations import SUMMARIES
from analytics.build.engine import ThreadEngine
from analytics.build.map import vectors
from analytics.build.stage import Context
from analytics.workspace import Workspace
from tests.workspaces import HOSTILE, write_table, write_workspace

TURNS = pa.schema(
    [
        ("doc_id", pa.int64()),
        ("conversation_id", pa.string()),
        ("turn_index", pa.int32()),
        ("parent_doc_id", pa.int64()),
        ("role", pa.string()),
        ("on_path", pa.bool_()),
        ("model", pa.string()),
        ("prompt_version", pa.string()),
        ("user_id", pa.string()),
        ("created_at", pa.timestamp("us")),
        ("latency_ms", pa.float64()),
        ("cost", pa.float64()),
        ("message_id", pa.string()),
    ]
)
FEEDBACK = pa.schema(
    [
        ("conversation_id", pa.string()),
        ("doc_id", pa.int64()),
        ("rater", pa.string()),
        ("rater_kind", pa.string()),
        ("name", pa.string()),
        ("value", pa.float64()),
        ("raw", pa.string()),
        ("comment", pa.string()),
        ("created_at", pa.timestamp("us")),
        ("message_id", pa.string()),
    ]
)
COMPARISONS = pa.schema(
    [
        ("comparison_id", pa.int64()),
        ("prompt_doc_id", pa.int64()),
        ("a_doc_id", pa.int64()),
        ("b_doc_id", pa.int64()),
        ("model_a", pa.string()),
        ("model_b", pa.string()),
        ("winner", pa.string()),
        ("judge", pa.string()),
        ("judge_kind", pa.string()),
        ("turn", pa.int32()),
        ("prompt_id", pa.string()),
        ("in_order", pa.bool_()),
    ]
)
START = datetime.datetime(2025, 3, 3)


def table(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    """The rows with every column of the schema; what a row lacks is missing."""
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)


def write_logs(
    path: Path,
    turns: Sequence[Mapping[str, Any]],
    feedback: Sequence[Mapping[str, Any]] = (),
    comparisons: Sequence[Mapping[str, Any]] = (),
    metadata: Mapping[str, Sequence[Any]] | None = None,
    **columns: Sequence[Any],
) -> Workspace:
    """A workspace of these turns (doc_id in order unless given; `text` is the document's), feedback and comparisons.
    `columns` are of `documents`.
    """
    turns = [
        {"doc_id": place, "role": "assistant", "on_path": True, "turn_index": 0, **turn}
        for place, turn in enumerate(turns)
    ]
    texts = [turn.get("text", f"text {turn['doc_id']}") for turn in turns]
    kinds = ["prompt" if turn["role"] == "user" else "response" for turn in turns]
    workspace = write_workspace(
        path,
        texts,
        kind=kinds,
        metadata={name: pa.array(values) for name, values in (metadata or {}).items()},
        **columns,
    )
    for name, rows, schema in (
        ("turns", turns, TURNS),
        ("feedback", feedback, FEEDBACK),
        ("comparisons", comparisons, COMPARISONS),
    ):
        write_table(workspace, name, table(rows, schema), stage="conversations")
    write_table(workspace, "conversations", workspace.connect().sql(SUMMARIES).to_arrow_table(), stage="conversations")
    manifest = workspace.read_manifest()
    context = Context(workspace, manifest, behaviour.STAGE, "test", {}, ThreadEngine(1), lambda progress: None, ())
    behaviour.run(context)
    context.commit()
    return workspace


def rated_answers(
    path: Path, n: int = 3000, n_users: int = 300, seed: int = 0, bad: float = 0.8, coverage: float = 0.6
) -> Workspace:
    """Answers of two models in three topics and two languages over 40 days; model `b` leaves a share `bad` of users
    unhappy in topic `x`, else 0.2 are.
    """
    rng = np.random.default_rng(seed)
    user, model, topic, lang = (
        rng.integers(0, n_users, n),
        rng.integers(0, 2, n),
        rng.integers(0, 3, n),
        rng.integers(0, 2, n),
    )
    unhappy = rng.random(n) < np.where((model == 1) & (topic == 0), bad, 0.2)
    rated = np.flatnonzero(rng.random(n) < coverage)
    turns = [
        {
            "conversation_id": f"c{place}",
            "turn_index": 1,
            "model": "ab"[model[place]],
            "user_id": f"u{user[place]}",
            "created_at": START + datetime.timedelta(days=int(place * 40 // n)),
        }
        for place in range(n)
    ]
    feedback = [
        {
            "conversation_id": f"c{place}",
            "doc_id": int(place),
            "name": "thumbs",
            "value": float(not unhappy[place]),
            "raw": "up",
            "rater_kind": "user",
        }
        for place in rated
    ]
    return write_logs(
        path, turns, feedback, metadata={"topic": ["xyz"[i] for i in topic]}, lang=[("en", "de")[i] for i in lang]
    )


def hostile_logs(path: Path, n: int = 240) -> Workspace:
    """Prompts, answers and regenerated answers whose every name and text would be markup, rated and compared."""
    turns: list[dict[str, Any]] = []
    feedback: list[dict[str, Any]] = []
    comparisons: list[dict[str, Any]] = []
    for place in range(n):
        name, doc_id, conversation = HOSTILE[place % 3], len(turns), f"{HOSTILE[place % 3]} {place // 2}"
        shared = {
            "conversation_id": conversation,
            "user_id": f"{name} {place % 40}",
            "created_at": START + datetime.timedelta(hours=place),
            "prompt_version": name,
        }
        first = 2 * (place % 2)
        turns += [
            {**shared, "turn_index": first, "role": "user", "text": f"{name} asks {place}"},
            {
                **shared,
                "turn_index": first + 1,
                "parent_doc_id": doc_id,
                "model": name,
                "on_path": False,
                "text": f"{name} answers {place}",
            },
            {
                **shared,
                "turn_index": first + 1,
                "parent_doc_id": doc_id,
                "model": HOSTILE[place % 2],
                "text": f"{name} answers {place} again",
            },
        ]
        feedback += [
            {
                "conversation_id": conversation,
                "doc_id": doc_id + 2,
                "rater_kind": "user",
                "name": name,
                "value": place % 5 / 4,
                "raw": name,
                "comment": name,
            }
        ]
        winner, models = (
            ("a", "b", "tie", "both_bad")[place % 4],
            {"model_a": name, "model_b": HOSTILE[(place // 3) % 3]},
        )
        judge = {
            "judge": HOSTILE[place % 2],
            "judge_kind": ("user", "model")[place % 2],
            "prompt_id": str(place // 2),
            "in_order": True,
        }
        comparisons += [
            {
                "comparison_id": place,
                "prompt_doc_id": doc_id,
                "a_doc_id": doc_id + 1,
                "b_doc_id": doc_id + 2,
                "winner": winner,
                **models,
                **judge,
            }
        ]
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
