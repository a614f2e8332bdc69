"""A set for annotators out of the conversations that are selected: what for, how many, in which proportions."""

from __future__ import annotations

from collections.abc import Callable

import orjson
import streamlit as st

from analytics.ask.logs import annotation
from analytics.ask.selection import Selection
from analytics.ui.frame.page import Page

NOTHING = "nothing"


def annotation_set(page: Page, selection: Selection) -> None:
    """A popover with what the set is for and a button that draws and downloads it, as JSON lines."""
    opened = st.popover("Annotation set", icon=":material/rate_review:", on_change="rerun", key="annotation")
    if not opened.open:
        return
    with opened:
        kind = (
            st.segmented_control(
                "For", annotation.KINDS, default=annotation.KINDS[0], key="annotation-kind", required=True
            )
            or annotation.KINDS[0]
        )
        n = _needed(kind)
        by = st.selectbox("In the proportions of", [NOTHING, *page.ask(annotation.strata)], key="annotation-by")
        st.caption(
            f"{n:,} different prompts, or all where there are fewer. Near-duplicates are drawn once, personal data is masked, user ids are left out."
        )
        make = _lines(page, selection, kind, n, None if by == NOTHING else by)
        st.download_button(
            "Draw and download",
            make,
            f"{kind}.jsonl",
            "application/jsonl",
            key="annotation-download",
            icon=":material/download:",
            on_click="ignore",
        )


def _needed(kind: str) -> int:
    """How many items, by what they are to tell."""
    if kind == "comparisons":
        rate = st.slider(
            "Tell this win rate from one half",
            0.52,
            0.8,
            0.6,
            0.01,
            key="annotation-rate",
            help="With 95 % confidence. Ties do not count.",
        )
        power = st.select_slider("with a power of", [0.7, 0.8, 0.9, 0.95], 0.8, key="annotation-power")
        return annotation.n_for_win_rate(rate, power)
    margin = st.slider(
        "Know a share to within ±",
        0.01,
        0.2,
        0.05,
        0.01,
        key="annotation-margin",
        help="With 95 % confidence, whatever the share is.",
    )
    return annotation.n_for_margin(margin)


def _lines(page: Page, selection: Selection, kind: str, n: int, by: str | None) -> Callable[[], bytes]:
    def make() -> bytes:
        drawn = annotation.draw(page.connection.cursor(), selection, kind, n, by)
        return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in drawn.rows)

    return make
