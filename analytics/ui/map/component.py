"""The map component: Python sends the picture; zooms, lassos and clicks come back and go into the URL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from analytics.ask.filters import Values
from analytics.ask.map import colours
from analytics.ask.map import points as map_points
from analytics.ask.map.points import Points
from analytics.ui.components import selection as linked
from analytics.ui.map import link
from analytics.ui.map.assets import component
from analytics.ui.map.picture import Picture, marks
from analytics.ui.map.scene import Scene

KEY = "map"
EVENTS = (link.VIEW, link.OUTLINE, link.DOCUMENT, link.TOPIC)
PICK = "pick"
"""The event of a class that is to be selected, by its code."""
CSS = (Path(__file__).parent / "frontend" / "map.css").read_text(encoding="utf-8")


def show(
    scene: Scene, picture: Picture, state: link.Link, hits: Sequence[int] = (), neighbours: Sequence[int] = ()
) -> None:
    """Draw the map. `hits` are doc_ids to mark; lines connect the open document with `neighbours`.

    A zoom, a lasso or a click changes the URL before the next run reads it.
    """
    data: dict[str, Any] = {
        **picture.data,
        "home": list(scene.points.extent),
        "view": list(state.view) if state.view else None,
        "outline": [list(corner) for corner in state.outline.points] if state.outline else None,
        "scale": scene.data.names.scale,
        "names": _names(scene.data.names.in_view(state.view or scene.points.extent)),
        "opened": state.topic_id is not None and state.doc_id is None,
        "marks": marks(scene.points, np.asarray(hits, np.int64)),
        "focus": _focus(scene.points, state.doc_id, neighbours),
    }
    data["drawing"] = _version(picture.data)
    data["version"] = _version(data)
    mount = component("map", css=CSS)
    mount(
        key=KEY, data=data, on_pick_change=lambda: None, **{f"on_{event}_change": _write_url(event) for event in EVENTS}
    )


def select_picked(scene: Scene, colour: str | None) -> None:
    """Select the documents of a class that was picked in the legend, on every page."""
    code = st.session_state.get(KEY, {}).get(PICK)
    if colour is None or not isinstance(code, int):
        return
    by, names = scene.choices[colour], scene.colouring(colour).names
    if by.kind != "category" or not 0 <= code < len(names):
        return
    named = names[: len(names) - 2]
    if code < len(named):
        linked.select(colours.filter_by_value(scene.page.connection, by, named[code]))
    elif code == len(names) - 1:
        missing = Values("map", "topic_id", ("-1", None)) if by in (colours.THEME, colours.TOPIC) else None
        linked.select(missing or Values(by.table, by.name, (None,)))
    else:
        return
    st.rerun()  # the whole page: the selection is of all pages


@st.fragment
def answer_hover(scene: Scene) -> None:
    """Send the first characters of the document under the pointer. This runs alone: the map is not drawn again."""
    doc_id = st.session_state.get("hover", {}).get("id")
    text = map_points.snippet(scene.page.connection.cursor(), int(doc_id)) if isinstance(doc_id, int) else ""
    component("hover")(key="hover", data={"id": doc_id, "text": text}, on_id_change=lambda: None)


def _write_url(event: str) -> Any:
    """A callback that puts the value of an event into the URL; an empty outline removes it."""

    def write() -> None:
        value = st.session_state[KEY].get(event)
        link.set_parameter(event, (value or None) if event == link.OUTLINE else value)

    return write


def _names(names: pd.DataFrame) -> list[dict[str, Any]]:
    """The names that the server placed, as the browser reads them."""
    numbers = dict.fromkeys(("x", "y", "dx", "dy"), float) | dict.fromkeys(
        ("topic_id", "width", "height", "level"), int
    )
    return [
        {"text": str(row["text"]), "theme": bool(row["is_theme"])}
        | {name: kind(row[name]) for name, kind in numbers.items()}
        for row in names.to_dict("records")
    ]


def _focus(points: Points, doc_id: int | None, neighbours: Sequence[int]) -> dict[str, Any] | None:
    """The position of the open document and of its neighbours; None when it is not on the map."""
    index = points.positions(np.array([] if doc_id is None else [doc_id], np.int64))
    if not len(index):
        return None
    ((x, y),) = _coordinates(points, index)
    return {"x": x, "y": y, "links": _coordinates(points, points.positions(np.asarray(neighbours, np.int64)))}


def _coordinates(points: Points, index: np.ndarray) -> list[list[float]]:
    return [[float(points.x[row]), float(points.y[row])] for row in index]


def _version(data: dict[str, Any]) -> str:
    """A digest of everything that is drawn: the browser skips data that it has drawn already."""
    digest = hashlib.sha256()
    for name, value in data.items():
        digest.update(name.encode())
        if hasattr(value, "columns"):
            for column in value.columns:
                digest.update(column.combine_chunks().buffers()[1] or b"")
        else:
            digest.update(json.dumps(value).encode())
    return digest.hexdigest()[:16]
