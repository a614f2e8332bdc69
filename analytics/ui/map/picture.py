"""What is sent of the map for one view: the points worth drawing, and the shading that stands for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from analytics.ask.colours import Colouring
from analytics.ask.comparison import GroupPair
from analytics.ask.map import Box, Points
from analytics.ask.selection import Selection
from analytics.figures import map as figures
from analytics.ui.map.scene import Scene

MOST_POINTS = 20_000
"""Points that are drawn as points; the shading stands for all."""
MOST_MARKS = 3000
BEYOND = 0.1
"""Share of the view that is drawn beyond each of its edges, so that a short pan shows no void."""


@dataclass(frozen=True)
class Compared:
    """Two groups to be compared: their names, their classes on the map, and who they are in SQL."""

    names: tuple[str, str]
    colouring: Colouring
    groups: GroupPair


@dataclass(frozen=True)
class Picture:
    """The component's data for one view, and how many points are drawn of how many there are."""

    data: dict[str, Any]
    drawn: int
    in_view: int


def picture(scene: Scene, subject: Compared | str | None, view: Box | None, lit: Selection) -> Picture:
    """The map in `view` (None: whole), coloured by a column's title or by two groups.

    Points outside the selection `lit` are only shaded, in grey; of two groups the shading shows where each is denser.
    """
    if isinstance(subject, Compared):
        key, title, colouring = f"{subject.groups}", "Denser in", subject.colouring
    else:
        key, title, colouring = f"{subject}", subject or "", scene.colouring(subject)
    return _picture(*scene.key, key, view, lit.to_url(), scene, title, colouring)


@st.cache_resource(max_entries=32, show_spinner=False)
def _picture(
    path: str, generation: int, key: str, view: Box | None, lit: str, _scene: Scene, _title: str, _colouring: Colouring
) -> Picture:
    points, selected = _scene.points, _scene.mask(Selection.from_url(lit))
    box = (view or points.extent).grown(BEYOND)
    rows = points.inside(box, selected)
    drawn = rows[:MOST_POINTS]
    shade = _difference if _colouring.by.kind == "contrast" else _density
    data = {
        "covered": list(box),
        "points": _arrow(points, drawn, code=_colouring.codes[drawn]),
        "shading": shade(points, _colouring, selected, box),
        "classes": figures.classes(_colouring.by.kind, _colouring.names, _colouring.counts),
        "legend": figures.legend(_title, _colouring.by.kind, _colouring.edges, _colouring.logarithmic),
    }
    return Picture(data, len(drawn), len(rows))


def marks(points: Points, doc_ids: np.ndarray) -> pa.Table:
    """The points of search hits, the first MOST_MARKS of them."""
    return _arrow(points, points.positions(doc_ids)[:MOST_MARKS])


def _density(points: Points, colouring: Colouring, selected: np.ndarray | None, box: Box) -> dict[str, Any]:
    rows = points.inside(box)
    codes = colouring.codes[rows]
    if selected is not None:
        codes = np.where(selected[rows], codes, len(colouring.names)).astype(
            np.uint8
        )  # a class beyond all others has no paint: grey
    return figures.density(
        points.x[rows],
        points.y[rows],
        codes,
        box,
        steps=len(colouring.names) - 1 if colouring.edges and selected is None else None,
    )


def _difference(points: Points, colouring: Colouring, selected: np.ndarray | None, box: Box) -> dict[str, Any]:
    rows = np.flatnonzero(colouring.codes < 2 if selected is None else selected & (colouring.codes < 2))
    return figures.difference(points.x[rows], points.y[rows], colouring.codes[rows], box)


def _arrow(points: Points, rows: np.ndarray, **columns: np.ndarray) -> pa.Table:
    return pa.table({"x": points.x[rows], "y": points.y[rows], "id": points.doc_id[rows].astype(np.int32), **columns})
