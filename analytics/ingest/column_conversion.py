"""Convert columns to the texts, times and numbers of `documents`. A value that cannot be converted becomes NULL."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest.arrow_types import cast_array

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
"""In addition to ISO 8601 and the e-mail format. Formats with an ambiguous order of day and month are not guessed."""

EPOCH = datetime(1970, 1, 1)
EPOCH_UNITS = ((1e11, 1.0), (1e14, 1e3), (1e17, 1e6), (math.inf, 1e9))
"""(bound, units per second): a number below the bound counts seconds, milliseconds, microseconds or nanoseconds since
1970. This is right for the years 1973 to 5138."""


def to_texts(column: pa.Array) -> pa.Array:
    """`column` as text: numbers in their shortest form, nested values as JSON."""
    return cast_array(column, pa.string())


def to_times(column: pa.Array) -> pa.Array:
    """`column` as UTC times.

    Reads times, dates, ISO and e-mail formats, years, YYYYMMDD, and seconds to nanoseconds since 1970, also as text.
    """
    kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return column.cast(TIME, safe=False)
    return _map_distinct(column, parse_time, TIME)


def to_numbers(column: pa.Array) -> pa.Array:
    """`column` as doubles; infinities and NaN become NULL."""
    kind = column.type
    is_real = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    if is_real or pa.types.is_boolean(kind):
        numbers = column.cast(pa.float64(), safe=False)
        return pc.if_else(pc.is_finite(numbers), numbers, pa.scalar(None, pa.float64()))
    return _map_distinct(column, _parse_number, pa.float64())


def parse_time(value: Any) -> datetime | None:
    """One value as a naive UTC time, or None if it is not a time."""
    try:
        if isinstance(value, bool):
            return None
        if isinstance(value, str):
            return _parse_time_text(value.strip())
        if isinstance(value, datetime):
            return _to_utc(value)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day)
        return _parse_time_number(float(value))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _parse_time_text(value: str) -> datetime | None:
    if value.replace(".", "", 1).removeprefix("-").isdecimal():
        return _parse_time_number(float(value))
    value = value.removesuffix(" UTC")
    try:
        return _to_utc(datetime.fromisoformat(value))
    except ValueError:
        pass
    for time_format in TIME_FORMATS:
        try:
            return _to_utc(datetime.strptime(value, time_format))
        except ValueError:
            continue
    return _to_utc(parsedate_to_datetime(value))


def _parse_time_number(value: float) -> datetime | None:
    if not math.isfinite(value):
        return None
    if value.is_integer() and 1000 <= value <= 2999:
        return datetime(int(value), 1, 1)
    if value.is_integer() and 19000101 <= value <= 21001231:
        return datetime.strptime(str(int(value)), "%Y%m%d")
    units_per_second = next(units for bound, units in EPOCH_UNITS if abs(value) < bound)
    return EPOCH + timedelta(seconds=value / units_per_second)


def _to_utc(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value


def _parse_number(value: Any) -> float | None:
    try:
        number = float(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _map_distinct(column: pa.Array, convert: Callable[[Any], Any], kind: pa.DataType) -> pa.Array:
    """`convert` applied once to each distinct value: columns of dates and scores repeat values."""
    if pa.types.is_null(column.type) or pa.types.is_nested(column.type):
        return pa.nulls(len(column), kind)
    encoded = column.dictionary_encode()
    distinct = pa.array([None if value is None else convert(value) for value in encoded.dictionary.to_pylist()], kind)
    return distinct.take(encoded.indices)
