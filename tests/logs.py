"""A workspace of logs for tests, written by the contract of the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.build import behaviour
from analytics.build.conversation_queries import SUMMARIES
from analytics.build.engine import ThreadEngine
from analytics.build.stage import Context
from analytics.workspace import Workspace
from tests.workspaces import write_table, write_workspace

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


def table(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    """The rows with every column of the schema; columns that a row does not have are missing."""
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)


def write_logs(
    path: Path,
    turns: Sequence[Mapping[str, Any]],
    feedback: Sequence[Mapping[str, Any]] = (),
    comparisons: Sequence[Mapping[str, Any]] = (),
    metadata: Mapping[str, Sequence[Any]] | None = None,
    **columns: Sequence[Any],
) -> Workspace:
    """A workspace of these turns (doc_id in order by default; `text` is that of the document), feedback and
    comparisons. `columns` are those of `documents`.
    """
    defaults = {"role": "assistant", "on_path": True, "turn_index": 0}
    turns = [{"doc_id": place, **defaults, **turn} for place, turn in enumerate(turns)]
    texts = [turn.get("text", f"text {turn['doc_id']}") for turn in turns]
    kinds = ["prompt" if turn["role"] == "user" else "response" for turn in turns]
    arrays = {name: pa.array(values) for name, values in (metadata or {}).items()}
    workspace = write_workspace(path, texts, kind=kinds, metadata=arrays, **columns)
    for name, rows, schema in (
        ("turns", turns, TURNS),
        ("feedback", feedback, FEEDBACK),
        ("comparisons", comparisons, COMPARISONS),
    ):
        write_table(workspace, name, table(rows, schema), stage="conversations")
    write_table(workspace, "conversations", workspace.connect().sql(SUMMARIES).to_arrow_table(), stage="conversations")
    _build_behaviour(workspace)
    return workspace


def _build_behaviour(workspace: Workspace) -> None:
    manifest = workspace.read_manifest()
    context = Context(workspace, manifest, behaviour.STAGE, "test", {}, ThreadEngine(1), lambda progress: None)
    behaviour.run(context)
    context.commit()
