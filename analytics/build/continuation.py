"""A stage that goes on from its last result when rows were added: the files that it has read stay as they are."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyarrow.parquet as pq

from analytics.build.code_fingerprint import code_fingerprint
from analytics.build.stage import Context
from analytics.workspace import StageRecord


def note_source(context: Context, source: str) -> None:
    """Write into the notes which files of the table `source` this run covers, and with which code and options."""
    context.notes["continued"] = {"code": _code(context), "files": _files(context, source)}


def previous_run(context: Context, source: str) -> tuple[int, StageRecord] | None:
    """How many of the first files of the table `source` the last run of this stage has read, and its record. None when
    there was none, when its code or options were different, or when one of the files is not there any more.
    """
    record = _record(context)
    if record is None:
        return None
    noted = record.notes.get("continued", {})
    covered, files = noted.get("files", []), _files(context, source)
    if not covered or noted.get("code") != _code(context) or files[: len(covered)] != covered:
        return None
    return len(covered), record


def keep_rows(context: Context, table: str) -> int:
    """Keep the files of `table` from the last run; gives the number of their rows."""
    previous = context.previous(table)
    rows = 0
    for file in previous[0] if previous else []:
        count = int(pq.read_metadata(file).num_rows)
        context.keep_file(table, file.name, count)
        rows += count
    return rows


def new_files(context: Context, source: str, covered: int) -> list[Path]:
    """The files of the table `source` after the first `covered`."""
    return list(context.workspace.files(source, context.manifest))[covered:]


def _record(context: Context) -> StageRecord | None:
    previous = [context.previous(table) for table in context.stage.writes]
    return next((one[1] for one in previous if one is not None), None)


def _files(context: Context, source: str) -> list[str]:
    return list(context.manifest.tables[source].files) if source in context.manifest.tables else []


def _code(context: Context) -> str:
    """16 hex digits over the source code of the stage, and its options."""
    options = {name: context.options.get(name) for name in context.stage.options}
    code = [code_fingerprint(context.stage.run.__module__), options]
    return hashlib.sha256(json.dumps(code, sort_keys=True, default=str).encode()).hexdigest()[:16]
