"""Which columns of the first records contain text."""

from __future__ import annotations

import pyarrow as pa

from analytics.ingest.records import Chunk

SAMPLE_ROWS = 1000


def text_values(sample: Chunk) -> dict[str, list[str]]:
    """{column: values} of the text columns, from the first rows; a column of bytes is text if most are UTF-8."""
    if isinstance(sample.records, list):
        values: dict[str, list[str]] = {}
        for record in sample.records[:SAMPLE_ROWS]:
            for name, value in record.items():
                if isinstance(value, str):
                    values.setdefault(name, []).append(value)
        return values
    first = sample.table.slice(0, SAMPLE_ROWS)
    return {
        field.name: _decoded(column)
        for field, column in zip(first.schema, first.columns, strict=True)
        if _may_be_text(field.type, column)
    }


def type_name(kind: pa.DataType) -> str:
    """The type in one word, also for deeply nested types."""
    if pa.types.is_struct(kind):
        return "objects"
    if pa.types.is_nested(kind):
        return "lists"
    return "nothing" if pa.types.is_null(kind) else str(kind)


def _may_be_text(kind: pa.DataType, column: pa.Array) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    if kind in (pa.string(), pa.large_string(), pa.string_view()):
        return True
    if kind not in (pa.binary(), pa.large_binary(), pa.binary_view()):
        return False
    values = _decoded(column)
    return 2 * sum("\ufffd" in value for value in values) < len(values)


def _decoded(column: pa.Array) -> list[str]:
    column = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    values = column.cast(pa.large_binary()).to_pylist()
    return [value.decode("utf-8", "replace") for value in values if value is not None]
