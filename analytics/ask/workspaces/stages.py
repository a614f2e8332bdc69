"""What has been built, from what, in how long, and what of it does not fit its input any more?"""

from __future__ import annotations

import datetime
import glob
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analytics.workspace import Manifest

READ_STAGE = "documents"
"""The stage that reads the inputs."""


def stage_table(manifest: Manifest) -> pd.DataFrame:
    """One row a stage that has run, in the order of finishing: stage, state, tables, rows, seconds, megabytes,
    finished, engine, dataloupe.

    The state is "outdated" where what the stage was made from has been made anew since, and "built" otherwise.
    """
    rows = []
    for state, stages, tables in (
        ("built", manifest.stages, manifest.tables),
        ("outdated", manifest.outdated_stages, manifest.outdated_tables),
    ):
        for name, record in stages.items():
            own = {table: entry for table, entry in tables.items() if entry.stage == name}
            size = sum(entry.bytes for entry in own.values()) / 1e6
            finished = datetime.datetime.fromtimestamp(record.finished_at)
            rows.append(
                (
                    name,
                    state,
                    ", ".join(own),
                    sum(entry.rows for entry in own.values()),
                    record.seconds,
                    size,
                    finished,
                    record.engine,
                    record.dataloupe,
                )
            )
    names = ["stage", "state", "tables", "rows", "seconds", "megabytes", "finished", "engine", "dataloupe"]
    return pd.DataFrame(rows, columns=names).sort_values("finished", kind="stable", ignore_index=True)


def input_table(manifest: Manifest) -> pd.DataFrame:
    """How each input was understood: input, format, rows, documents, rejects, text (the column the texts come from),
    why.
    """
    record = manifest.stages.get(READ_STAGE)
    facts = record.notes.get("inputs", []) if record else []
    rows = [
        (
            fact.get("name"),
            fact.get("format"),
            fact.get("rows"),
            fact.get("documents"),
            sum(fact.get("rejects", {}).values()),
            fact.get("text"),
            fact.get("why_text"),
        )
        for fact in facts
    ]
    return pd.DataFrame(rows, columns=["input", "format", "rows", "documents", "rejects", "text", "why"])


def changed_sources(manifest: Manifest) -> list[str]:
    """What has happened to the sources since they were read, a line each: `corpus.csv has changed`, `logs is gone`.

    Tells by the times of files, and in a directory by those of what lies directly in it; `dataloupe info` looks closer.
    """
    record = manifest.stages.get(READ_STAGE)
    if record is None:
        return []
    read_at = record.finished_at - record.seconds
    said = []
    for source in manifest.build.get("sources", []):
        times = list(_times(source))
        if not times:
            said.append(f"{Path(source).name} is gone")
        elif max(times) > read_at:
            said.append(f"{Path(source).name} has changed")
    return said


def _times(source: str) -> Iterator[float]:
    """When the files that `source` (a file, a directory or a glob) stands for were last written; none when there are
    none.
    """
    path = Path(source)
    matches = glob.glob(source, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
    found = [path, *path.iterdir()] if path.is_dir() else [path] if path.exists() else [Path(name) for name in matches]
    for one in found:
        if one.exists():
            yield one.stat().st_mtime
