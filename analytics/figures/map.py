"""How the map looks: the shading below its points, and the legend that says which class has which colour.

Colours are named by palette and place ("categorical" 3, "sequential" 0.4): the browser knows the theme and turns them
into paint, so that the map follows a switch between light and dark without asking again.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.ndimage import gaussian_filter

WIDTH, HEIGHT = 480, 320
"""Cells of the shading: about one for two pixels of the screen each way."""

STEP = 4
"""Densities are rounded to multiples of this (of 255): invisible, and half the bytes."""


def density(
    x: np.ndarray,
    y: np.ndarray,
    codes: np.ndarray,
    box: tuple[float, float, float, float],
    steps: int | None = None,
    width: int = WIDTH,
    height: int = HEIGHT,
) -> dict[str, Any]:
    """The shading of `box` = (x0, x1, y0, y1): for each cell how dense it is and which class colours it.

    The class is the one that most points around the cell have, or the mean step of a scale of `steps`, whatever lies
    beyond being missing: it counts only where nothing else is known. Density is smoothed over about a cell and goes
    from 0 to 255 on a square-root scale that ends at the 99.5th percentile of the cells that hold anything.
    """
    classes = int(codes.max(initial=0)) + 1
    cell, inside = _cells(x, y, box, width, height)
    counts = (
        np.bincount(cell * classes + codes[inside], minlength=width * height * classes)
        .reshape(height, width, classes)
        .astype(np.float32)
    )
    counts = gaussian_filter(counts, sigma=(1.1, 1.1, 0), truncate=2.5)
    total = counts.sum(axis=2)
    majority = counts.argmax(axis=2) if steps is None else _mean_step(counts, steps)
    return _planes(np.sqrt(total), majority.astype(np.uint8), box)


def _mean_step(counts: np.ndarray, steps: int) -> np.ndarray:
    known = counts[:, :, :steps]
    total = known.sum(axis=2)
    return np.where(
        total > 1e-3,
        (known @ np.arange(known.shape[2], dtype=np.float32) / np.maximum(total, 1e-9)).round(),
        counts.shape[2] - 1,
    )


def difference(
    x: np.ndarray,
    y: np.ndarray,
    codes: np.ndarray,
    box: tuple[float, float, float, float],
    width: int = WIDTH,
    height: int = HEIGHT,
) -> dict[str, Any]:
    """Where class 0 is denser than class 1 (coloured 0) or the other way round (coloured 1), each group scaled to the
    same total.

    `x, y, codes` are both groups whole, also outside `box`. Both are smoothed over a sixtieth of the picture's width,
    so that single points do not make a difference.
    """
    shares = []
    for code in (0, 1):
        chosen = codes == code
        cell, _ = _cells(x[chosen], y[chosen], box, width, height)
        counts = np.bincount(cell, minlength=width * height).reshape(height, width).astype(np.float32)
        shares.append(gaussian_filter(counts, sigma=width / 60) / max(1, int(chosen.sum())))
    gap = shares[0] - shares[1]
    return _planes(np.abs(gap), (gap < 0).astype(np.uint8), box)


def classes(kind: str, names: Sequence[str], counts: Sequence[int]) -> list[dict[str, Any]]:
    """Name, count and colour (`palette`, `at`) of every class, in the order of their codes; the last one is "missing".

    `kind` is "category" (the last but one is "other"), "number" or "date" (steps of a scale), "boolean" or "contrast"
    (two groups).
    """
    last = len(names) - 1
    place = {
        "category": lambda code: ("categorical", code) if code < last - 1 or last < 2 else ("neutral", 0),
        "number": lambda code: ("sequential", round(code / max(1, last - 1), 3)),
        "date": lambda code: ("sequential", round(code / max(1, last - 1), 3)),
        "boolean": lambda code: ("neutral", 0) if code == 0 else ("categorical", 1),
        "contrast": lambda code: ("contrast", code),
    }[kind]
    placed = [*(place(code) for code in range(last)), ("neutral", 1)]
    return [
        {"name": name, "count": int(count), "palette": palette, "at": at}
        for name, count, (palette, at) in zip(names, counts, placed, strict=True)
    ]


def legend(title: str, kind: str, edges: Sequence[float] = (), logarithmic: bool = False) -> dict[str, Any]:
    """What stands above the classes: the title, and for a scale its two ends in words."""
    ends = [_end(edges[0], kind), _end(edges[-1], kind)] if len(edges) else []
    return {"title": title, "note": "log scale" if logarithmic else "", "ends": ends}


def _cells(
    x: np.ndarray, y: np.ndarray, box: tuple[float, float, float, float], width: int, height: int
) -> tuple[np.ndarray, np.ndarray]:
    """The cell of each point in `box`, counted row by row from the top left, and which points those are."""
    x0, x1, y0, y1 = box
    column = np.floor((x - x0) * (width / (x1 - x0))).astype(np.int32)
    row = np.floor((y1 - y) * (height / (y1 - y0))).astype(np.int32)
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    return row[inside] * width + column[inside], inside


def _planes(strength: np.ndarray, classes: np.ndarray, box: tuple[float, float, float, float]) -> dict[str, Any]:
    """Strength (0 to 255) and class of each cell, row by row from the top, deflated one after the other, in base64."""
    filled = strength[strength > 0]
    top = float(np.percentile(filled, 99.5)) if filled.size else 1.0
    levels = (np.clip(strength / (top or 1.0), 0, 1) * 255).astype(np.uint8) // STEP * STEP
    planes = levels.tobytes() + np.where(levels > 0, classes, 0).astype(np.uint8).tobytes()
    height, width = levels.shape
    return {
        "box": [float(edge) for edge in box],
        "width": width,
        "height": height,
        "planes": base64.b64encode(zlib.compress(planes, 6)).decode(),
    }


def _end(value: float, kind: str) -> str:
    return str(np.datetime64(int(value), "s"))[:10] if kind == "date" else f"{value:,.4g}"
