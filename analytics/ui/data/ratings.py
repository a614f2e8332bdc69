"""Ratings in the form: the scale of each, whether a high value is good, and what its values mean on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from analytics.ask.workspaces.inspection import InputReading
from analytics.ui.components.text import counted, plain
from analytics.ui.data import labels
from analytics.ui.data.corrections import Files

POLARITIES = ("high is good", "high is bad")
MAX_VALUES = 6
ADD_HELP = "Choose a field of the records that has a rating in it."


def edit_ratings(files: Files, number: int, reading: InputReading) -> None:
    """One row for each rating, and a select box that adds one where the records have other fields."""
    ratings = reading.preview["ratings"]
    for place, rating in enumerate(ratings):
        _edit(files, number, place, rating, is_removable=reading.yaml is not None)
    if not reading.rating_paths or reading.kind in ("documents", "transcripts"):
        return
    examples = {path: " | ".join(values)[:48] for path, values in reading.rating_paths}
    key = f"reading-{number}-add-rating"
    st.session_state[key] = None
    st.selectbox(
        "Add a rating",
        list(examples),
        format_func=lambda path: f"{path} · {examples[path]}",
        index=None,
        placeholder="Choose a field",
        help=ADD_HELP,
        key=key,
        on_change=files.change_to_widget,
        args=(number, "add rating", key),
    )


def _edit(files: Files, number: int, place: int, rating: Mapping[str, Any], is_removable: bool) -> None:
    name = rating["name"]
    scale, polarity, remove = st.columns([5, 4, 1], gap="small", vertical_alignment="bottom")
    with scale:
        _select_scale(files, number, place, rating)
    with polarity:
        key = f"reading-{number}-polarity-{place}"
        st.session_state[key] = POLARITIES[bool(rating["reverse"])]
        st.selectbox(
            "Direction", POLARITIES, key=key, on_change=files.change_to_widget, args=(number, f"polarity {name}", key)
        )
    if is_removable:
        remove.button(
            "",
            icon=":material/close:",
            key=f"reading-{number}-remove-{place}",
            help="Remove this rating",
            on_click=files.change,
            args=(number, f"remove rating {name}", ""),
        )
    st.caption(plain(values_text(rating)))


def _select_scale(files: Files, number: int, place: int, rating: Mapping[str, Any]) -> None:
    present = scale_text(rating)
    key = f"reading-{number}-scale-{place}"
    st.session_state[key] = present
    st.selectbox(
        plain(f"Scale of {rating['name']}", limit=40),
        list(dict.fromkeys([present, *labels.SCALES])),
        key=key,
        accept_new_options=True,
        help=plain(f"{rating['reason']}. Choose another scale, or write its ends, such as 1 to 6."),
        on_change=files.change_to_widget,
        args=(number, f"scale {rating['name']}", key),
    )


def scale_text(rating: Mapping[str, Any]) -> str:
    """`1 to 5`; for words, what they are."""
    ends = rating["ends"]
    return f"{ends[0]:g} to {ends[1]:g}" if ends else str(rating["reason"])


def values_text(rating: Mapping[str, Any]) -> str:
    """`120 ratings of answers, in percent of the best: 3 is 50% (40), 4 is 75% (80).`"""
    shown = [
        f"{raw} is {place:.0%} ({count:,})" if place is not None else f"{raw} is not a rating ({count:,})"
        for raw, count, place in rating["values"][:MAX_VALUES]
    ]
    more = len(rating["values"]) - len(shown)
    rest = f" and {more} more values" if more > 0 else ""
    unread = f" {rating['unread']:,} cannot be read." if rating["unread"] else ""
    what = f"{counted(rating['count'], 'rating')} of {rating['of']}s, in percent of the best"
    return f"{what}: {', '.join(shown)}{rest}.{unread}"
