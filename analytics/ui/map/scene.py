"""What the map is made of, read once for everybody who looks at the same state of a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from analytics.ask import colours, comparison, search
from analytics.ask import map as on_map
from analytics.ask.colours import ColourBy, Colouring
from analytics.ask.comparison import GroupPair
from analytics.ask.filters import Region
from analytics.ask.map import Points, Standing
from analytics.ask.selection import Selection
from analytics.encoders import Encoder, encoder
from analytics.errors import DataloupeError
from analytics.signals.registry import find_signal
from analytics.ui.frame.page import Page


@dataclass(frozen=True)
class Scene:
    """The map of one workspace, as one page run sees it. What its methods give is remembered: a zoom asks for it
    again.
    """

    page: Page
    points: Points
    labels: pd.DataFrame
    standing: Standing
    choices: dict[str, ColourBy]
    """The columns that can colour the map, by the words that stand for them in the picker and in the link."""

    @property
    def key(self) -> tuple[str, int]:
        """What caches hang on: the workspace and its state."""
        return str(self.page.workspace.path), self.page.manifest.generation

    @property
    def themes(self) -> pd.DataFrame:
        """The labels of the upper level, the largest first."""
        return self.labels[self.labels["parent_id"].isna()] if len(self.labels) else self.labels

    @property
    def encoder(self) -> dict[str, Any]:
        """What the build says of its encoder: name, digest, part; empty when there is none, or the vectors came with
        the input.
        """
        manifest = self.page.manifest
        encoded = (
            "embeddings" in manifest.tables
            and "encode" in manifest.stages
            and not manifest.build.get("options", {}).get("vectors")
        )
        return dict(manifest.stages["encode"].notes) if encoded else {}

    def encode(self, text: str) -> np.ndarray:
        """The vector of a query, by the encoder of the documents. Raises DataloupeError when this machine's encoder is
        another one.
        """
        same = _encoder(self.encoder["encoder"])
        if same.digest != self.encoder["digest"]:
            raise DataloupeError(
                f"the encoder {same.name} of this machine is not the one that made these vectors - search by words, or build the workspace again here"
            )
        return same.encode([text])[0]

    def vectors(self) -> search.Vectors:
        """The vectors of all documents."""
        return _vectors(*self.key, self)

    def colouring(self, title: str | None) -> Colouring:
        """The colour classes by one of `choices`; one class for None."""
        return colours.plain(self.points) if title is None else _colouring(*self.key, self.choices[title], self)

    def values(self, title: str) -> list[str]:
        """The most frequent values of one of `choices`."""
        return _values(*self.key, self.choices[title], self)

    def mask(self, selection: Selection) -> np.ndarray | None:
        """Which points are selected; None when all are."""
        return _mask(*self.key, selection.to_url(), self) if selection else None

    def inside(self, region: Region) -> int:
        """How many of the selected points an outline holds."""
        held, selected = region.holds(self.points.x, self.points.y), self.mask(self.page.selection)
        return int(held.sum() if selected is None else (held & selected).sum())

    def by_words(self, query: str) -> pd.DataFrame:
        """The selected documents that hold all terms of `query`."""
        return _by_words(*self.key, query, self.page.selection.to_url(), self)

    def terms(self, groups: GroupPair) -> pd.DataFrame:
        """The terms that tell two groups apart."""
        return _terms(*self.key, groups.a, groups.b, self)

    def columns(self, groups: GroupPair) -> pd.DataFrame:
        """The columns that tell two groups apart."""
        return _columns(*self.key, groups.a, groups.b, self)


def open_scene(page: Page) -> Scene:
    """The map of the page's workspace. Raises DataloupeError when it has none."""
    return Scene(page, *_opened(str(page.workspace.path), page.manifest.generation, page))


@st.cache_resource(max_entries=4, show_spinner="Reading the map")
def _opened(path: str, generation: int, _page: Page) -> tuple[Points, pd.DataFrame, Standing, dict[str, ColourBy]]:
    connection = _page.connection
    choices = {_title(by): by for by in colours.choices(connection)}
    return on_map.points(connection), on_map.labels(connection), on_map.standing(connection), choices


def _title(by: ColourBy) -> str:
    if by in (colours.THEME, colours.TOPIC, colours.COPIES):
        return by.name.capitalize()
    signal = find_signal(by.table, by.name)
    return f"{signal.title if signal else by.name} ({by.table})"


@st.cache_resource(max_entries=24, show_spinner=False)
def _colouring(path: str, generation: int, by: ColourBy, _scene: Scene) -> Colouring:
    return colours.colouring(_scene.page.connection, _scene.points, by)


@st.cache_data(max_entries=24, show_spinner=False)
def _values(path: str, generation: int, by: ColourBy, _scene: Scene) -> list[str]:
    return colours.values(_scene.page.connection, by)


@st.cache_resource(max_entries=24, show_spinner=False)
def _mask(path: str, generation: int, selection: str, _scene: Scene) -> np.ndarray | None:
    return on_map.mask(_scene.page.connection, _scene.points, Selection.from_url(selection))


@st.cache_data(max_entries=16, show_spinner="Searching")
def _by_words(path: str, generation: int, query: str, selection: str, _scene: Scene) -> pd.DataFrame:
    return search.by_words(_scene.page.connection, query, Selection.from_url(selection))


@st.cache_data(max_entries=64, show_spinner="Reading what is inside")
def _terms(path: str, generation: int, a: str, b: str, _scene: Scene) -> pd.DataFrame:
    return comparison.distinctive_terms(_scene.page.connection, GroupPair(a, b))


@st.cache_data(max_entries=64, show_spinner=False)
def _columns(path: str, generation: int, a: str, b: str, _scene: Scene) -> pd.DataFrame:
    return comparison.differing_columns(_scene.page.connection, GroupPair(a, b))


@st.cache_resource(max_entries=2, show_spinner="Reading the vectors")
def _vectors(path: str, generation: int, _scene: Scene) -> search.Vectors:
    return search.vectors(_scene.page.connection)


@st.cache_resource(max_entries=2, show_spinner="Loading the encoder, once")
def _encoder(name: str) -> Encoder:
    return encoder(name)
