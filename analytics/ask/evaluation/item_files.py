"""Items of evaluation sets as files: read from JSON lines or Parquet, and written as JSON lines."""

from __future__ import annotations

import io
import json
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.errors import DataloupeError


def read_items(path: Path, content: bytes | None = None) -> pa.Table:
    """The items of a file (or of its `content`), with all fields. Raises DataloupeError when it cannot be read."""
    try:
        content = path.read_bytes() if content is None else content
        if path.suffix == ".parquet":
            return pq.read_table(io.BytesIO(content))
        rows = [json.loads(line) for line in content.decode("utf-8-sig").splitlines() if line.strip()]
        names = list(dict.fromkeys(name for row in rows for name in row))
        return pa.table({name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in names})
    except (OSError, ValueError, AttributeError, TypeError, pa.ArrowException) as error:
        raise DataloupeError(f"{path.name} cannot be read as items: {error}. Use .jsonl or .parquet.") from None


def json_lines(rows: pa.Table) -> bytes:
    """The items as JSON lines in UTF-8, all fields of each."""
    return b"".join(orjson.dumps(row) + b"\n" for row in rows.to_pylist())


def _text(value: object) -> str | None:
    """Numbers and nested values as JSON, so that every column has texts."""
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
