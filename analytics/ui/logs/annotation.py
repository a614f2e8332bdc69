"""An annotation set of the selected conversations: its purpose, its size and its proportions."""

from __future__ import annotations

from collections.abc import Callable

import orjson
import streamlit as st

from analytics.ask.logs import annotation
from analytics.ask.selection import Selection
from analytics.statistics.sample_size import sample_size_for_margin, sample_size_for_win_rate
from analytics.ui.components.download import download
from analytics.ui.frame.page import Page

NO_STRATIFIER = "nothing"


def annotation_set(page: Page, selection: Selection) -> None:
    """A popover with the settings and a button that draws the set and downloads it as JSON lines."""
    popover = st.popover("Annotation set", icon=":material/rate_review:", on_change="rerun", key="annotation")
    if not popover.open:
        return
    with popover:
        kind = _pick_kind()
        n = _pick_size(kind)
        names = [NO_STRATIFIER, *page.ask(annotation.stratifiers)]
        stratifier = st.selectbox("Stratify by", names, key="annotation-by")
        st.caption(
            f"{n:,} distinct prompts, or all if there are fewer. Near-duplicates are drawn once. Personal data is "
            "masked. The file has no user ids."
        )
        download(
            "Download annotation set",
            _json_lines(page, selection, kind, n, None if stratifier == NO_STRATIFIER else stratifier),
            f"{kind}.jsonl",
            "application/jsonl",
            key="annotation-download",
            icon=":material/download:",
        )


def _pick_kind() -> str:
    first, kinds = annotation.KINDS[0], annotation.KINDS
    return st.segmented_control("Annotation task", kinds, default=first, key="annotation-kind", required=True) or first


def _pick_size(kind: str) -> int:
    """How many prompts, from what the set has to show."""
    if kind == "comparisons":
        rate = st.slider(
            "Win rate to detect",
            0.52,
            0.8,
            0.6,
            0.01,
            key="annotation-rate",
            help="The smallest win rate that the set can distinguish from 50 %, with 95 % confidence. Ties do "
            "not count.",
        )
        power = st.select_slider("Power of the test", [0.7, 0.8, 0.9, 0.95], 0.8, key="annotation-power")
        return sample_size_for_win_rate(rate, power)
    margin = st.slider(
        "Margin of error of a share, ±",
        0.01,
        0.2,
        0.05,
        0.01,
        key="annotation-margin",
        help="Half the width of the 95 % confidence interval, for any share.",
    )
    return sample_size_for_margin(margin)


def _json_lines(page: Page, selection: Selection, kind: str, n: int, stratifier: str | None) -> Callable[[], bytes]:
    def draw() -> bytes:
        drawn = annotation.draw_annotation_set(page.connection.cursor(), selection, kind, n, stratifier)
        return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in drawn.rows)

    return draw
