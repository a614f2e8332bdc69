"""Write the `metadata` table: the columns of any input, in files that differ in columns but agree in types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.ingest.arrow_types import cast_array, common_type
from analytics.workspace import ROW_GROUP_ROWS, TableWriter, Workspace


@dataclass(frozen=True)
class MetadataFile:
    """A finished Parquet file of the table."""

    name: str
    rows: int
    schema: pa.Schema


class MetadataWriter:
    """Writes batches whose columns appear, disappear and change type. A new column or a wider type starts a new file.

    `close` rewrites the files whose types are too narrow, and puts a file without rows first that has every column
    with its type. `earlier` are the files of the present table that stay. Names are compared without case, as in SQL.
    """

    def __init__(self, workspace: Workspace, earlier: Sequence[MetadataFile] = ()):
        self._workspace = workspace
        self._files = [file for file in earlier if file.rows]
        self._types: dict[str, pa.DataType] = {"doc_id": pa.int64()}
        self._spelling: dict[str, str] = {"doc_id": "doc_id"}
        self._writer: TableWriter | None = None
        self._schema = pa.schema([])
        for file in earlier:
            self._add_types(file.schema)

    def write(self, batch: pa.RecordBatch) -> None:
        """Append `batch`: its first column is doc_id, its names are distinct without case."""
        self._add_types(batch.schema)
        while True:
            if self._writer is None or not self._fits(batch.schema):
                self._start_file()
            try:
                self._writer.write(_with_schema(batch, self._schema))  # type: ignore[union-attr]
                return
            except _DoesNotFit as column:
                self._types[str(column)] = pa.string()

    def close(self) -> list[MetadataFile]:
        """All files of the table, in doc_id order."""
        self._finish_file()
        while True:
            types = {key: _without_null(kind) for key, kind in self._types.items()}
            try:
                files = [self._rewritten(file, types) for file in self._files]
                break
            except _DoesNotFit as column:
                self._types[str(column)] = pa.string()
        schema = self._schema_of(types)
        head = self._workspace.writer("metadata", schema)
        head.close()
        return [MetadataFile(head.name, 0, schema), *files]

    def _add_types(self, schema: pa.Schema) -> None:
        """Widen the types of the table so that they hold the columns of `schema`."""
        for field in schema:
            key = field.name.lower()
            self._spelling.setdefault(key, field.name)
            self._types[key] = common_type(self._types.get(key, pa.null()), field.type)

    def _schema_of(self, types: Mapping[str, pa.DataType]) -> pa.Schema:
        return pa.schema([(self._spelling[key], kind) for key, kind in types.items()])

    def _fits(self, schema: pa.Schema) -> bool:
        """Whether the open file can store columns of `schema` without loss."""
        here = {field.name.lower(): field.type for field in self._schema}
        return all(here.get(field.name.lower()) == self._types[field.name.lower()] for field in schema)

    def _start_file(self) -> None:
        self._finish_file()
        self._schema = self._schema_of(self._types)
        self._writer = self._workspace.writer("metadata", self._schema)

    def _finish_file(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._files.append(MetadataFile(self._writer.name, self._writer.rows, self._schema))
            self._writer = None

    def _rewritten(self, file: MetadataFile, types: Mapping[str, pa.DataType]) -> MetadataFile:
        """`file`, or a copy of it with the final types if they differ from its own."""
        if all(field.type == types[field.name.lower()] or pa.types.is_null(field.type) for field in file.schema):
            return file
        schema = self._schema_of({field.name.lower(): types[field.name.lower()] for field in file.schema})
        writer = self._workspace.writer("metadata", schema)
        old = pq.ParquetFile(self._workspace.tables_path / file.name)
        try:
            for batch in old.iter_batches(batch_size=ROW_GROUP_ROWS):
                writer.write(_with_schema(batch, schema))
        finally:
            writer.close()
        return MetadataFile(writer.name, writer.rows, schema)


class _DoesNotFit(Exception):
    """A column (its key) has a value that does not fit its type; the column must become text."""


def _with_schema(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """`batch` with the columns and types of `schema`; missing columns are NULL."""
    columns = {name.lower(): column for name, column in zip(batch.schema.names, batch.columns, strict=True)}
    arrays = []
    for field in schema:
        key = field.name.lower()
        try:
            arrays.append(cast_array(columns[key], field.type) if key in columns else pa.nulls(len(batch), field.type))
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            raise _DoesNotFit(key) from None
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _without_null(kind: pa.DataType) -> pa.DataType:
    """`kind` with text instead of the null type, which has no values."""
    if pa.types.is_null(kind):
        return pa.string()
    if pa.types.is_list(kind):
        return pa.list_(_without_null(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, _without_null(field.type)) for field in kind])
    return kind
