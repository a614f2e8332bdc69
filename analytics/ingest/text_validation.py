"""Find the records of a corpus whose text cannot be stored, and why."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.errors import DataloupeError
from analytics.ingest.arrow_types import cast_array, storable
from analytics.ingest.records import Chunk, json_kind


def validate_text(chunk: Chunk, name: str) -> tuple[pa.RecordBatch, pa.Array, dict[int, str]]:
    """The chunk's columns, its text column, and {index: reason} of the records that cannot be stored."""
    table = chunk.table
    position = table.schema.get_field_index(name)
    problems: dict[int, str] = {}
    if position < 0:
        text = pa.nulls(len(chunk.records), pa.string())
    elif isinstance(chunk.records, list):
        problems = _not_strings([record.get(name) for record in chunk.records])
        text = cast_array(table.column(position), pa.string())
    else:
        if pa.types.is_binary(storable(table.schema.field(position).type)):
            table = table.set_column(position, name, table.column(position).cast(pa.binary()).view(pa.string()))
        problems = _invalid_utf8(table)
        text = cast_array(table.column(position), pa.string())
    if text.null_count:
        problems = dict.fromkeys(np.flatnonzero(text.is_null()).tolist(), "no text") | problems
    if _has_nul(text):
        with_nul = pc.match_substring(text.cast(pa.binary()), b"\0").fill_null(False)
        problems = dict.fromkeys(np.flatnonzero(with_nul).tolist(), "NUL byte in text") | problems
    return table, text, problems


def _not_strings(values: list[object]) -> dict[int, str]:
    return {
        index: f"text is {json_kind(value)}, not a string"
        for index, value in enumerate(values)
        if value is not None and type(value) is not str
    }


def _invalid_utf8(table: pa.RecordBatch) -> dict[int, str]:
    """{index: reason} of the rows with invalid UTF-8 in any column: DuckDB would refuse the whole table."""
    problems: dict[int, str] = {}
    for name, column in zip(table.schema.names, table.columns, strict=True):
        try:
            column.validate(full=True)
        except pa.ArrowInvalid as error:
            if "UTF8" not in str(error):
                raise DataloupeError(f"Column {name!r} is damaged: {error}") from None
            problems |= dict.fromkeys(_undecodable(column), f"invalid UTF-8 in column {name!r}")
    return problems


def _undecodable(column: pa.Array) -> Iterator[int]:
    for index, value in enumerate(column):
        try:
            value.as_py()
        except UnicodeDecodeError:
            yield index


def _has_nul(text: pa.Array) -> bool:
    """Whether any text has a NUL byte, by one look at the bytes (a substring search takes ten times as long)."""
    _, offsets, data = text.buffers()
    if not len(text) or data is None:
        return False
    ends = np.frombuffer(offsets, np.int32)[text.offset : text.offset + len(text) + 1]
    used = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]]
    return bool(used.size and used.min() == 0)
