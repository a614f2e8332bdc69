"""What people set above the map: the colour, a search, two groups to compare. All of it is kept in the URL by its
widgets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from analytics.ask import colours, search
from analytics.ask.comparison import GroupPair
from analytics.ask.filters import Contains, Filter, Rows
from analytics.ask.selection import ALL, Selection
from analytics.ui.map.picture import Compared
from analytics.ui.map.scene import Scene

MEANING, WORDS = "by meaning", "by words"
MOST_BY_MEANING = 100
NOBODY, SELECTED, REST = "(nobody)", "(what is selected)", "(everybody else)"


@dataclass(frozen=True)
class Found:
    """The answer to a search: `hits` has doc_id and similarity or occurrences, the best first; `parts` select the same
    documents.
    """

    query: str
    hits: pd.DataFrame
    filters: tuple[Filter, ...]

    @property
    def is_ranked(self) -> bool:
        """Whether it holds the nearest documents, to be ringed on the map, rather than all that match, whose points
        stay coloured.
        """
        return "similarity" in self.hits


def pick_colour(scene: Scene) -> str | None:
    """The title of the column that colours the map; None when there is none to choose."""
    picked = st.selectbox("Colour", list(scene.choices), key="colour", bind="query-params")
    return picked if picked in scene.choices else None


def search_for(scene: Scene) -> Found | None:
    """The documents that a typed query finds, within the selection; None without a query."""
    query = st.text_input(
        "Search",
        key="q",
        bind="query-params",
        placeholder="words, a sentence, or a pasted text",
        icon=":material/search:",
    )
    ways = [MEANING, WORDS] if scene.encoder else [WORDS]
    by = st.segmented_control(
        "Find", ways, key="by", bind="query-params", default=ways[0], required=True, label_visibility="collapsed"
    )
    if not query or not query.strip():
        return None
    if by != MEANING:
        return Found(query, scene.by_words(query), tuple(Contains(term) for term in search.terms(query)))
    mask = scene.mask(scene.page.selection)
    among = None if mask is None else scene.points.doc_id[mask]
    hits = search.by_meaning(scene.vectors(), scene.encode(query), MOST_BY_MEANING, among)
    return Found(query, hits, (Rows(tuple(hits["doc_id"].tolist())),))


def lit(scene: Scene, found: Found | None) -> Selection:
    """Whose points stay coloured: what is selected, and of that only what a search by words matched."""
    return Selection(scene.page.selection.filters + (found.filters if found and not found.is_ranked else ()))


def pick_groups(scene: Scene, colour: str | None) -> Compared | None:
    """Two groups of documents to compare: values of the colour's column, or what is selected and the rest."""
    by = scene.choices[colour] if colour else None
    values = scene.values(colour) if colour and by and by.kind in ("category", "boolean") else []
    selected = [SELECTED] if scene.page.selection else []
    with st.popover("Compare", icon=":material/compare_arrows:"):
        st.caption("Where on the map is one group denser than another, and which terms tell them apart?")
        a = st.selectbox("Group A", [NOBODY, *selected, *values], key="a", bind="query-params")
        b = st.selectbox("Group B", [REST, *(value for value in values if value != a)], key="b", bind="query-params")
    if by is None or not a or not b or a == NOBODY:
        return None
    first = scene.page.selection if a == SELECTED else Selection((colours.holders(scene.page.connection, by, a),))
    second = ALL if b == REST else Selection((colours.holders(scene.page.connection, by, b),))
    in_a, in_b = scene.mask(first), scene.mask(second)
    nobody = np.zeros(len(scene.points), bool)
    colouring = colours.versus(
        scene.points, nobody if in_a is None else in_a, ~nobody if in_b is None else in_b, (a, b)
    )
    return Compared((a, b), colouring, GroupPair.of(scene.page.connection, first, second))
