"""New, grown, shrunk and vanished topics, and the new documents on the map."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.duplicates import map_positions
from analytics.figures.marked_map import marked_map
from analytics.history.topic_fates import topic_fates
from analytics.ui.components import formats
from analytics.ui.components.charts import show
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.cache import Keyed
from analytics.ui.frame.page import Page
from analytics.ui.history.compared import Compared

MAX_POINTS, BACKGROUND = 5_000, 12_000
VISIBLE_ROWS = 14


def topics(page: Page, compared: Compared) -> None:
    """The map with the new documents in colour, and the topics whose share changed."""
    left, right = st.columns([6, 5], gap="medium")
    with left:
        _map(page, compared)
    with right:
        _changes(compared)
        _fates(page)


def _changes(compared: Compared) -> None:
    rows = topic_changes(compared.drift)
    if rows.empty:
        st.info("No topic has grown or shrunk significantly.", icon=":material/done_all:")
    else:
        columns = {
            "level": formats.text("Topic", pinned=True, width=160),
            "verdict": formats.text("Change", width=70),
            "before": formats.share("Before", width=65),
            "after": formats.share("Now", width=60),
            "interval": formats.text("Points (95 %)", width=100),
        }
        table(rows, columns, "Topics whose share changed", visible_rows=VISIBLE_ROWS)


def _fates(page: Page) -> None:
    """What became of the topics at the last new clustering, where there was one."""
    rows = page.ask_of(topic_fates)
    if rows.empty:
        return
    st.subheader("After the last new clustering", anchor=False)
    columns = {
        "old": formats.text("Topic before", pinned=True, width=160),
        "fate": formats.text("Now", width=80),
        "new": formats.text("Most documents are in", width=160),
        "share": formats.share("Share", digits=0, width=70),
    }
    table(rows, columns, "What became of the topics before", visible_rows=VISIBLE_ROWS // 2)


def topic_changes(drift: pd.DataFrame) -> pd.DataFrame:
    """The topics whose share changed significantly: level, verdict ("new", "vanished", "grown", "shrunk"), before,
    after, interval.
    """
    rows = drift[(drift["family"] == "topic") & drift["is_reported"].astype(bool)]
    verdicts = [
        "new" if row.before == 0 else "vanished" if row.after == 0 else "grown" if row.change > 0 else "shrunk"
        for row in rows.itertuples()
    ]
    intervals = [f"{row.low * 100:+.1f} to {row.high * 100:+.1f}" for row in rows.itertuples()]
    return rows.assign(verdict=verdicts, interval=intervals).reset_index(drop=True)


def _map(page: Page, compared: Compared) -> None:
    if not page.has("map") or compared.new is None:
        reason = "This workspace has no map." if not page.has("map") else "The new documents have other numbers now."
        st.info(reason, icon=":material/map:")
        return
    ids = compared.new[:: max(1, len(compared.new) // MAX_POINTS)]
    key = f"{compared.key} {len(ids)}"
    background, marked = page.ask_of(map_positions, Keyed([int(one) for one in ids], key), BACKGROUND)
    show(marked_map(background, marked, size=4, height=440), f"{len(marked):,} new documents on the map")
    st.caption(plain(f"{len(marked):,} of {len(compared.new):,} new documents in colour, a sample of all in grey."))
