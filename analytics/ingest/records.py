"""The data types of ingest: containers turn bytes into chunks of records, shapes turn chunks into rows of tables."""

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
MAX_RECORD_BYTES = 256 << 20
"""A longer line, file or array element is rejected, so that memory stays bounded."""

OVERSIZED_HEAD_BYTES = 4096
RAW_CHARACTERS = 1000

_JSON_KINDS = {
    dict: "an object",
    list: "an array",
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "true or false",
    type(None): "null",
}


class Oversized(bytes):
    """The beginning of a record that is longer than MAX_RECORD_BYTES."""


@dataclass(frozen=True)
class Reject:
    """A row that is not a record: its number in the input (from 1), the reason, and its beginning."""

    row: int
    reason: str
    raw: str


@dataclass(frozen=True)
class Chunk:
    """Some records of one input in order, with their row numbers (from 1), and the rejected rows between them.

    Columnar containers give a RecordBatch, JSON gives dictionaries; `table` and `objects` convert one into the other.
    `consumed` is the number of input bytes read so far. `typed` is false where every value is text, as in CSV.
    """

    numbers: Sequence[int]
    records: pa.RecordBatch | list[dict[str, Any]]
    rejects: Sequence[Reject] = ()
    consumed: int = 0
    typed: bool = True

    @cached_property
    def table(self) -> pa.RecordBatch:
        """The records as columns; JSON values of several types become a text column."""
        if isinstance(self.records, pa.RecordBatch):
            return self.records.rename_columns(column_names(self.records.schema.names))
        names = list(dict.fromkeys(name for record in self.records for name in record))
        columns = [from_values([record.get(name) for record in self.records]) for name in names]
        return pa.RecordBatch.from_arrays(columns, names=names)

    @cached_property
    def objects(self) -> list[dict[str, Any]]:
        """The records as dictionaries, for shapes with nested data."""
        return self.records.to_pylist() if isinstance(self.records, pa.RecordBatch) else self.records

    def reject(self, index: int, reason: str) -> Reject:
        """The record at `index` as a reject."""
        if isinstance(self.records, pa.RecordBatch):
            row = self.records.slice(index, 1)
            record = {name: _first_value(column) for name, column in zip(row.schema.names, row.columns, strict=True)}
        else:
            record = self.records[index]
        return Reject(int(self.numbers[index]), reason, excerpt(json.dumps(record, ensure_ascii=False, default=str)))


@dataclass(frozen=True)
class Rows:
    """Rows for the workspace's tables, which a shape makes from one chunk.

    `tables` maps table names to batches with final doc_ids. `kept` is the number of records in them, so that
    records = kept + rejects. `renamed` and `problems` count from the beginning of the input: metadata columns that
    needed another name, and {what is unusual: how often} for records that are kept nevertheless.
    """

    tables: dict[str, pa.RecordBatch]
    kept: int
    rejects: Sequence[Reject] = ()
    consumed: int = 0
    renamed: dict[str, str] = field(default_factory=dict)
    problems: dict[str, int] = field(default_factory=dict)


def column_names(names: Sequence[str]) -> list[str]:
    """`names`, each once: a second `a` becomes `a_2`, an empty name `column_<position>`."""
    return unique_names([name or f"column_{position}" for position, name in enumerate(names, 1)])


def excerpt(raw: str | bytes) -> str:
    """The first 1,000 characters of `raw` as valid UTF-8 text."""
    text = raw[: 4 * RAW_CHARACTERS].decode("utf-8", "replace") if isinstance(raw, bytes) else raw[:RAW_CHARACTERS]
    return text.encode("utf-8", "replace").decode("utf-8")[:RAW_CHARACTERS]


def json_kind(value: Any) -> str:
    """The JSON type of `value`: "an object", "a number", ..."""
    return _JSON_KINDS[type(value)]


def error_reason(error: Exception) -> str:
    """The first line of the message of `error`, without its final period."""
    return str(error).splitlines()[0].removesuffix(".")


def _first_value(column: pa.Array) -> Any:
    """The first value of `column`, readable even if it is invalid UTF-8."""
    try:
        return column[0].as_py()
    except UnicodeDecodeError:
        if pa.types.is_nested(column.type):
            return "(invalid UTF-8)"
        binary = pa.binary() if column.type == pa.string() else pa.large_binary()
        return column.view(binary)[0].as_py().decode("utf-8", "replace")
