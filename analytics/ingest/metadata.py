"""The `metadata` table: columns of any input under their own names, in parts that differ in columns but agree in
types.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.ingest.arrow_types import converted, unified
from analytics.workspace import ROW_GROUP_ROWS, TableWriter, Workspace


@dataclass(frozen=True)
class Part:
    """A finished Parquet file of the table."""

    name: str
    rows: int
    schema: pa.Schema


class MetadataWriter:
    """Writes batches whose columns come, go and change type. A new column or a wider type starts a new part; `close`
    rewrites the parts whose types turned out too narrow, and puts first a part without rows that names every column
    with its type.

    `earlier` are parts of the present table that stay. Names are compared without case, as SQL does.
    """

    def __init__(self, workspace: Workspace, earlier: Sequence[Part] = ()):
        self._workspace = workspace
        self._parts = [part for part in earlier if part.rows]
        self._types: dict[str, pa.DataType] = {"doc_id": pa.int64()}
        self._spelling: dict[str, str] = {"doc_id": "doc_id"}
        self._writer: TableWriter | None = None
        self._schema = pa.schema([])
        for part in earlier:
            self._learn(part.schema)

    def write(self, batch: pa.RecordBatch) -> None:
        """Append `batch`: its first column is doc_id, its names are distinct without case."""
        self._learn(batch.schema)
        while True:
            if self._writer is None or not self._fits(batch.schema):
                self._start_part()
            try:
                self._writer.write(_as(batch, self._schema))  # type: ignore[union-attr]
                return
            except _DoesNotFit as column:
                self._types[str(column)] = pa.string()

    def close(self) -> list[Part]:
        """All parts of the table, in doc_id order."""
        self._finish_part()
        while True:
            types = {key: _without_null(kind) for key, kind in self._types.items()}
            try:
                parts = [self._rewritten(part, types) for part in self._parts]
                break
            except _DoesNotFit as column:
                self._types[str(column)] = pa.string()
        head = self._workspace.writer("metadata", self._named(types))
        head.close()
        return [Part(head.name, 0, self._named(types)), *parts]

    def _learn(self, schema: pa.Schema) -> None:
        for field in schema:
            key = field.name.lower()
            self._spelling.setdefault(key, field.name)
            self._types[key] = unified(self._types.get(key, pa.null()), field.type)

    def _named(self, types: Mapping[str, pa.DataType]) -> pa.Schema:
        return pa.schema([(self._spelling[key], kind) for key, kind in types.items()])

    def _fits(self, schema: pa.Schema) -> bool:
        """Whether the open part can take columns like these without losing a value."""
        here = {field.name.lower(): field.type for field in self._schema}
        return all(here.get(field.name.lower()) == self._types[field.name.lower()] for field in schema)

    def _start_part(self) -> None:
        self._finish_part()
        self._schema = self._named(self._types)
        self._writer = self._workspace.writer("metadata", self._schema)

    def _finish_part(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._parts.append(Part(self._writer.name, self._writer.rows, self._schema))
            self._writer = None

    def _rewritten(self, part: Part, types: Mapping[str, pa.DataType]) -> Part:
        """`part`, or a copy of it with the final types where its own differ."""
        if all(field.type == types[field.name.lower()] or pa.types.is_null(field.type) for field in part.schema):
            return part
        schema = self._named({field.name.lower(): types[field.name.lower()] for field in part.schema})
        writer = self._workspace.writer("metadata", schema)
        try:
            for batch in pq.ParquetFile(self._workspace.tables_path / part.name).iter_batches(
                batch_size=ROW_GROUP_ROWS
            ):
                writer.write(_as(batch, schema))
        finally:
            writer.close()
        return Part(writer.name, writer.rows, schema)


class _DoesNotFit(Exception):
    """A column (its key) holds a value that its type cannot: it has to become text."""


def _as(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """`batch` with the columns and types of `schema`; columns that it has not are NULL."""
    columns = {name.lower(): column for name, column in zip(batch.schema.names, batch.columns, strict=True)}
    arrays = []
    for field in schema:
        key = field.name.lower()
        try:
            arrays.append(converted(columns[key], field.type) if key in columns else pa.nulls(len(batch), field.type))
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            raise _DoesNotFit(key) from None
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _without_null(kind: pa.DataType) -> pa.DataType:
    """`kind` with text where no value has told the type."""
    if pa.types.is_null(kind):
        return pa.string()
    if pa.types.is_list(kind):
        return pa.list_(_without_null(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, _without_null(field.type)) for field in kind])
    return kind
