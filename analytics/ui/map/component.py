"""The map component: what is drawn goes down, what people do comes up and lands in the URL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from analytics.ask import map as on_map
from analytics.ui.map import link
from analytics.ui.map.assets import component
from analytics.ui.map.picture import Picture, marks
from analytics.ui.map.scene import Scene

KEY = "map"
EVENTS = (link.VIEW, link.OUTLINE, link.DOCUMENT)
CSS = (Path(__file__).parent / "frontend" / "map.css").read_text(encoding="utf-8")


def show(
    scene: Scene, picture: Picture, state: link.Link, hits: Sequence[int] = (), neighbours: Sequence[int] = ()
) -> None:
    """Draw the map. `hits` are the doc_ids to mark; `neighbours` those to which lines go from the open document.

    A zoom, a lasso or a click changes the URL before the next run reads it.
    """
    data: dict[str, Any] = {
        **picture.data,
        "home": list(scene.points.extent),
        "view": list(state.view) if state.view else None,
        "outline": [list(corner) for corner in state.outline.points] if state.outline else None,
        "labels": _labels(scene.labels),
        "marks": marks(scene.points, np.asarray(hits, np.int64)),
        "focus": _focus(scene, state.doc_id, neighbours),
    }
    data["drawing"] = _version(picture.data)
    data["version"] = _version(data)
    mount = component("map", css=CSS)
    mount(key=KEY, data=data, **{f"on_{event}_change": _remember(event) for event in EVENTS})


@st.fragment
def answer_hover(scene: Scene) -> None:
    """Answer which text begins under the pointer, in a run of its own that leaves the map alone."""
    doc_id = st.session_state.get("hover", {}).get("id")
    text = on_map.snippet(scene.page.connection.cursor(), int(doc_id)) if isinstance(doc_id, int) else ""
    component("hover")(key="hover", data={"id": doc_id, "text": text}, on_id_change=lambda: None)


def _remember(event: str) -> Any:
    def into_url() -> None:
        value = st.session_state[KEY].get(event)
        link.remember(event, value or None if event == link.OUTLINE else value)

    return into_url


def _labels(labels: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "text": str(row.label),
            "x": float(row.x),
            "y": float(row.y),
            "size": int(row.size_),
            "theme": bool(pd.isna(row.parent_id)),
        }
        for row in labels.rename(columns={"size": "size_"}).itertuples()
    ]


def _focus(scene: Scene, doc_id: int | None, neighbours: Sequence[int]) -> dict[str, Any] | None:
    at = scene.points.positions(np.array([] if doc_id is None else [doc_id], np.int64))
    if not len(at):
        return None
    to = scene.points.positions(np.asarray(neighbours, np.int64))
    place = lambda row: [float(scene.points.x[row]), float(scene.points.y[row])]  # noqa: E731
    x, y = place(at[0])
    return {"x": x, "y": y, "links": [place(row) for row in to]}


def _version(data: dict[str, Any]) -> str:
    """Changes when anything that is drawn does, so that the browser skips answers it has drawn already."""
    digest = hashlib.sha256()
    for name, value in data.items():
        digest.update(name.encode())
        if hasattr(value, "columns"):
            for column in value.columns:
                digest.update(column.combine_chunks().buffers()[1] or b"")
        else:
            digest.update(json.dumps(value).encode())
    return digest.hexdigest()[:16]
