"""What people said about documents: lines that are only ever added to `annotations.jsonl` of a workspace.

Each line is one judgement: annotation_id, doc_id, text_md5, annotation_schema, value (None takes the last one back),
created_at (seconds since 1970), and what else the schema needs. A build never touches the file.
"""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

from analytics.workspace.lines import append_line, read_lines

NAME = "annotations.jsonl"


def append(folder: Path, schema: str, doc_id: int, value: str | None, **facts: Any) -> None:
    """Add a judgement of a document. Raises DataloupeError when the file cannot be written."""
    record = {"annotation_id": uuid.uuid4().hex, "doc_id": doc_id, "annotation_schema": schema, "value": value}
    append_line(folder / NAME, record | {"created_at": round(time.time(), 3)} | facts)


def read(folder: Path, schema: str) -> list[dict[str, Any]]:
    """The judgements with this schema, in the order in which they were made. A line that was not written whole is
    skipped.
    """
    records = read_lines(folder / NAME)
    return [record for record in records if record.get("annotation_schema") == schema and "doc_id" in record]
