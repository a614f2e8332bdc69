"""Columns of storable types as the texts, times and numbers that `documents` holds. What does not convert is NULL."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest.arrow_types import converted

TIME = pa.timestamp("us")
TIME_FORMATS = (
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m",
    "%Y-%m-%d %H:%M:%S %z",
    "%a %b %d %H:%M:%S %z %Y",
    "%B %d, %Y",
    "%d %B %Y",
)
"""Beside ISO 8601 and the e-mail format. Day/month orders that cannot be told apart are not guessed."""

EPOCH = datetime(1970, 1, 1)
EPOCH_UNITS = ((1e11, 1.0), (1e14, 1e3), (1e17, 1e6), (math.inf, 1e9))
"""A number below the bound counts seconds / milliseconds / microseconds / nanoseconds since 1970 (good for years
1973-5138).
"""


def texts(column: pa.Array) -> pa.Array:
    """`column` as text: numbers in their shortest form, nested values as JSON."""
    return converted(column, pa.string())


def times(column: pa.Array) -> pa.Array:
    """`column` as UTC times: times, dates, ISO and e-mail formats, years, YYYYMMDD, and seconds to nanoseconds since
    1970, also as text.
    """
    kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return column.cast(TIME, safe=False)
    return _by_distinct_value(column, time_of, TIME)


def numbers(column: pa.Array) -> pa.Array:
    """`column` as doubles; infinities and NaN are unknown."""
    kind = column.type
    if (
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_boolean(kind)
    ):
        found = column.cast(pa.float64(), safe=False)
        return pc.if_else(pc.is_finite(found), found, pa.scalar(None, pa.float64()))
    return _by_distinct_value(column, _number_of, pa.float64())


def time_of(value: Any) -> datetime | None:
    """One value as a naive UTC time, or None when it is none."""
    try:
        if isinstance(value, bool):
            return None
        if isinstance(value, str):
            return _time_of_text(value.strip())
        if isinstance(value, datetime):
            return _naive(value)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day)
        return _time_of_number(float(value))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _time_of_text(value: str) -> datetime | None:
    if value.replace(".", "", 1).removeprefix("-").isdecimal():
        return _time_of_number(float(value))
    value = value.removesuffix(" UTC")
    try:
        return _naive(datetime.fromisoformat(value))
    except ValueError:
        pass
    for form in TIME_FORMATS:
        try:
            return _naive(datetime.strptime(value, form))
        except ValueError:
            continue
    return _naive(parsedate_to_datetime(value))


def _time_of_number(value: float) -> datetime | None:
    if not math.isfinite(value):
        return None
    if value.is_integer() and 1000 <= value <= 2999:
        return datetime(int(value), 1, 1)
    if value.is_integer() and 19000101 <= value <= 21001231:
        return datetime.strptime(str(int(value)), "%Y%m%d")
    unit = next(unit for bound, unit in EPOCH_UNITS if abs(value) < bound)
    return EPOCH + timedelta(seconds=value / unit)


def _naive(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value


def _number_of(value: Any) -> float | None:
    try:
        number = float(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _by_distinct_value(column: pa.Array, convert: Callable[[Any], Any], kind: pa.DataType) -> pa.Array:
    """`convert` applied to each distinct value once: columns of dates and scores repeat themselves."""
    if pa.types.is_null(column.type) or pa.types.is_nested(column.type):
        return pa.nulls(len(column), kind)
    encoded = column.dictionary_encode()
    distinct = pa.array([None if value is None else convert(value) for value in encoded.dictionary.to_pylist()], kind)
    return distinct.take(encoded.indices)
