"""What the browser gets for one view of the map: the points worth drawing, and a shading for all points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from analytics.ask.comparison import GroupPair
from analytics.ask.map.colour_classes import Colouring
from analytics.ask.map.points import Box, Points
from analytics.ask.selection import Selection
from analytics.figures import map as figures
from analytics.ui.frame.cache import Keyed, Shared
from analytics.ui.map.scene import Scene

MAX_POINTS = 20_000
"""Points that are drawn one by one; the shading shows all."""
MAX_MARKS = 3000
MARGIN = 0.1
"""Share of the view that is also drawn beyond each of its edges: a short pan then shows no empty space."""
PICTURES_CACHE = Shared(32)


@dataclass(frozen=True)
class Comparison:
    """Two groups to compare: their names, their classes on the map, and their conditions in SQL."""

    names: tuple[str, str]
    colouring: Colouring
    groups: GroupPair


@dataclass(frozen=True)
class Picture:
    """The data of the component for one view, and how many of how many points are drawn one by one."""

    data: dict[str, Any]
    drawn: int
    in_view: int


def picture(scene: Scene, subject: Comparison | str | None, view: Box | None, coloured: Selection) -> Picture:
    """The map in `view` (None: whole), coloured by the column with the title `subject`, or by two groups.

    Points outside the selection `coloured` are only shaded, in grey. Of two groups, the shading shows where each is
    denser.
    """
    if isinstance(subject, Comparison):
        key, title, colouring = f"{subject.groups}", "Denser in", subject.colouring
    else:
        key, title, colouring = f"{subject}", subject or "", scene.colouring(subject)
    mask = Keyed(scene.mask(coloured), coloured.to_url())
    return scene.page.derive(_draw, scene.keyed_points, Keyed(colouring, key), mask, title, view, shared=PICTURES_CACHE)


def _draw(points: Points, colouring: Colouring, mask: np.ndarray | None, title: str, view: Box | None) -> Picture:
    box = (view or points.extent).grown(MARGIN)
    rows = points.inside(box, mask)
    drawn = rows[:MAX_POINTS]
    shade = _difference if colouring.by.kind == "contrast" else _density
    by = colouring.by
    kind = "rating" if by.table == "feedback" and by.kind == "number" else by.kind
    places = figures.places(*np.array(colouring.middles).reshape(-1, 2).T)
    data = {
        "covered": list(box),
        "points": _arrow(points, drawn, code=colouring.codes[drawn]),
        "shading": shade(points, colouring, mask, box),
        "classes": figures.classes(kind, colouring.names, colouring.counts, places),
        "legend": figures.legend(title, colouring.by.kind, colouring.edges, colouring.is_logarithmic),
    }
    return Picture(data, len(drawn), len(rows))


def marks(points: Points, doc_ids: np.ndarray) -> pa.Table:
    """The points of search hits, the first MAX_MARKS of them."""
    return _arrow(points, points.positions(doc_ids)[:MAX_MARKS])


def _density(points: Points, colouring: Colouring, mask: np.ndarray | None, box: Box) -> dict[str, Any]:
    rows = points.inside(box)
    codes = colouring.codes[rows]
    if mask is not None:  # a class beyond the last one is drawn in grey
        codes = np.where(mask[rows], codes, len(colouring.names)).astype(np.uint8)
    steps = len(colouring.names) - 1 if colouring.edges and mask is None else None
    return figures.density(points.x[rows], points.y[rows], codes, box, steps=steps)


def _difference(points: Points, colouring: Colouring, mask: np.ndarray | None, box: Box) -> dict[str, Any]:
    is_in_group = colouring.codes < 2
    rows = np.flatnonzero(is_in_group if mask is None else mask & is_in_group)
    return figures.difference(points.x[rows], points.y[rows], colouring.codes[rows], box)


def _arrow(points: Points, rows: np.ndarray, **columns: np.ndarray) -> pa.Table:
    return pa.table({"x": points.x[rows], "y": points.y[rows], "id": points.doc_id[rows].astype(np.int32), **columns})
