"""The drawer above the map: the open document, the inside of an outline, search results, or two groups."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask import search
from analytics.ask.comparison import GroupPair
from analytics.ask.filters import Filter, Region, Rows
from analytics.ask.map import colours, themes
from analytics.ask.map import points as map_points
from analytics.ask.marked_text import searches
from analytics.ask.selection import Selection
from analytics.ask.size import Size, format_count, size
from analytics.ui.components import selection as linked
from analytics.ui.components.marked import Marker
from analytics.ui.components.text import plain
from analytics.ui.map import link
from analytics.ui.map.controls import SearchResult
from analytics.ui.map.picture import Comparison
from analytics.ui.map.room import drawer
from analytics.ui.map.scene import Scene
from analytics.ui.map.tables import columns_table, terms_table
from analytics.ui.map.texts import text_list

TEXT_HEIGHT = 260
HITS_HEIGHT = 400
MAX_TERMS, TOPIC_TEXTS = 12, 8


def show_drawer(
    scene: Scene,
    state: link.Link,
    neighbours: pd.DataFrame | None,
    result: SearchResult | None,
    pair: Comparison | None,
) -> None:
    """The drawer for what people did last: open a document (with its `neighbours`), draw, search, or compare. None of
    it: no drawer.
    """
    if state.doc_id is None and not state.outline and state.topic_id is None and not result and not pair:
        return
    marker = Marker(scene.page.connection, searches(scene.page.selection, *(result.matches if result else ())))
    with drawer():
        if state.doc_id is not None and neighbours is not None:
            show_document(scene, state.doc_id, neighbours, marker)
        elif state.outline:
            show_outline(scene, state.outline, marker)
        elif state.topic_id is not None:
            show_topic(scene, state.topic_id, marker)
        elif result:
            show_search_result(scene, result, marker)
        elif pair:
            show_comparison(scene, pair)


def show_document(scene: Scene, doc_id: int, neighbours: pd.DataFrame, marker: Marker) -> None:
    """One document, its nearest neighbours by vector, and how faithful the map is there."""
    document = map_points.map_document(scene.page.connection, doc_id)
    if document is None:
        st.info(f"There is no document {doc_id}.")
        _close_button(link.DOCUMENT)
        return
    with st.container(horizontal=True, vertical_alignment="top"):
        st.subheader(plain(document.title or f"Document {doc_id}", limit=80), anchor=False)
        _close_button(link.DOCUMENT)
    facts = [document.source, document.topic or _no_topic(document.no_topic_reason), f"document {doc_id}"]
    st.caption(plain(" · ".join(fact for fact in facts if fact)))
    with st.container(height=TEXT_HEIGHT):
        marker.show_with_count(document.text if document.is_whole else f"{document.text} …", "map-text")
    st.markdown("**Nearest in meaning**")
    if document.faithfulness is not None:
        kept = f"{document.faithfulness:.0%} of them are also near this document on the map"
        st.caption(f"{kept}: {_advice(document.faithfulness)}.")
    text_list(neighbours, marker, "similarity", "neighbours")
    ids = (doc_id, *(int(one) for one in neighbours["doc_id"]))
    _select_button((Rows(ids),), link.DOCUMENT, "Select these documents")


def _no_topic(reason: str | None) -> str:
    return f"no topic because {reason}" if reason else "no topic"


def show_outline(scene: Scene, region: Region, marker: Marker) -> None:
    """The inside of a drawn outline: its size, what is special about it, and some of its texts."""
    inside = Selection((*scene.page.selection.filters, region))
    # The size appears at once; everything that takes longer is below it.
    st.subheader(plain(Size(scene.count_inside(region), None).describe()), anchor=False)
    with st.container(horizontal=True):
        _select_button((region,), link.OUTLINE)
        _close_button(link.OUTLINE)
    tokens = size(scene.page.connection, inside).tokens
    if tokens is not None:
        st.caption(plain(f"{format_count(tokens)} tokens (estimated)"))
    groups = GroupPair.of(scene.page.connection, inside)
    st.markdown("**Terms** that are more frequent inside")
    terms_table(scene.terms(groups), "a", "Inside", "Outside")
    st.markdown("**Columns** that differ most")
    columns_table(scene.columns(groups), "Inside", "Outside")
    st.markdown("**A sample of the texts**")
    text_list(map_points.sample(scene.page.connection, inside), marker, None, "sample")


def show_topic(scene: Scene, topic_id: int, marker: Marker) -> None:
    """A theme or topic: its size, its terms, and some of its texts."""
    connection = scene.page.connection
    topic = themes.topic(connection, topic_id)
    if topic is None:
        st.info(f"There is no topic {topic_id} on this map.")
        _close_button(link.TOPIC)
        return
    st.subheader(plain(topic.label, limit=80), anchor=False)
    one = colours.filter_by_topic(connection, topic_id)
    with st.container(horizontal=True):
        _select_button((one,), link.TOPIC)
        _close_button(link.TOPIC)
    level = f"A topic of {topic.theme}" if topic.theme and topic.theme != topic.label else "A theme"
    share = topic.documents / max(len(scene.points), 1)
    st.caption(plain(f"{level}: {topic.documents:,} documents, {share:.1%} of the map"))
    st.markdown("**Terms** that distinguish it")
    st.text(", ".join(topic.terms[:MAX_TERMS]))
    st.markdown("**A sample of the texts**")
    inside = Selection((*scene.page.selection.filters, one))
    text_list(map_points.sample(connection, inside, TOPIC_TEXTS), marker, None, "topic-texts")


def show_search_result(scene: Scene, result: SearchResult, marker: Marker) -> None:
    """The documents that match a search, the best first."""
    n = len(result.hits)
    count = f"The {n} documents nearest to" if result.is_ranked else f"{n:,} document{'s' * (n != 1)} with"
    st.subheader(f"{count} “{plain(result.query, limit=40)}”", anchor=False)
    if not n:
        unknown = "No document matches. The encoder may not know these words: search by words."
        st.caption(unknown if result.is_ranked else "No document matches. Use fewer words, or search by meaning.")
        return
    _select_button(result.filters)
    score = "similarity" if result.is_ranked else "occurrences"
    text_list(search.add_texts(scene.page.connection, result.hits), marker, score, "hits", HITS_HEIGHT)


def show_comparison(scene: Scene, pair: Comparison) -> None:
    """How two groups differ: their sizes, and the terms of each."""
    a, b = pair.names
    counts = pair.colouring.counts
    st.subheader(plain(f"{a} and {b}", limit=80), anchor=False)
    scaled = "The colour shows which group is denser there, with both groups scaled to the same size."
    st.caption(plain(f"{counts[0]:,} and {counts[1]:,} documents. {scaled}"))
    if not counts[0] or not counts[1]:
        st.info("One of the groups has no document. Choose another group.")
        return
    terms = scene.terms(pair.groups)
    for side, name in (("a", a), ("b", b)):
        st.markdown(f"**Terms** that are more frequent in {plain(name, limit=50)}")
        terms_table(terms, side, "This", "Other")
    st.markdown("**Columns** that differ most")
    columns_table(scene.columns(pair.groups), "A", "B")


def _select_button(
    filters: tuple[Filter, ...], parameter: str | None = None, label: str = "Select these documents"
) -> None:
    """A button that adds filters to the selection of all pages, and removes what led to them from the link."""
    if st.button(
        label, icon=":material/filter_alt:", key=f"keep-{parameter}", help="Show only these documents on every page."
    ):
        for one in filters:
            linked.select(one)
        if parameter:
            link.set_parameter(parameter, None)
        st.rerun()  # the whole page: a callback would run the fragment only


def _close_button(parameter: str) -> None:
    st.button(
        "Close",
        icon=":material/close:",
        type="tertiary",
        on_click=link.set_parameter,
        args=(parameter, None),
        key=f"close-{parameter}",
    )


def _advice(faithfulness: float) -> str:
    if faithfulness >= 0.5:
        return "the map is reliable here"
    return "trust this list more than the map" if faithfulness >= 0.15 else "the map is misleading here"
