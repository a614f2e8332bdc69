"""What the map shows, read once for all visitors of the same state of a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import streamlit as st

from analytics.ask import comparison, search
from analytics.ask.comparison import GroupPair
from analytics.ask.filters import Region
from analytics.ask.map import colour_classes, colours
from analytics.ask.map import points as map_points
from analytics.ask.map.colour_classes import Colouring
from analytics.ask.map.colours import ColourBy
from analytics.ask.map.points import MapSummary, Points
from analytics.ask.selection import Selection
from analytics.encoders import Encoder, encoder
from analytics.errors import DataloupeError
from analytics.figures.map_names import PlacedNames, place_names
from analytics.ui.frame.cache import Keyed, Shared
from analytics.ui.frame.page import Page
from analytics.ui.map.colour_menu import titled

MAP_CACHE = Shared(4, "Reading the map")
CLASSES_CACHE = Shared(24)
MASKS_CACHE = Shared(24)
HITS_CACHE = Shared(16, "Searching")
TERMS_CACHE = Shared(64, "Reading the documents inside")
VECTORS_CACHE = Shared(2, "Reading the vectors")


@dataclass(frozen=True)
class MapData:
    """The points of a map, the names of its regions and where they are shown, its summary, and the columns that can
    colour it, by their titles on the page.
    """

    points: Points
    labels: pd.DataFrame
    names: PlacedNames
    summary: MapSummary
    choices: dict[str, ColourBy]


@dataclass(frozen=True)
class Scene:
    """The map of one workspace, as one run of the page sees it. The answers of its methods are cached for the next
    zoom.
    """

    page: Page
    data: MapData

    @property
    def points(self) -> Points:
        return self.data.points

    @property
    def choices(self) -> dict[str, ColourBy]:
        return self.data.choices

    @property
    def keyed_points(self) -> Keyed:
        """The points as an argument of a cached question: the workspace determines them."""
        return Keyed(self.points, "points")

    @property
    def themes(self) -> pd.DataFrame:
        """The labels of the themes, the largest first."""
        labels = self.data.labels
        return labels[labels["parent_id"].isna()] if len(labels) else labels

    @property
    def encoder(self) -> dict[str, Any]:
        """The notes of the build about its encoder: name, digest, part. Empty without an encoder, and for vectors that
        came with the input.
        """
        manifest = self.page.manifest
        is_encoded = "embeddings" in manifest.tables and "encode" in manifest.stages
        if not is_encoded or manifest.build.get("options", {}).get("vectors"):
            return {}
        return dict(manifest.stages["encode"].notes)

    def encode(self, text: str) -> np.ndarray:
        """The vector of a query, by the encoder of the documents. Raises DataloupeError when this machine has another
        encoder of the same name.
        """
        loaded = _load_encoder(self.encoder["encoder"], self.encoder["digest"])
        if loaded.digest != self.encoder["digest"]:
            raise DataloupeError(
                f"The encoder {loaded.name} on this machine differs from the one that made these vectors. "
                "Search by words, or build the workspace again on this machine."
            )
        return np.asarray(loaded.encode([text])[0])

    def vectors(self) -> search.Vectors:
        """The vectors of all documents."""
        return self.page.ask_of(search.vectors, shared=VECTORS_CACHE)

    def colouring(self, title: str | None) -> Colouring:
        """The colour classes by one of `choices`; one class for None."""
        if title is None:
            return colour_classes.one_class(self.points)
        return self.page.ask_of(colour_classes.colouring, self.keyed_points, self.choices[title], shared=CLASSES_CACHE)

    def values(self, title: str) -> list[str]:
        """The most frequent values of one of `choices`."""
        return self.page.ask_of(colours.values, self.choices[title])

    def mask(self, selection: Selection) -> np.ndarray | None:
        """Which points are selected; None when all are."""
        return (
            self.page.ask_of(map_points.mask, self.keyed_points, selection, shared=MASKS_CACHE) if selection else None
        )

    def count_inside(self, region: Region) -> int:
        """How many of the selected points are inside an outline."""
        inside, selected = region.contains(self.points.x, self.points.y), self.mask(self.page.selection)
        return int(inside.sum() if selected is None else (inside & selected).sum())

    def search_words(self, query: str) -> pd.DataFrame:
        """The selected documents that contain all terms of `query`."""
        return self.page.ask_of(search.by_words, query, self.page.selection, shared=HITS_CACHE)

    def terms(self, groups: GroupPair) -> pd.DataFrame:
        """The terms whose frequencies differ between two groups."""
        return self.page.ask_of(comparison.distinctive_terms, groups, shared=TERMS_CACHE)

    def columns(self, groups: GroupPair) -> pd.DataFrame:
        """The columns whose values differ between two groups."""
        return self.page.ask_of(comparison.differing_columns, groups)


def open_scene(page: Page) -> Scene:
    """The map of the workspace. Raises DataloupeError when it has none."""
    return Scene(page, page.ask_of(_read_map, shared=MAP_CACHE))


def _read_map(connection: duckdb.DuckDBPyConnection) -> MapData:
    choices = titled(colours.choices(connection))
    points, labels = map_points.points(connection), map_points.labels(connection)
    names = place_names(labels, points.extent)
    return MapData(points, labels, names, map_points.summarize_map(connection), choices)


@st.cache_resource(max_entries=2, show_spinner="Loading the encoder")
def _load_encoder(name: str, digest: str) -> Encoder:
    return encoder(name, digest=digest)
