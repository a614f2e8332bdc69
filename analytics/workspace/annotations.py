"""What people said about documents: lines that are only ever added to `annotations.jsonl` of a workspace.

Each line is one judgement: annotation_id, doc_id, text_md5, annotation_schema, value (None takes the last one back),
created_at (seconds since 1970), and what else the schema needs. A build never touches the file.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
import uuid
from pathlib import Path
from typing import Any

from analytics.errors import DataloupeError

NAME = "annotations.jsonl"


def append(folder: Path, schema: str, doc_id: int, value: str | None, **facts: Any) -> None:
    """Add a judgement of a document. Raises DataloupeError when the file cannot be written."""
    record = {"annotation_id": uuid.uuid4().hex, "doc_id": doc_id, "annotation_schema": schema, "value": value}
    line = json.dumps(record | {"created_at": round(time.time(), 3)} | facts, ensure_ascii=False) + "\n"
    try:
        _append_line(folder / NAME, line.encode("utf-8", "surrogatepass"))
    except OSError as error:
        raise DataloupeError(f"{folder / NAME} cannot be written: {error.strerror}.") from error


def _append_line(path: Path, line: bytes) -> None:
    """Write one line in one call, so that lines of several processes do not mix; a torn last line is ended first."""
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        size = os.fstat(file).st_size
        if size:
            os.lseek(file, size - 1, os.SEEK_SET)
            line = line if os.read(file, 1) == b"\n" else b"\n" + line
        os.write(file, line)
        os.fsync(file)
    finally:
        os.close(file)


def read(folder: Path, schema: str) -> list[dict[str, Any]]:
    """The judgements with this schema, in the order in which they were made. A line that was not written whole is
    skipped.
    """
    path = folder / NAME
    lines = path.read_bytes().split(b"\n") if path.is_file() else []
    records = []
    for line in lines:
        with contextlib.suppress(ValueError):
            record = json.loads(line)
            if isinstance(record, dict) and record.get("annotation_schema") == schema and "doc_id" in record:
                records.append(record)
    return records
