"""The two sides of the training: documents that there should be more of, and less of."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics.ask import classifier
from analytics.ask.filters import Range, Rows, Values
from analytics.ask.selection import Selection
from analytics.ask.size import size
from analytics.errors import DataloupeError
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

MAX_ID_CHARACTERS = 100_000


def pick_side(page: Page, title: str, key: str) -> Selection:
    """The documents of one side, as a selection; empty while nothing is chosen. `key` is "like" or "unlike"."""
    st.markdown(f"**{title}**")
    choice = st.segmented_control(
        "Choose by", list(WAYS), key=f"{key}-way", default="Sources", required=True, label_visibility="collapsed"
    )
    pick, help = WAYS[choice or "Sources"]
    chosen = pick(page, key)
    st.caption(plain(f"{chosen.describe()}: {size(page.connection, chosen).describe()}") if chosen else help)
    return chosen


def _by_source(page: Page, key: str) -> Selection:
    names = {
        classifier.NO_SOURCE if name is None else name: name
        for name in classifier.sources(page.connection, Selection())
    }
    chosen = st.multiselect(
        "Sources", list(names), key=f"{key}-sources", placeholder="Choose sources", label_visibility="collapsed"
    )
    if not chosen:
        return Selection()
    return Selection((Values("documents", "source", tuple(names[name] for name in chosen if name in names)),))


def _by_score(page: Page, key: str) -> Selection:
    if key == "like":
        low = st.number_input("Minimum score", value=3.0, step=1.0, key="like-score")
        return Selection((Range("documents", "score", low),))
    high = st.number_input("Maximum score", value=0.0, step=1.0, key="unlike-score")
    return Selection((Range("documents", "score", None, high),))


def _by_selection(page: Page, key: str) -> Selection:
    if not page.selection:
        st.info(
            "Nothing is selected. Select documents on any page, such as a region of the map.",
            icon=":material/filter_alt:",
        )
    return page.selection


def _by_id(page: Page, key: str) -> Selection:
    text = st.text_input(
        "Document ids",
        key=f"{key}-ids",
        placeholder="12, 85, 1007",
        label_visibility="collapsed",
        max_chars=MAX_ID_CHARACTERS,
    )
    try:
        ids = tuple(dict.fromkeys(int(number.lstrip("#")) for number in text.replace(",", " ").split()))
    except ValueError:
        raise DataloupeError(
            f"{text[:60]!r} is not a list of document ids. Write whole numbers, separated by commas."
        ) from None
    return Selection((Rows(ids),)) if ids else Selection()


WAYS: dict[str, tuple[Callable[[Page, str], Selection], str]] = {
    "Sources": (_by_source, "All documents of the chosen sources."),
    "Score": (
        _by_score,
        "Documents with a minimum or maximum score in the input, such as votes. GPT-2 used at least 3 karma.",
    ),
    "Selection": (_by_selection, "The current selection: a region of the map, a topic, a search."),
    "By hand": (_by_id, "Documents with these ids. The tables of documents show the ids."),
}
"""How to choose documents: the picker, and what it means."""
