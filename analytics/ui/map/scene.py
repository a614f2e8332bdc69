"""What the map shows, computed once for everybody who looks at the same state of a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st

from analytics.ask import colours, contrast, search
from analytics.ask import map as on_map
from analytics.ask.colours import ColourBy, Colouring
from analytics.ask.contrast import Groups
from analytics.ask.map import Box, Points
from analytics.ask.selection import Selection
from analytics.encoders import Encoder, encoder
from analytics.errors import DataloupeError
from analytics.figures import map as figures
from analytics.signals import SIGNALS
from analytics.ui.frame import Page

MOST_POINTS = 20_000
"""Points that are drawn as points; the shading stands for all."""
MOST_MARKS = 3000
BEYOND = 0.1
"""Share of the view that is drawn beyond each of its edges, so that a short pan shows no void."""


@dataclass(frozen=True)
class Scene:
    """The map of one workspace, as one page run sees it."""

    page: Page
    points: Points
    labels: pd.DataFrame
    choices: dict[str, ColourBy]
    """The columns that can colour the map, by the words that stand for them in the picker and in the link."""

    @property
    def key(self) -> tuple[str, int]:
        """What caches hang on: the workspace and its state."""
        return str(self.page.workspace.path), self.page.manifest.generation

    def colouring(self, title: str | None) -> Colouring:
        """The colour classes by one of `choices`; one class for None."""
        return colours.plain(self.points) if title is None else _colouring(*self.key, self.choices[title], self)

    def mask(self, selection: Selection) -> np.ndarray | None:
        """Which points are selected; None when all are."""
        return _mask(*self.key, selection.to_url(), self) if selection else None

    @property
    def encoder(self) -> dict[str, Any]:
        """What the build says of its encoder: name, digest, part; empty when there is none, or the vectors came with the input."""
        manifest = self.page.manifest
        encoded = "embeddings" in manifest.tables and "encode" in manifest.stages and not manifest.build.get("options", {}).get("vectors")
        return dict(manifest.stages["encode"].notes) if encoded else {}

    def encode(self, text: str) -> np.ndarray:
        """The vector of a query, by the encoder of the documents. Raises DataloupeError when this machine's encoder is another one."""
        same = _encoder(self.encoder["encoder"])
        if same.digest != self.encoder["digest"]:
            raise DataloupeError(
                f"the encoder {same.name} of this machine is not the one that made these vectors - search by words, or build the workspace again here"
            )
        return same.encode([text])[0]

    def terms(self, groups: Groups) -> pd.DataFrame:
        """The terms that tell two groups apart; remembered, as a zoom shows them again."""
        return _terms(*self.key, groups.a, groups.b, self)

    def columns(self, groups: Groups) -> pd.DataFrame:
        """The columns that tell two groups apart; remembered too."""
        return _columns(*self.key, groups.a, groups.b, self)

    def vectors(self) -> search.Vectors:
        """The vectors of all documents."""
        return _vectors(*self.key, self)


def open_scene(page: Page) -> Scene:
    """The map of the page's workspace."""
    key = str(page.workspace.path), page.manifest.generation
    points, labels, choices = _opened(*key, page)
    return Scene(page, points, labels, choices)


@st.cache_resource(max_entries=4, show_spinner="Reading the map")
def _opened(path: str, generation: int, _page: Page) -> tuple[Points, pd.DataFrame, dict[str, ColourBy]]:
    connection = _page.connection
    return on_map.points(connection), on_map.labels(connection), {_title(by): by for by in colours.choices(connection)}


@st.cache_resource(max_entries=24, show_spinner=False)
def _colouring(path: str, generation: int, by: ColourBy, _scene: Scene) -> Colouring:
    return colours.colouring(_scene.page.connection, _scene.points, by)


@st.cache_resource(max_entries=24, show_spinner=False)
def _mask(path: str, generation: int, selection: str, _scene: Scene) -> np.ndarray | None:
    return on_map.mask(_scene.page.connection, _scene.points, Selection.from_url(selection))


@st.cache_data(max_entries=64, show_spinner="Reading what is inside")
def _terms(path: str, generation: int, a: str, b: str, _scene: Scene) -> pd.DataFrame:
    return contrast.distinctive_terms(_scene.page.connection, Groups(a, b))


@st.cache_data(max_entries=64, show_spinner=False)
def _columns(path: str, generation: int, a: str, b: str, _scene: Scene) -> pd.DataFrame:
    return contrast.differing_columns(_scene.page.connection, Groups(a, b))


@st.cache_resource(max_entries=2, show_spinner="Reading the vectors")
def _vectors(path: str, generation: int, _scene: Scene) -> search.Vectors:
    return search.vectors(_scene.page.connection)


@st.cache_resource(max_entries=2, show_spinner="Loading the encoder, once")
def _encoder(name: str) -> Encoder:
    return encoder(name)


@dataclass(frozen=True)
class Picture:
    """What is sent of the map for one view: the component's data, and how many points are drawn of how many there are."""

    data: dict[str, Any]
    drawn: int
    in_view: int


def picture(scene: Scene, colouring: Colouring, title: str, view: Box | None, selected: np.ndarray | None) -> Picture:
    """The map in `view` (None: whole). Points outside the mask `selected` are only shaded, in grey; two groups show where each is denser."""
    box = (view or scene.points.extent).grown(BEYOND)
    rows = scene.points.inside(box, selected)
    drawn = rows[:MOST_POINTS]
    shade = _difference if colouring.by.kind == "contrast" else _density
    data = {
        "covered": list(box),
        "points": _arrow(scene.points, drawn, code=colouring.codes[drawn]),
        "shading": shade(scene.points, colouring, selected, box),
        "classes": figures.classes(colouring.by.kind, colouring.names, colouring.counts),
        "legend": figures.legend(title, colouring.by.kind, colouring.edges, colouring.logarithmic),
    }
    return Picture(data, len(drawn), len(rows))


def marks(points: Points, doc_ids: np.ndarray) -> pa.Table:
    """The points of search hits, the first MOST_MARKS of them."""
    return _arrow(points, points.positions(doc_ids)[:MOST_MARKS])


def _density(points: Points, colouring: Colouring, selected: np.ndarray | None, box: Box) -> dict[str, Any]:
    rows = points.inside(box)
    codes = colouring.codes[rows]
    if selected is not None:
        codes = np.where(selected[rows], codes, len(colouring.names)).astype(np.uint8)  # a class beyond all others has no paint: grey
    return figures.density(points.x[rows], points.y[rows], codes, box, ordered=bool(colouring.edges) and selected is None)


def _difference(points: Points, colouring: Colouring, selected: np.ndarray | None, box: Box) -> dict[str, Any]:
    rows = np.flatnonzero(colouring.codes < 2 if selected is None else selected & (colouring.codes < 2))
    return figures.difference(points.x[rows], points.y[rows], colouring.codes[rows], box)


def _title(by: ColourBy) -> str:
    if by in (colours.THEME, colours.TOPIC, colours.COPIES):
        return by.name.capitalize()
    return f"{SIGNALS[by.name].title if by.table == 'signals' and by.name in SIGNALS else by.name} ({by.table})"


def _arrow(points: Points, rows: np.ndarray, **columns: np.ndarray) -> pa.Table:
    return pa.table({"x": points.x[rows], "y": points.y[rows], "id": points.doc_id[rows].astype(np.int32), **columns})
