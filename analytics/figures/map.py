"""How the map looks: the shading below its points, and the legend with the colour of each class.

A colour is the name of a palette and a place in it ("categorical" 3, "sequential" 0.4). The browser knows the theme and
computes the colour, so a switch between light and dark needs no new data.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.ndimage import gaussian_filter

SIZE = 480, 320
"""Width and height of the shading in cells: about one per two pixels of the screen in each direction."""

STEP = 4
"""Densities are rounded to multiples of this (of 255): nobody sees it, and it halves the bytes."""
Bounds = tuple[float, float, float, float]
"""A box (x0, x1, y0, y1) in map coordinates."""


def density(
    x: np.ndarray, y: np.ndarray, codes: np.ndarray, box: Bounds, steps: int | None = None, size: tuple[int, int] = SIZE
) -> dict[str, Any]:
    """The shading of `box`: the density and the class of each cell.

    The class is that of most points around the cell. With `steps`, the first `steps` codes are a scale, and the class
    is their mean; codes beyond them are missing values, which count only where there are no others. The density is
    smoothed over about one cell. It goes from 0 to 255 on a square-root scale that ends at the 99.5th percentile of the
    cells that are not empty.
    """
    width, height = size
    classes = int(codes.max(initial=0)) + 1
    cell, inside = _cells(x, y, box, size)
    counts = np.bincount(cell * classes + codes[inside], minlength=width * height * classes)
    smooth = gaussian_filter(
        counts.reshape(height, width, classes).astype(np.float32), sigma=(1.1, 1.1, 0), truncate=2.5
    )
    majority = smooth.argmax(axis=2) if steps is None else _mean_step(smooth, steps)
    return _planes(np.sqrt(smooth.sum(axis=2)), majority.astype(np.uint8), box)


def _mean_step(counts: np.ndarray, steps: int) -> np.ndarray:
    known = counts[:, :, :steps]
    total = known.sum(axis=2)
    mean = (known @ np.arange(known.shape[2], dtype=np.float32) / np.maximum(total, 1e-9)).round()
    return np.asarray(np.where(total > 1e-3, mean, counts.shape[2] - 1))


def difference(
    x: np.ndarray, y: np.ndarray, codes: np.ndarray, box: Bounds, size: tuple[int, int] = SIZE
) -> dict[str, Any]:
    """The shading of two groups, scaled to the same size: class 0 where group 0 is denser, class 1 where group 1 is.

    `x`, `y` and `codes` are those of both groups, also outside `box`. Both densities are smoothed over a sixtieth of
    the width of the picture, so single points do not make a difference.
    """
    width, height = size
    shares = []
    for code in (0, 1):
        in_group = codes == code
        cell, _ = _cells(x[in_group], y[in_group], box, size)
        counts = np.bincount(cell, minlength=width * height).reshape(height, width).astype(np.float32)
        shares.append(gaussian_filter(counts, sigma=width / 60) / max(1, int(in_group.sum())))
    gap = shares[0] - shares[1]
    return _planes(np.abs(gap), (gap < 0).astype(np.uint8), box)


NOTES = {
    "low": "the middle is the share of all rated documents",
    "newer": "share of the documents nearby that are in the later half of the time",
}
"""What the scale of a share of the documents nearby means."""

Place = tuple[float, float]
"""Of a class on the map: its direction from the middle in degrees, and its distance from 0 (nearest) to 1."""


def classes(
    kind: str, names: Sequence[str], counts: Sequence[int], places: Sequence[Place] = ()
) -> list[dict[str, Any]]:
    """Name, count and colour (`palette`, `at`) of each class, in the order of the codes; the last one is "missing".

    `kind` is "category" (the last but one is "other"), "number" or "date" (steps of a scale), "rating" (a scale with
    two ends), "low" (shares of low ratings), "newer" (shares of new documents), "boolean" or "contrast" (two groups).
    Classes with a place have the colour of the place.
    """
    last = len(names) - 1
    colours: list[tuple[str, Any]] = [*(_colour(kind, code, last) for code in range(last)), ("neutral", 1)]
    colours[: len(places)] = [("place", list(place)) for place in places]
    return [
        {"name": name, "count": int(count), "palette": palette, "at": at}
        for name, count, (palette, at) in zip(names, counts, colours, strict=True)
    ]


def _colour(kind: str, code: int, last: int) -> tuple[str, float]:
    """The palette and the place in it of a class that is not the `last` one."""
    if kind == "category":
        return ("categorical", code) if code < last - 1 or last < 2 else ("neutral", 0)
    if kind in ("rating", "newer"):
        return "diverging", round(code / max(1, last - 1), 3)
    if kind == "low":
        return "diverging", round(1 - code / max(1, last - 1), 3)
    if kind in ("number", "date"):
        return "sequential", round(code / max(1, last - 1), 3)
    if kind == "boolean":
        return ("neutral", 0) if code == 0 else ("categorical", 1)
    return "contrast", code


def places(x: np.ndarray, y: np.ndarray) -> list[Place]:
    """The places of classes whose middles are at (x, y), for their colours."""
    if not len(x):
        return []
    from_middle = np.column_stack([x - x.mean(), y - y.mean()])
    direction = np.degrees(np.arctan2(from_middle[:, 1], from_middle[:, 0])) % 360
    distance = np.hypot(*from_middle.T)
    rank = distance.argsort(kind="stable").argsort(kind="stable") / max(len(x) - 1, 1)
    return [(round(float(angle), 1), round(float(far), 3)) for angle, far in zip(direction, rank, strict=True)]


def legend(title: str, kind: str, edges: Sequence[float] = (), logarithmic: bool = False) -> dict[str, Any]:
    """The head of the legend: the title, the two ends of a scale as texts, and whether a class can be selected."""
    ends = [_end(edges[0], kind), _end(edges[-1], kind)] if len(edges) else []
    note = "log scale" if logarithmic else NOTES.get(kind, "")
    return {"title": title, "note": note, "ends": ends, "selectable": kind == "category"}


def _cells(x: np.ndarray, y: np.ndarray, box: Bounds, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """The cell of each point in `box`, counted row by row from the top left, and which points are in `box`."""
    (x0, x1, y0, y1), (width, height) = box, size
    column = np.floor((x - x0) * (width / (x1 - x0))).astype(np.int32)
    row = np.floor((y1 - y) * (height / (y1 - y0))).astype(np.int32)
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    return row[inside] * width + column[inside], inside


def _planes(density: np.ndarray, classes: np.ndarray, box: Bounds) -> dict[str, Any]:
    """The level (0 to 255) and then the class of each cell, row by row from the top, deflated, in base64."""
    filled = density[density > 0]
    top = float(np.percentile(filled, 99.5)) if filled.size else 1.0
    levels = (np.clip(density / (top or 1.0), 0, 1) * 255).astype(np.uint8) // STEP * STEP
    planes = levels.tobytes() + np.where(levels > 0, classes, 0).astype(np.uint8).tobytes()
    height, width = levels.shape
    return {
        "box": [float(edge) for edge in box],
        "width": width,
        "height": height,
        "planes": base64.b64encode(zlib.compress(planes, 6)).decode(),
    }


def _end(value: float, kind: str) -> str:
    if kind in NOTES:
        return f"{value:.0%}"
    return str(np.datetime64(int(value), "s"))[:10] if kind == "date" else f"{value:,.4g}"
