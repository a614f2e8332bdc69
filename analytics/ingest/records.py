"""What travels through ingest: containers turn bytes into chunks of records, shapes turn chunks into rows of tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa

from analytics.ingest.arrow_types import from_values
from analytics.names import unique_names

CHUNK_ROWS = 4096
CHUNK_BYTES = 16 << 20
RECORD_BYTES = 256 << 20
"""A line, a file or an element longer than this is rejected, so that memory stays bounded."""

RAW_CHARACTERS = 1000

_KINDS = {
    dict: "an object",
    list: "an array",
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "true or false",
    type(None): "null",
}


class Oversized(bytes):
    """The beginning of a record that is longer than RECORD_BYTES."""


@dataclass(frozen=True)
class Reject:
    """A row that became no record: its number in the input (from 1), why, and its beginning."""

    row: int
    reason: str
    raw: str


@dataclass(frozen=True)
class Chunk:
    """Some records of one input, in order, with their row numbers (from 1), and the rows in between that are no
    records.

    Columnar containers give a RecordBatch, JSON gives dictionaries; `table` and `objects` turn one into the other when
    asked. `consumed` is how many bytes of the input have been read so far; `typed` is false where every value is text,
    as in CSV.
    """

    numbers: Sequence[int]
    records: pa.RecordBatch | list[dict[str, Any]]
    rejects: Sequence[Reject] = ()
    consumed: int = 0
    typed: bool = True

    @cached_property
    def table(self) -> pa.RecordBatch:
        """The records as columns; a JSON column of several types becomes a column of text."""
        if isinstance(self.records, pa.RecordBatch):
            return self.records.rename_columns(column_names(self.records.schema.names))
        names = list(dict.fromkeys(name for record in self.records for name in record))
        columns = [from_values([record.get(name) for record in self.records]) for name in names]
        return pa.RecordBatch.from_arrays(columns, names=names)

    @cached_property
    def objects(self) -> list[dict[str, Any]]:
        """The records as dictionaries, for shapes that walk nested data."""
        return self.records.to_pylist() if isinstance(self.records, pa.RecordBatch) else self.records

    def reject(self, index: int, reason: str) -> Reject:
        """The record at `index` as a reject."""
        if isinstance(self.records, pa.RecordBatch):
            row = self.records.slice(index, 1)
            record = {name: _readable(column) for name, column in zip(row.schema.names, row.columns, strict=True)}
        else:
            record = self.records[index]
        return Reject(int(self.numbers[index]), reason, excerpt(json.dumps(record, ensure_ascii=False, default=str)))


@dataclass(frozen=True)
class Rows:
    """Rows for the workspace's tables, made by a shape from one chunk.

    `tables` maps table names to batches whose doc_ids are final; `kept` counts the records that they hold, so that
    records in = kept + rejects.
    """

    tables: dict[str, pa.RecordBatch]
    kept: int
    rejects: Sequence[Reject] = ()
    consumed: int = 0
    renamed: dict[str, str] = field(default_factory=dict)
    problems: dict[str, int] = field(default_factory=dict)
    """What was odd so far and could be kept all the same, with how often."""


def column_names(names: Sequence[str]) -> list[str]:
    """`names`, each once: a second `a` becomes `a_2`, an empty name `column_<its place>`."""
    return unique_names([name or f"column_{place}" for place, name in enumerate(names, 1)])


def excerpt(raw: str | bytes) -> str:
    """The first 1,000 characters of `raw` as valid UTF-8 text."""
    text = raw[: 4 * RAW_CHARACTERS].decode("utf-8", "replace") if isinstance(raw, bytes) else raw[:RAW_CHARACTERS]
    return text.encode("utf-8", "replace").decode("utf-8")[:RAW_CHARACTERS]


def kind_of(value: Any) -> str:
    """What JSON calls `value`: "an object", "a number", ..."""
    return _KINDS[type(value)]


def _readable(column: pa.Array) -> Any:
    try:
        return column[0].as_py()
    except UnicodeDecodeError:
        if pa.types.is_nested(column.type):
            return "(invalid UTF-8)"
        return (
            column.view(pa.binary() if column.type == pa.string() else pa.large_binary())[0]
            .as_py()
            .decode("utf-8", "replace")
        )
