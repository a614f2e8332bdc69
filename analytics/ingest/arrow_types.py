"""Arrow types of metadata columns: which types can be stored, and how columns of different types become one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

MAX_STRUCT_FIELDS = 256
"""Objects with more distinct keys have data (ids, dates) as keys: they are stored as JSON text."""

_PLAIN_TYPES = {
    pa.large_string(): pa.string(),
    pa.string_view(): pa.string(),
    pa.large_binary(): pa.binary(),
    pa.binary_view(): pa.binary(),
    pa.date64(): pa.date32(),
}


def from_values(values: list[Any]) -> pa.Array:
    """JSON values as an Arrow array of one type.

    Values without a common type become text, nested ones JSON text.
    """
    kinds = set(map(type, values))
    try:
        if kinds & {dict, list} and any(width > MAX_STRUCT_FIELDS for width in _widths(values)):
            return _text_array(values)
        array = pa.array(values)
    except (pa.ArrowException, OverflowError, TypeError, ValueError, RecursionError):
        return _text_array(values)
    return array if storable(array.type) == array.type else _text_array(values)


def storable(kind: pa.DataType) -> pa.DataType:
    """The type in which a column of type `kind` is stored: one that Parquet and DuckDB both support, else text.

    Times with a time zone are stored in UTC without one: DuckDB needs an extension and pytz for the others.
    """
    if kind in _PLAIN_TYPES:
        return _PLAIN_TYPES[kind]
    if pa.types.is_nested(kind):
        return _storable_nested(kind)
    if pa.types.is_dictionary(kind):
        return storable(kind.value_type)
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        return pa.timestamp(kind.unit)
    if isinstance(kind, pa.UuidType):
        return pa.string()
    if isinstance(kind, pa.BaseExtensionType):
        return storable(kind.storage_type)
    return pa.string() if pa.types.is_interval(kind) else kind


def common_type(left: pa.DataType, right: pa.DataType) -> pa.DataType:
    """The narrowest type for values of both; text if there is none."""
    if left == right or pa.types.is_null(right):
        return left
    if pa.types.is_null(left):
        return right
    fields = [pa.schema([("value", kind)]) for kind in (left, right)]
    try:
        kind = pa.unify_schemas(fields, promote_options="permissive").field(0).type
    except pa.ArrowException:
        return pa.string()
    return storable(kind)


def cast_array(array: pa.Array, kind: pa.DataType) -> pa.Array:
    """`array` as type `kind`. Raises pa.ArrowInvalid if a value does not fit; every value fits into text."""
    if array.type == kind:
        return array
    if pa.types.is_run_end_encoded(array.type):
        return cast_array(pc.run_end_decode(array), kind)
    if kind == pa.string() and not _casts_to_text(array.type):
        return _text_array(array.to_pylist())
    try:
        result = array.cast(kind)
        result.validate()  # pyarrow 26 may give a broken array for a list view
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid) as error:
        if isinstance(error, pa.ArrowInvalid) and not pa.types.is_nested(array.type):
            raise
        values = array.to_pylist()
        return _text_array(values) if kind == pa.string() else pa.array(values, kind)
    return result


def null_if_empty(column: pa.Array) -> pa.Array:
    """Text `column` with NULL for "": CSV has no other way to write a missing value."""
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, column.type), column)


def _storable_nested(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_fixed_size_list(kind):
        return pa.list_(storable(kind.value_type), kind.list_size)
    if pa.types.is_map(kind):
        return pa.map_(storable(kind.key_type), storable(kind.item_type))
    if pa.types.is_struct(kind):
        fields = [pa.field(field.name, storable(field.type)) for field in kind]
        return pa.struct(fields) if 0 < len(fields) <= MAX_STRUCT_FIELDS and _has_sql_names(kind) else pa.string()
    if pa.types.is_union(kind) or pa.types.is_run_end_encoded(kind):
        return pa.string()
    return pa.list_(storable(kind.value_type))


def _text_array(values: list[Any]) -> pa.Array:
    texts = [value if value is None or isinstance(value, str) else _text(value) for value in values]
    return pa.array(texts, pa.string())


def _text(value: Any) -> str:
    if isinstance(value, (dict, list, bool)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _casts_to_text(kind: pa.DataType) -> bool:
    tests = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_string_view,
        pa.types.is_dictionary,
        pa.types.is_primitive,
        pa.types.is_decimal,
    )
    return any(test(kind) for test in tests)


def _has_sql_names(kind: pa.StructType) -> bool:
    """Whether DuckDB can name the fields: it ignores case, and a field without a name makes the struct a tuple."""
    names = {field.name.lower() for field in kind}
    return len(names) == kind.num_fields and not any(name == "" or "\0" in name for name in names)


def _widths(values: list[Any]) -> Iterator[int]:
    """The number of distinct keys of the objects at each level of `values`."""
    while values:
        inner: list[Any] = []
        keys: set[str] = set()
        for value in values:
            if isinstance(value, dict):
                keys.update(value)
                inner.extend(item for item in value.values() if isinstance(item, (dict, list)))
            elif isinstance(value, list):
                inner.extend(item for item in value if isinstance(item, (dict, list)))
        yield len(keys)
        values = inner
