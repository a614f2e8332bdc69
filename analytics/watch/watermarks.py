"""How far a table was read: stored in the file of the rows themselves, so the two cannot disagree."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from analytics.errors import DataloupeError
from analytics.workspace.arrivals import Arrivals

METADATA = b"dataloupe.watermark"


@dataclass(frozen=True)
class Watermark:
    """The value that the rows of a batch reach; `number` counts the batches of a table. `digests` are those of the rows
    with this value, which say which of later ones with the same value are new; `columns` are the columns digested.
    """

    number: int
    value: str
    columns: tuple[str, ...]
    digests: tuple[str, ...]

    def to_metadata(self) -> dict[bytes, str]:
        return {METADATA: json.dumps(asdict(self), ensure_ascii=False)}


def file_name(source: str) -> str:
    """The name of the files with the rows of a source."""
    return f"{hashlib.sha256(source.encode()).hexdigest()[:12]}-rows.parquet"


def stored(arrivals: Arrivals, name: str) -> list[Any]:
    """What each file with this name says about its rows."""
    return [json.loads(text) for file in arrivals.all_files() if file.name.endswith(f"-{name}") and (text := _of(file))]


def last_watermark(arrivals: Arrivals, name: str) -> Watermark | None:
    """The watermark of the last batch, with the digests of all batches that reach the same value; None without any."""
    records = sorted((Watermark(**record) for record in stored(arrivals, name)), key=lambda record: record.number)
    if not records:
        return None
    last = records[-1]
    same = [record for record in records if record.value == last.value]
    digests = tuple(digest for record in same for digest in record.digests)
    is_one = len({tuple(record.columns) for record in same}) == 1
    return replace(last, digests=digests, columns=tuple(last.columns) if is_one else ())


def name_of(column: str, names: Sequence[str], where: str) -> str:
    """The column as the table writes it. Raises DataloupeError when there is none."""
    for name in (*(name for name in names if name == column), *names):
        if name.lower() == column.lower():
            return name
    raise DataloupeError(f"{where} has no column {column!r}. It has: {', '.join(names)}.")


def _of(file: Path) -> bytes | None:
    metadata: dict[bytes, bytes] = pq.read_schema(file).metadata or {}
    return metadata.get(METADATA)
