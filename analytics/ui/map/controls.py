"""The controls above the map: the colour, a search, two groups to compare. They keep their values in the URL."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from analytics.ask import search
from analytics.ask.comparison import GroupPair
from analytics.ask.filters import Contains, Filter, Rows
from analytics.ask.map import colour_classes, colours
from analytics.ask.selection import ALL, Selection
from analytics.ui.map import colour_menu
from analytics.ui.map.picture import Comparison
from analytics.ui.map.scene import Scene

MEANING, WORDS = "by meaning", "by words"
MAX_HITS_BY_MEANING = 100
NO_GROUP, SELECTED, REST = "(no group)", "(selected documents)", "(all other documents)"
RENAMED_VALUES = {"(what is selected)": SELECTED}
"""Values in links of earlier versions."""


@dataclass(frozen=True)
class SearchResult:
    """The answer to a search: `hits` has doc_id and similarity or occurrences, the best first. `filters` select the
    same documents.
    """

    query: str
    hits: pd.DataFrame
    filters: tuple[Filter, ...]

    @property
    def matches(self) -> tuple[Contains, ...]:
        """The words of a search by words, which are marked in texts; near documents need not contain any word."""
        return () if self.is_ranked else tuple(Contains(term) for term in search.terms(self.query))

    @property
    def is_ranked(self) -> bool:
        """Whether the hits are the nearest documents, which get rings on the map. Otherwise they are all documents that
        match, and only their points are coloured.
        """
        return "similarity" in self.hits


def pick_colour(scene: Scene) -> str | None:
    """The title of the column that colours the map; None when there is no such column."""
    return colour_menu.pick(scene.choices)


def search_for(scene: Scene) -> SearchResult | None:
    """The selected documents that match the typed query; None without a query."""
    query = st.text_input(
        "Search",
        key="q",
        bind="query-params",
        placeholder="Search words or a sentence",
        icon=":material/search:",
        label_visibility="collapsed",
        width=200,
    )
    ways = [MEANING, WORDS] if scene.encoder else [WORDS]
    by = st.segmented_control(
        "Search by", ways, key="by", bind="query-params", default=ways[0], required=True, label_visibility="collapsed"
    )
    if not query or not query.strip():
        return None
    if by != MEANING:
        return SearchResult(query, scene.search_words(query), tuple(Contains(term) for term in search.terms(query)))
    mask = scene.mask(scene.page.selection)
    among = None if mask is None else scene.points.doc_id[mask]
    hits = search.by_meaning(scene.vectors(), scene.encode(query), MAX_HITS_BY_MEANING, among)
    return SearchResult(query, hits, (Rows(tuple(hits["doc_id"].tolist())),))


def coloured_selection(scene: Scene, result: SearchResult | None) -> Selection:
    """The documents whose points are coloured: the selected ones, and of those only the matches of a search by
    words.
    """
    matches = result.filters if result and not result.is_ranked else ()
    return Selection(scene.page.selection.filters + matches)


def pick_comparison(scene: Scene, colour: str | None) -> Comparison | None:
    """Two groups to compare: values of the column that colours the map, the selected documents, or all others."""
    by = scene.choices[colour] if colour else None
    values = scene.values(colour) if colour and by and by.kind in ("category", "boolean") else []
    selected = [SELECTED] if scene.page.selection else []
    if (old := st.query_params.get("a")) in RENAMED_VALUES:
        st.query_params["a"] = RENAMED_VALUES[old]
    with st.popover("Compare", icon=":material/compare_arrows:"):
        st.caption("Shows where each group is denser on the map, and in which terms the groups differ.")
        a = st.selectbox("Group A", [NO_GROUP, *selected, *values], key="a", bind="query-params")
        b = st.selectbox("Group B", [REST, *(value for value in values if value != a)], key="b", bind="query-params")
    if by is None or not a or not b or a == NO_GROUP:
        return None
    connection = scene.page.connection
    first = scene.page.selection if a == SELECTED else Selection((colours.filter_by_value(connection, by, a),))
    second = ALL if b == REST else Selection((colours.filter_by_value(connection, by, b),))
    colouring = colour_classes.compare_groups(scene.points, _mask(scene, first), _mask(scene, second), (a, b))
    return Comparison((a, b), colouring, GroupPair.of(connection, first, second))


def _mask(scene: Scene, selection: Selection) -> np.ndarray:
    mask = scene.mask(selection)
    return np.ones(len(scene.points), bool) if mask is None else mask
