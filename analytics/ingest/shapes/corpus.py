"""A corpus: one record is one document. The shape of everything that is no log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.errors import DataloupeError
from analytics.ingest import convert
from analytics.ingest.arrow_types import converted, inferred, storable, without_empty
from analytics.ingest.canonical import Columns, choose_columns
from analytics.ingest.records import Chunk, Rows, kind_of
from analytics.ingest.tables import DOCUMENTS

CONVERSIONS = {"created_at": convert.times, "score": convert.numbers}
"""Fields of `documents` that are no text."""


def detect(sample: Chunk) -> bool:
    """Any table can be a corpus; so this shape is asked last."""
    return True


def plan(name: str, sample: Chunk, options: Mapping[str, Any]) -> Columns:
    """Which columns become fields of `documents`. Raises DataloupeError for unknown columns or when there is no text."""
    return choose_columns(name, sample, options)


def read(chunks: Iterable[Chunk], columns: Columns, default_source: str, first_doc_id: int) -> Iterator[Rows]:
    """Rows of `documents` and `metadata`, with dense doc_ids from `first_doc_id` on. A record without usable text is a reject."""
    names = MetadataNames()
    doc_id = first_doc_id
    for chunk in chunks:
        table, text, problems = _with_text(chunk, columns.text)
        rejects = [*chunk.rejects, *(chunk.reject(index, reason) for index, reason in sorted(problems.items()))]
        if len(problems) == len(chunk.records):
            yield Rows({}, 0, rejects, chunk.consumed, names.renamed)
            continue
        if problems:
            good = np.ones(len(table), dtype=bool)
            good[list(problems)] = False
            table, text = table.filter(pa.array(good)), text.filter(pa.array(good))
        ids = pa.array(np.arange(doc_id, doc_id + len(text)))
        doc_id += len(text)
        table = pa.RecordBatch.from_arrays([converted(column, storable(column.type)) for column in table.columns], names=table.schema.names)
        documents, unconverted = _documents(table, text, ids, columns, default_source, chunk.typed)
        if not chunk.typed:
            table = pa.RecordBatch.from_arrays([inferred(column) for column in table.columns], names=table.schema.names)
        metadata = _metadata(table, ids, {columns.text, *columns.fields.values()}, unconverted, names)
        yield Rows({"documents": documents, "metadata": metadata}, len(text), rejects, chunk.consumed, names.renamed)


class MetadataNames:
    """Names of metadata columns, distinct without regard to case (as SQL sees them); `renamed` tells which had to change."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}
        self._taken = {"doc_id"}

    @property
    def renamed(self) -> dict[str, str]:
        return {name: given for name, given in self._given.items() if name != given}

    def __call__(self, name: str) -> str:
        if name not in self._given:
            plain = name.replace("\0", "\ufffd") or "column"
            given, number = plain, 2
            while given.lower() in self._taken:
                given, number = f"{plain}_{number}", number + 1
            self._taken.add(given.lower())
            self._given[name] = given
        return self._given[name]


def _with_text(chunk: Chunk, name: str) -> tuple[pa.RecordBatch, pa.Array, dict[int, str]]:
    """The chunk's columns, its text column, and the rows that cannot be kept: {index: reason}."""
    table = chunk.table
    position = table.schema.get_field_index(name)
    problems: dict[int, str] = {}
    if position < 0:
        text = pa.nulls(len(chunk.records), pa.string())
    elif isinstance(chunk.records, list):
        values = [record.get(name) for record in chunk.records]
        problems = {index: f"text is {kind_of(value)}, not a string" for index, value in enumerate(values) if value is not None and type(value) is not str}
        text = converted(table.column(position), pa.string())
    else:
        if pa.types.is_binary(storable(table.schema.field(position).type)):
            as_text = table.column(position).cast(pa.binary()).view(pa.string())
            table = table.set_column(position, name, as_text)
        problems = _invalid_utf8(table)
        text = converted(table.column(position), pa.string())
    if text.null_count:
        problems = dict.fromkeys(np.flatnonzero(text.is_null()).tolist(), "no text") | problems
    if _holds_nul(text):
        with_nul = pc.match_substring(text.cast(pa.binary()), b"\0").fill_null(False)
        problems = dict.fromkeys(np.flatnonzero(with_nul).tolist(), "NUL byte in text") | problems
    return table, text, problems


def _documents(
    table: pa.RecordBatch, text: pa.Array, ids: pa.Array, columns: Columns, default_source: str, typed: bool
) -> tuple[pa.RecordBatch, dict[str, pa.Array]]:
    """The documents, and {column: values that did not convert} for metadata, so that nothing is lost."""
    found = {"doc_id": ids, "kind": pa.repeat("document", len(ids)), "text": text}
    unconverted = {}
    for field, name in columns.fields.items():
        position = table.schema.get_field_index(name)
        if position < 0:
            continue
        raw = table.column(position) if typed else without_empty(table.column(position))
        found[field] = CONVERSIONS.get(field, convert.texts)(raw)
        if found[field].null_count > raw.null_count:
            unconverted[name] = pc.if_else(found[field].is_null(), raw, pa.scalar(None, raw.type))
    source = found.get("source", pa.nulls(len(ids), pa.string()))
    found["source"] = source.fill_null(default_source) if source.null_count else source
    arrays = [found.get(field.name, pa.nulls(len(ids), field.type)) for field in DOCUMENTS]
    return pa.RecordBatch.from_arrays(arrays, schema=DOCUMENTS), unconverted


def _metadata(table: pa.RecordBatch, ids: pa.Array, used: set[str], unconverted: Mapping[str, pa.Array], names: MetadataNames) -> pa.RecordBatch:
    columns = {"doc_id": ids}
    for name, column in zip(table.schema.names, table.columns, strict=True):
        if name in used:
            column = unconverted.get(name)
        if column is not None:
            columns[names(name)] = column
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def _invalid_utf8(table: pa.RecordBatch) -> dict[int, str]:
    """{index: reason} of the rows with text that is no UTF-8, in any column: DuckDB would refuse the whole table."""
    problems: dict[int, str] = {}
    for name, column in zip(table.schema.names, table.columns, strict=True):
        try:
            column.validate(full=True)
        except pa.ArrowInvalid as error:
            if "UTF8" not in str(error):
                raise DataloupeError(f"column {name!r} is damaged: {error}") from None
            problems |= dict.fromkeys(_undecodable(column), f"invalid UTF-8 in column {name!r}")
    return problems


def _undecodable(column: pa.Array) -> Iterator[int]:
    for index, value in enumerate(column):
        try:
            value.as_py()
        except UnicodeDecodeError:
            yield index


def _holds_nul(text: pa.Array) -> bool:
    """Whether any text has a NUL byte, by one look at the bytes (a substring search takes ten times as long)."""
    _, offsets, data = text.buffers()
    if not len(text) or data is None:
        return False
    ends = np.frombuffer(offsets, np.int32)[text.offset : text.offset + len(text) + 1]
    used = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]]
    return bool(used.size and used.min() == 0)
