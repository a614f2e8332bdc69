"""Which Arrow types a metadata column may have, and how columns of different types become one without losing a
value.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

STRUCT_FIELDS = 256
"""Objects with more distinct keys than this are data in the shape of keys (ids, dates): they are kept as JSON text."""

_PLAIN = {
    pa.large_string(): pa.string(),
    pa.string_view(): pa.string(),
    pa.large_binary(): pa.binary(),
    pa.binary_view(): pa.binary(),
    pa.date64(): pa.date32(),
}

_WRITTEN = (
    (r"^(0|-?[1-9]\d{0,17})$", pa.int64()),
    (r"^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,2})?$", pa.float64()),
    (r"^([tT]rue|[fF]alse)$", pa.bool_()),
)
"""How numbers and truth values are written in CSV. Digits with leading zeros (postal codes) or too many of them stay
text.
"""


def from_values(values: list[Any]) -> pa.Array:
    """Python values from JSON as an Arrow array of one type; values that share no type are kept as text, nested ones as
    JSON.
    """
    kinds = set(map(type, values))
    try:
        if kinds & {dict, list} and any(width > STRUCT_FIELDS for width in _widths(values)):
            return _as_text(values)
        array = pa.array(values)
    except (pa.ArrowException, OverflowError, TypeError, ValueError, RecursionError):
        return _as_text(values)
    return array if storable(array.type) == array.type else _as_text(values)


def storable(kind: pa.DataType) -> pa.DataType:
    """The type in which a column of type `kind` is kept: one that Parquet holds and DuckDB reads. Text for what has
    none.

    Times with a zone are kept in UTC without one: DuckDB needs an extension and pytz for the others.
    """
    if kind in _PLAIN:
        return _PLAIN[kind]
    if pa.types.is_dictionary(kind):
        return storable(kind.value_type)
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        return pa.timestamp(kind.unit)
    if isinstance(kind, pa.UuidType):
        return pa.string()
    if isinstance(kind, pa.BaseExtensionType):
        return storable(kind.storage_type)
    if pa.types.is_fixed_size_list(kind):
        return pa.list_(storable(kind.value_type), kind.list_size)
    if (
        pa.types.is_list(kind)
        or pa.types.is_large_list(kind)
        or pa.types.is_list_view(kind)
        or pa.types.is_large_list_view(kind)
    ):
        return pa.list_(storable(kind.value_type))
    if pa.types.is_struct(kind):
        fields = [pa.field(field.name, storable(field.type)) for field in kind]
        return pa.struct(fields) if 0 < len(fields) <= STRUCT_FIELDS and _has_good_names(kind) else pa.string()
    if pa.types.is_map(kind):
        return pa.map_(storable(kind.key_type), storable(kind.item_type))
    if pa.types.is_union(kind) or pa.types.is_interval(kind) or pa.types.is_run_end_encoded(kind):
        return pa.string()
    return kind


def unified(left: pa.DataType, right: pa.DataType) -> pa.DataType:
    """The narrowest type that holds values of both; text when there is none."""
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


def converted(array: pa.Array, kind: pa.DataType) -> pa.Array:
    """`array` as type `kind`. Raises pa.ArrowInvalid when a value does not fit; everything fits into text."""
    if array.type == kind:
        return array
    if pa.types.is_run_end_encoded(array.type):
        return converted(pc.run_end_decode(array), kind)
    if kind == pa.string() and not (
        _is_text(array.type) or pa.types.is_primitive(array.type) or pa.types.is_decimal(array.type)
    ):
        return _as_text(array.to_pylist())
    try:
        found = array.cast(kind)
        found.validate()  # a cast of a list view may come out broken (pyarrow 26)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid) as error:
        if isinstance(error, pa.ArrowInvalid) and not pa.types.is_nested(array.type):
            raise
        values = array.to_pylist()
        return _as_text(values) if kind == pa.string() else pa.array(values, kind)
    return found


def without_empty(column: pa.Array) -> pa.Array:
    """`column` of text with NULL for "": CSV has no other way to say that there is no value."""
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, column.type), column)


def inferred(column: pa.Array) -> pa.Array:
    """`column` of text as integers, doubles or booleans when all its values are written so; else as it is. "" becomes
    NULL.
    """
    column = without_empty(column)
    if column.null_count == len(column):
        return pa.nulls(len(column))
    for pattern, kind in _WRITTEN:
        if pc.all(pc.match_substring_regex(column, pattern)).as_py():
            return column.cast(kind)
    return column


def _as_text(values: list[Any]) -> pa.Array:
    return pa.array(
        [value if value is None or isinstance(value, str) else _text(value) for value in values], pa.string()
    )


def _text(value: Any) -> str:
    if isinstance(value, (dict, list, bool)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _is_text(kind: pa.DataType) -> bool:
    return (
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_dictionary(kind)
    )


def _has_good_names(kind: pa.StructType) -> bool:
    """Whether DuckDB can tell the fields apart and name them: it ignores case, and a nameless field makes the struct a
    tuple.
    """
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
