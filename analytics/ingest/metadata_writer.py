"""Write the `metadata` table: the columns of any input, in files that differ in columns but agree in types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.ingest.arrow_types import cast_array, common_type
from analytics.ingest.written_types import common_field, converted, styles_of, written
from analytics.workspace import ROW_GROUP_ROWS, TableWriter, Workspace


@dataclass(frozen=True)
class MetadataFile:
    """A finished Parquet file of the table."""

    name: str
    rows: int
    schema: pa.Schema


class MetadataWriter:
    """Writes batches whose columns appear, disappear and change type. A new column or a wider type starts a new file,
    and so do values written in fewer styles (see `written_types`).

    `close` rewrites the files whose types are too narrow, and puts a file without rows first that has every column
    with its type. `earlier` are the files of the present table that stay. Names are compared without case, as in SQL.
    """

    def __init__(self, workspace: Workspace, earlier: Sequence[MetadataFile] = ()):
        self._workspace = workspace
        self._files = [file for file in earlier if file.rows]
        self._fields: dict[str, pa.Field] = {"doc_id": pa.field("doc_id", pa.int64())}
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
                self._make_text(str(column))

    def close(self) -> list[MetadataFile]:
        """All files of the table, in doc_id order."""
        self._finish_file()
        while True:
            fields = {key: field.with_type(_without_null(field.type)) for key, field in self._fields.items()}
            try:
                files = [self._rewritten(file, fields) for file in self._files]
                break
            except _DoesNotFit as column:
                self._make_text(str(column))
        schema = pa.schema(list(fields.values()))
        head = self._workspace.writer("metadata", schema)
        head.close()
        return [MetadataFile(head.name, 0, schema), *files]

    def _add_types(self, schema: pa.Schema) -> None:
        """Widen the types of the table so that they hold the columns of `schema`."""
        for field in schema:
            key = field.name.lower()
            present = self._fields.setdefault(key, pa.field(field.name, pa.null()))
            self._fields[key] = common_field(present, field) or present.with_type(common_type(present.type, field.type))

    def _make_text(self, key: str) -> None:
        self._fields[key] = pa.field(self._fields[key].name, pa.string())

    def _fits(self, schema: pa.Schema) -> bool:
        """Whether the open file can store columns of `schema` without loss, and write them back as they were."""
        here = {field.name.lower(): field for field in self._schema}
        keys = [field.name.lower() for field in schema]
        return all(key in here and here[key].equals(self._fields[key], check_metadata=True) for key in keys)

    def _start_file(self) -> None:
        self._finish_file()
        self._schema = pa.schema(list(self._fields.values()))
        self._writer = self._workspace.writer("metadata", self._schema)

    def _finish_file(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._files.append(MetadataFile(self._writer.name, self._writer.rows, self._schema))
            self._writer = None

    def _rewritten(self, file: MetadataFile, fields: Mapping[str, pa.Field]) -> MetadataFile:
        """`file`, or a copy of it with the final types if they differ from its own."""
        final = [fields[field.name.lower()] for field in file.schema]
        if all(own.type in (field.type, pa.null()) for own, field in zip(file.schema, final, strict=True)):
            return file
        schema = pa.schema(final)
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
    columns = {field.name.lower(): (field, column) for field, column in zip(batch.schema, batch.columns, strict=True)}
    arrays = []
    for field in schema:
        key = field.name.lower()
        try:
            arrays.append(_cast(*columns[key], field.type) if key in columns else pa.nulls(len(batch), field.type))
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            raise _DoesNotFit(key) from None
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _cast(field: pa.Field, column: pa.Array, kind: pa.DataType) -> pa.Array:
    """The column as another type; numbers and truths become text as they were written."""
    styles = styles_of(field)
    if column.type == kind or not styles:
        return cast_array(column, kind)
    if kind == pa.string() and column.type != pa.float32():
        return written(column, styles)
    return converted(column, kind)


def _without_null(kind: pa.DataType) -> pa.DataType:
    """`kind` with text instead of the null type, which has no values."""
    if pa.types.is_null(kind):
        return pa.string()
    if pa.types.is_list(kind):
        return pa.list_(_without_null(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, _without_null(field.type)) for field in kind])
    return kind
