"""How are a number and a time written for people? With thousands separators, few digits, and never an exponent."""

from __future__ import annotations

import math
from datetime import UTC, datetime

DIGITS = 4
MAX_DECIMALS = 12
SECONDS_A_DAY = 86_400


def number_text(value: float, digits: int = DIGITS) -> str:
    """A number with at least `digits` significant digits where it has them: `0.00001`, `2.718`, `1,370,000,000`."""
    if not math.isfinite(value):
        return str(value)
    if value == round(value):
        return f"{value:,.0f}"
    decimals = min(max(digits - 1 - math.floor(math.log10(abs(value))), 0), MAX_DECIMALS)
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text


def number_range_text(low: float, high: float) -> str:
    """A range of numbers, with as many digits as its ends need to differ."""
    for digits in range(DIGITS, 2 * DIGITS + 1):
        ends = number_text(low, digits), number_text(high, digits)
        if ends[0] != ends[1]:
            break
    return f"{ends[0]} to {ends[1]}"


def time_text(seconds: float, *, is_day: bool = True) -> str:
    """A time in seconds since 1970 as a date; with `is_day` false as a date and a time, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d" if is_day else "%Y-%m-%d %H:%M")


def time_range_text(low: float, high: float) -> str:
    """A range of times as dates, with the time of day when both are within two days."""
    is_day = high - low >= 2 * SECONDS_A_DAY
    return f"{time_text(low, is_day=is_day)} to {time_text(high, is_day=is_day)}"
