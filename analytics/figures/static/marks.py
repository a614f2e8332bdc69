"""What a figure consists of, in the coordinates of its axes: rectangles, lines, areas, points and intervals."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

EMPTY = np.empty(0)


@dataclass(frozen=True)
class Paint:
    """A colour and how opaque it is."""

    colour: str
    opacity: float = 1.0


@dataclass(frozen=True)
class Rectangles:
    """Bars, or the cells of a matrix; `texts` are written into them, `paints` colours each."""

    x0: np.ndarray
    x1: np.ndarray
    y0: np.ndarray
    y1: np.ndarray
    paint: Paint
    paints: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line through points; it is interrupted where a value is missing."""

    x: np.ndarray
    y: np.ndarray
    paint: Paint
    width: float = 2.0
    dash: str = ""
    is_stepped: bool = False


@dataclass(frozen=True)
class Area:
    """The area between two lines over the same places."""

    x: np.ndarray
    low: np.ndarray
    high: np.ndarray
    paint: Paint


@dataclass(frozen=True)
class Points:
    """Dots; `size` is the diameter in pixels, 0 where a dot is not drawn."""

    x: np.ndarray
    y: np.ndarray
    paint: Paint
    size: np.ndarray = field(default_factory=lambda: np.full(1, 6.0))
    is_open: bool = False


@dataclass(frozen=True)
class Intervals:
    """Lines from `low` to `high` along the axis `along` ("x" or "y"), each at `at` of the other axis."""

    at: np.ndarray
    low: np.ndarray
    high: np.ndarray
    along: str
    paint: Paint
    width: float = 2.0


Mark = Rectangles | Line | Area | Points | Intervals


def extent(mark: Mark, along: str) -> np.ndarray:
    """The values of a mark on one axis, which the axis must show."""
    if isinstance(mark, Rectangles):
        return np.concatenate([mark.x0, mark.x1] if along == "x" else [mark.y0, mark.y1])
    if isinstance(mark, Area):
        return mark.x if along == "x" else np.concatenate([mark.low, mark.high])
    if isinstance(mark, Intervals):
        return np.concatenate([mark.low, mark.high]) if along == mark.along else mark.at
    return mark.x if along == "x" else mark.y
