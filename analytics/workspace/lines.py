"""Files of lines of JSON to which lines are only ever added: several people and processes may write at once."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analytics.errors import DataloupeError
from analytics.system import lock_file


def append_line(path: Path, record: dict[str, Any]) -> None:
    """Add a record. Raises DataloupeError when the file cannot be written."""
    append_lines(path, [record])


def append_lines(path: Path, records: Iterable[dict[str, Any]]) -> None:
    """Add records, of which none of another process is between. Raises DataloupeError when the file cannot be
    written.
    """
    texts = (json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n" for record in records)
    lines = b"".join(texts)
    try:
        if lines:
            _append(path, lines)
    except OSError as error:
        raise DataloupeError(f"{path} cannot be written: {error.strerror}.") from error


def _append(path: Path, lines: bytes) -> None:
    """Write lines while the file is locked, so that lines of several processes do not mix; a torn last line is ended
    first. The lines are on the disk when this returns.
    """
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        lock_file(file)
        size = os.fstat(file).st_size
        if size:
            os.lseek(file, size - 1, os.SEEK_SET)
            lines = lines if os.read(file, 1) == b"\n" else b"\n" + lines
        while lines:
            lines = lines[os.write(file, lines) :]
        os.fsync(file)
    finally:
        os.close(file)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The records in the order in which they were added. A line that was not written whole is skipped."""
    lines = path.read_bytes().split(b"\n") if path.is_file() else []
    records = []
    for line in lines:
        with contextlib.suppress(ValueError):
            record = json.loads(line)
            if isinstance(record, dict):
                records.append(record)
    return records
