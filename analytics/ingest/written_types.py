"""Store a column of text as numbers or truths only where every value is written back exactly as it was.

A field remembers in its metadata the styles in which all its values are written. Columns of several chunks or files
become one by the styles that they share; without a shared style they become text, and each is written back in its own.

| style | values |
|---|---|
| `whole` | 7, -12: digits without a leading zero or a plus |
| `point` | 1.0, 2.25, 1e-05: as Python and pandas write doubles |
| `short` | 1, 2.25: the same, whole numbers without a point |
| `fixed2` | 1.50, 12.00: two digits after the point, stored as decimals |
| `true`, `True`, `TRUE` | truths in one spelling |
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

KEY = b"written"
DECIMAL_DIGITS = 18
SPELLINGS = ("true", "True", "TRUE")

_WHOLE = r"^(0|-?[1-9]\d{0,17})$"
_NUMBER = r"^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d{1,3})?$"
_FIXED = r"^-?(0|[1-9]\d*)\.\d+$"
_NEGATIVE_ZERO = r"^-0\.0*$"


def typed_field(name: str, column: pa.Array) -> tuple[pa.Field, pa.Array]:
    """Text `column` as integers, doubles, decimals or booleans if all values are written so; else as text. "" becomes
    NULL.
    """
    column = pc.if_else(pc.equal(column, ""), pa.scalar(None, column.type), column)
    if column.null_count == len(column):
        return pa.field(name, pa.null()), pa.nulls(len(column))
    for styles, values in (_whole(column), _doubles(column), _decimals(column), _truths(column)):
        if values is not None:
            return _field(name, values.type, styles), values
    return pa.field(name, column.type), column


def common_field(left: pa.Field, right: pa.Field) -> pa.Field | None:
    """The field for values of both, None where their types decide alone: neither is a column of text that was read as
    numbers or truths, or one has no values.
    """
    if KEY not in (left.metadata or {}) and KEY not in (right.metadata or {}):
        return None
    if pa.types.is_null(right.type):
        return left
    if pa.types.is_null(left.type):
        return _field(left.name, right.type, styles_of(right))
    styles = _shared(styles_of(left), styles_of(right))
    if not styles:
        return pa.field(left.name, pa.string())
    return _field(left.name, _type_of(styles, left.type, right.type), styles)


def styles_of(field: pa.Field) -> set[str]:
    """The styles in which the values are written; those of a column with a type of its own are what JSON writes."""
    if KEY in (field.metadata or {}):
        return set(field.metadata[KEY].decode().split())
    if pa.types.is_integer(field.type):
        return {"whole"}
    if pa.types.is_floating(field.type):
        return {"point", "short"}
    if pa.types.is_boolean(field.type):
        return {"true"}
    return {f"fixed{field.type.scale}"} if pa.types.is_decimal(field.type) and field.type.scale > 0 else set()


def written(column: pa.Array, styles: set[str]) -> pa.Array:
    """A column of numbers or truths as the text that it was read from."""
    if pa.types.is_boolean(column.type):
        spelling = next(one for one in SPELLINGS if one in styles)
        texts = pc.if_else(column, spelling, _no_of(spelling))
        return texts.cast(pa.string())
    if not pa.types.is_floating(column.type):
        return column.cast(pa.string())
    if "point" in styles:
        return _texts(column, repr)
    return _texts(column, _short)


def converted(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """A column of doubles as the decimals in which all its values are written."""
    if pa.types.is_floating(column.type) and pa.types.is_decimal(kind):
        return _texts(column, lambda value: f"{value:.{kind.scale}f}").cast(kind)
    return column.cast(kind)


def _field(name: str, kind: pa.DataType, styles: set[str]) -> pa.Field:
    return pa.field(name, kind, metadata={KEY: " ".join(sorted(styles)).encode()})


def _shared(left: set[str], right: set[str]) -> set[str]:
    """The styles that both have. Whole numbers are also what doubles without a point are."""
    wholes = [one for one in (left, right) if one == {"whole"}]
    if len(wholes) == 1:
        return {"short"} & (left | right)
    return left & right


def _type_of(styles: set[str], left: pa.DataType, right: pa.DataType) -> pa.DataType:
    if styles & {"whole", *SPELLINGS}:
        return left if left == right else pa.int64() if "whole" in styles else pa.bool_()
    if styles & {"point", "short"}:
        return pa.float64()
    scale = next(int(style.removeprefix("fixed")) for style in styles)
    return pa.decimal128(DECIMAL_DIGITS, scale)


Styled = tuple[set[str], pa.Array | None]


def _whole(column: pa.Array) -> Styled:
    return {"whole"}, column.cast(pa.int64()) if _all_match(column, _WHOLE) else None


def _doubles(column: pa.Array) -> Styled:
    if not _all_match(column, _NUMBER):
        return set(), None
    values = column.cast(pa.float64())
    if not np.isfinite(values.drop_null().to_numpy()).all():
        return set(), None
    texts = {"point": repr, "short": _short}
    styles = {style for style, write in texts.items() if _texts(values, write).equals(column)}
    return (styles | _fixed(column), values) if styles else (set(), None)


def _decimals(column: pa.Array) -> Styled:
    styles = _fixed(column)
    if not styles:
        return set(), None
    (style,) = styles
    return styles, column.cast(pa.decimal128(DECIMAL_DIGITS, int(style.removeprefix("fixed"))))


def _fixed(column: pa.Array) -> set[str]:
    """`{fixed2}` where all values have two digits after the point."""
    if not _all_match(column, _FIXED) or pc.any(pc.match_substring_regex(column, _NEGATIVE_ZERO)).as_py():
        return set()
    digits = pc.subtract(pc.utf8_length(column), pc.add(pc.find_substring(column, "."), 1))
    lengths = pc.min_max(digits).as_py()
    is_short = pc.max(pc.utf8_length(column)).as_py() <= DECIMAL_DIGITS
    return {f"fixed{lengths['min']}"} if lengths["min"] == lengths["max"] and is_short else set()


def _truths(column: pa.Array) -> Styled:
    for spelling in SPELLINGS:
        if _all_match(column, f"^({spelling}|{_no_of(spelling)})$"):
            return {spelling}, pc.equal(column, spelling)
    return set(), None


def _no_of(spelling: str) -> str:
    return "FALSE" if spelling.isupper() else "False" if spelling[0].isupper() else "false"


def _short(value: float) -> str:
    return repr(value).removesuffix(".0")


def _texts(column: pa.Array, write: Callable[[float], str]) -> pa.Array:
    return pa.array([None if value is None else write(value) for value in column.to_pylist()], pa.string())


def _all_match(column: pa.Array, pattern: str) -> bool:
    return bool(pc.all(pc.match_substring_regex(column, pattern)).as_py())
