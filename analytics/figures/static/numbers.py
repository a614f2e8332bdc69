"""The numbers on axes: where the ticks are, and how they are written."""

from __future__ import annotations

import math
import re

SPEC = re.compile(r"(?P<sign>\+?)(?P<comma>,?)(?:\.(?P<digits>\d+))?(?P<trim>~?)(?P<kind>[%rsgfed]?)")
PREFIXES = ((1e9, "G"), (1e6, "M"), (1e3, "k"))
STEPS = (1.0, 2.0, 5.0, 10.0)


def nice_ticks(low: float, high: float, target: int, step: float | None = None) -> list[float]:
    """About `target` round numbers from `low` to `high`; every `step`, where it is given."""
    if not high > low:
        return [low]
    step = step or _nice_step((high - low) / max(target, 1))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [place * step for place in range(first, last + 1)]


def log_ticks(low: float, high: float) -> list[float]:
    """Powers of ten between 10**low and 10**high; with 2 and 5 times them where there are few."""
    powers = [10.0**power for power in range(math.floor(low), math.ceil(high) + 1)]
    inside = [value for value in powers if low <= math.log10(value) <= high]
    if len(inside) > 2:
        return inside
    values = [factor * power for power in powers for factor in (1, 2, 5)]
    return [value for value in values if low <= math.log10(value) <= high]


def format_number(value: float, spec: str | None) -> str:
    """`value` in the notation of d3-format, as far as figures here use it: `.0%`, `,.4~r`, `~s`, `+.1f`."""
    match = SPEC.fullmatch(spec or "")
    if match is None or not spec:
        return _plain(value)
    kind, digits = match["kind"], match["digits"]
    text = _formatted(value, kind, None if digits is None else int(digits), bool(match["trim"]), match["comma"])
    return f"+{text}" if match["sign"] and value > 0 else text


def _nice_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return float(next(step for step in STEPS if step * power >= rough * 0.999) * power)


def _formatted(value: float, kind: str, digits: int | None, trim: bool, comma: str) -> str:
    if kind == "%":
        return _trimmed(f"{100 * value:{comma}.{6 if digits is None else digits}f}", trim or digits is None) + "%"
    if kind == "s":
        return _with_prefix(value)
    if kind == "f":
        return _trimmed(f"{value:{comma}.{6 if digits is None else digits}f}", trim)
    if kind in ("r", "g"):
        return _significant(value, digits or 6, comma)
    return f"{value:{comma}.0f}" if value == round(value) else _significant(value, 6, comma)


def _significant(value: float, digits: int, comma: str) -> str:
    if value == 0:
        return "0"
    decimals = max(digits - 1 - math.floor(math.log10(abs(value))), 0)
    return _trimmed(f"{value:{comma}.{min(decimals, 12)}f}", True)


def _with_prefix(value: float) -> str:
    for size, prefix in PREFIXES:
        if abs(value) >= size:
            return f"{_significant(value / size, 3, '')}{prefix}"
    return _significant(value, 3, "")


def _plain(value: float) -> str:
    """A number on an axis without a format: thousands as `k`, as Plotly writes them."""
    return _with_prefix(value) if abs(value) >= 10_000 else _significant(value, 6, ",")


def _trimmed(text: str, trim: bool) -> str:
    return text.rstrip("0").rstrip(".") if trim and "." in text else text
