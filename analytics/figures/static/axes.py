"""The axes of a figure: numbers, logarithms, dates or categories, as places in pixels and ticks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.figures.static.numbers import format_number, log_ticks, nice_ticks
from analytics.figures.static.text import label_text

MILLISECONDS_A_DAY = 86_400_000
DATE_STEPS = ((1, "D"), (2, "D"), (7, "D"), (14, "D"), (1, "M"), (3, "M"), (6, "M"), (12, "M"), (24, "M"), (60, "M"),
              (120, "M"), (240, "M"))  # fmt: skip
"""Between two ticks of dates: so many days or months."""


@dataclass(frozen=True)
class Scale:
    """What the values of an axis are: "number", "log", "date" or "category", and the categories in their order."""

    kind: str
    categories: tuple[str, ...] = ()

    def numbers(self, values: Any) -> np.ndarray:
        """The values as numbers: the place of a category, milliseconds of a date, the logarithm on a "log" axis."""
        if self.kind == "category":
            place = {name: index for index, name in enumerate(self.categories)}
            return np.array([place.get(str(value), np.nan) for value in values], float)
        if self.kind == "date":
            times = pd.to_datetime(pd.Series(list(values)), errors="coerce", utc=True)
            return np.asarray((times - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(milliseconds=1), float)
        numbers = np.asarray(pd.to_numeric(pd.Series(list(values)), errors="coerce"), float)
        if self.kind == "log":
            return np.where(numbers > 0, np.log10(np.maximum(numbers, 1e-300)), np.nan)
        return numbers


def scale_of(layout: Any, columns: Sequence[Any]) -> Scale:
    """The scale of an axis with these columns of values."""
    if layout.type == "log":
        return Scale("log")
    values = [value for column in columns for value in column if value is not None]
    if layout.type != "category" and all(_is_number(value) for value in values):
        return Scale("number")
    if layout.type != "category" and all(_is_date(value) for value in values):
        return Scale("date")
    order = [str(value) for value in (layout.categoryarray if layout.categoryarray is not None else ())]
    return Scale("category", tuple(dict.fromkeys([*order, *map(str, values)])))


@dataclass(frozen=True)
class Axis:
    """An axis from `low` to `high` (numbers of its scale) over the pixels `start` to `end`."""

    layout: Any
    scale: Scale
    low: float
    high: float
    start: float
    end: float

    def place(self, numbers: np.ndarray | float) -> Any:
        """The pixels of numbers of the scale."""
        return self.start + (np.asarray(numbers) - self.low) / ((self.high - self.low) or 1) * (self.end - self.start)

    @property
    def bounds(self) -> tuple[float, float]:
        """The numbers at both ends."""
        return self.low, self.high

    @property
    def is_visible(self) -> bool:
        return self.layout.visible is not False

    @property
    def title(self) -> str:
        return label_text(self.layout.title.text or "")

    def ticks(self, pixels_a_tick: float) -> list[tuple[float, str]]:
        """The ticks: number of the scale, label."""
        low, high = sorted((self.low, self.high))
        if self.layout.tickvals is not None:
            places = self.scale.numbers(self.layout.tickvals)
            texts = self.layout.ticktext if self.layout.ticktext is not None else self.layout.tickvals
            labelled = zip(places, texts, strict=False)
            return [(float(place), label_text(text)) for place, text in labelled if low <= place <= high]
        target = self.layout.nticks or max(int(abs(self.end - self.start) / pixels_a_tick), 2)
        return self._computed_ticks(low, high, min(target, max(int(abs(self.end - self.start) / pixels_a_tick), 2)))

    def _computed_ticks(self, low: float, high: float, target: int) -> list[tuple[float, str]]:
        if self.scale.kind == "category":
            return [(float(place), label_text(name)) for place, name in enumerate(self.scale.categories)]
        if self.scale.kind == "date":
            return date_ticks(low, high, target)
        if self.scale.kind == "log":
            return [(float(np.log10(value)), self._format(value)) for value in log_ticks(low, high)]
        step = self.layout.dtick if isinstance(self.layout.dtick, (int, float)) else None
        return [(value, self._format(value)) for value in nice_ticks(low, high, target, step)]

    def _format(self, value: float) -> str:
        return format_number(value, self.layout.tickformat)


def date_ticks(low: float, high: float, target: int) -> list[tuple[float, str]]:
    """Round dates between two times in milliseconds: days, first days of months, or of years."""
    days = (high - low) / MILLISECONDS_A_DAY
    sized = [(n * (30.4 if unit == "M" else 1), n, unit) for n, unit in DATE_STEPS]
    _, n, unit = next((step for step in sized if days / step[0] <= target), sized[-1])
    first, last = (pd.Timestamp(edge, unit="ms", tz="UTC") for edge in (low, high))
    if unit == "D":
        dates = pd.date_range(first.ceil("D"), last, freq=f"{n}D")
    else:
        months = pd.date_range(first.replace(day=1).floor("D"), last, freq="MS")
        dates = months[((months.year * 12 + months.month - 1) % n == 0) & (months >= first)]
    return [
        (date.timestamp() * 1000, _date_label(date, unit, n, place == 0 or date.year != dates[place - 1].year))
        for place, date in enumerate(dates)
    ]


def _date_label(date: pd.Timestamp, unit: str, n: int, is_new_year: bool) -> str:
    """The label of a date; a day or month has its year only where that is new."""
    if unit == "M" and n >= 12:
        return f"{date:%Y}"
    return f"{date:{'%-d ' if unit == 'D' else ''}%b{' %Y' if is_new_year else ''}}"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.number, np.bool_)) and not isinstance(value, np.datetime64)


def _is_date(value: Any) -> bool:
    return isinstance(value, (datetime.date, np.datetime64, pd.Timestamp))
