"""Which stages built this workspace, from which inputs, and have the inputs changed since?"""

from __future__ import annotations

import datetime
import glob
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.workspace import Manifest, StageRecord, Table

READ_STAGE = "documents"
"""The stage that reads the inputs."""


def stage_table(manifest: Manifest) -> pd.DataFrame:
    """One row for each stage that has run, in the order in which they ended: stage, state, tables, rows, seconds,
    megabytes, finished, engine, dataloupe.

    The state is "outdated" when an input of the stage was built again later, else "built".
    """
    built = _stage_rows("built", manifest.stages, manifest.tables)
    outdated = _stage_rows("outdated", manifest.outdated_stages, manifest.outdated_tables)
    names = ["stage", "state", "tables", "rows", "seconds", "megabytes", "finished", "engine", "dataloupe"]
    return pd.DataFrame(built + outdated, columns=names).sort_values("finished", kind="stable", ignore_index=True)


def _stage_rows(state: str, stages: Mapping[str, StageRecord], tables: Mapping[str, Table]) -> list[tuple[Any, ...]]:
    rows = []
    for name, record in stages.items():
        own = {table: entry for table, entry in tables.items() if entry.stage == name}
        n_rows = sum(entry.rows for entry in own.values())
        megabytes = sum(entry.bytes for entry in own.values()) / 1e6
        finished = datetime.datetime.fromtimestamp(record.finished_at)
        facts = (n_rows, record.seconds, megabytes, finished, record.engine, record.dataloupe)
        rows.append((name, state, ", ".join(own), *facts))
    return rows


@dataclass(frozen=True)
class BuildOutcome:
    """What the inputs of a workspace gave: their names, and counts of rows."""

    inputs: tuple[str, ...]
    documents: int
    conversations: int
    ratings: int
    comparisons: int
    rejects: int

    def summary_text(self) -> str:
        """`90 conversations with 180 messages and 90 ratings, from chats.jsonl. 2 records were rejected.`"""
        if self.conversations:
            items = [_counted(self.conversations, "conversation") + " with " + _counted(self.documents, "message")]
        else:
            items = [_counted(self.documents, "document")]
        items += [_counted(self.ratings, "rating")] * bool(self.ratings)
        items += [_counted(self.comparisons, "comparison")] * bool(self.comparisons)
        source = self.inputs[0] if len(self.inputs) == 1 else f"{len(self.inputs):,} inputs"
        rejected = f"{_counted(self.rejects, 'record')} {'was' if self.rejects == 1 else 'were'} rejected."
        return f"{', '.join(items)}, from {source}. " + (rejected if self.rejects else "No record was rejected.")


def build_outcome(manifest: Manifest) -> BuildOutcome:
    """What the inputs of a workspace gave."""
    record = manifest.stages.get(READ_STAGE)
    inputs = record.notes.get("inputs", []) if record else []
    rows = {name: table.rows for name, table in manifest.tables.items()}
    counts = [rows.get(name, 0) for name in ("documents", "conversations", "feedback", "comparisons", "rejects")]
    return BuildOutcome(tuple(str(facts.get("name")) for facts in inputs), *counts)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def input_table(manifest: Manifest) -> pd.DataFrame:
    """How each input was read: input, format, rows, documents, rejects, text (the column that holds the texts), why
    (the reason for that column).
    """
    record = manifest.stages.get(READ_STAGE)
    inputs = record.notes.get("inputs", []) if record else []
    names = ["input", "format", "rows", "documents", "rejects", "text", "why"]
    return pd.DataFrame([_input_row(facts) for facts in inputs], columns=names)


def _input_row(facts: Mapping[str, Any]) -> tuple[Any, ...]:
    rejects = sum(facts.get("rejects", {}).values())
    counts = (facts.get("rows"), facts.get("documents"), rejects)
    why = f"as you corrected it on {facts['corrected_on']}" if facts.get("corrected_on") else facts.get("why_text")
    return (facts.get("name"), facts.get("format"), *counts, facts.get("text"), why)


def changed_sources(manifest: Manifest) -> list[str]:
    """What has happened to the sources since they were read, a line for each: `corpus.csv has changed`, `logs is
    gone`.

    It compares the times of files, and in a directory the times of the files directly in it. `dataloupe info` compares
    more.
    """
    record = manifest.stages.get(READ_STAGE)
    if record is None:
        return []
    read_at = record.finished_at - record.seconds
    changes = []
    for source in manifest.build.get("sources", []):
        times = list(_modification_times(source))
        if not times:
            changes.append(f"{Path(source).name} no longer exists")
        elif max(times) > read_at:
            changes.append(f"{Path(source).name} has changed")
    return changes


def _modification_times(source: str) -> Iterator[float]:
    """When the files of `source` (a file, a directory or a glob) were last written; none when there are no files."""
    for path in _paths(source):
        if path.exists():
            yield path.stat().st_mtime


def _paths(source: str) -> list[Path]:
    path = Path(source)
    if path.is_dir():
        return [path, *path.iterdir()]
    if path.exists():
        return [path]
    return [Path(name) for name in glob.glob(source, recursive=True)]  # noqa: PTH207 - Path.glob takes no absolute one
