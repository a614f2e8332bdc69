"""Clusters of duplicates: a table of them, and one of them in full."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask import duplicates
from analytics.ask.filters import Contains
from analytics.ask.selection import Selection
from analytics.ui.components import formats
from analytics.ui.components.table import pick_slice, table
from analytics.ui.duplicates.members import cluster
from analytics.ui.duplicates.queries import DuplicatesView

ORDERS = {
    "most tokens removed": "removed_tokens",
    "most documents": "documents",
    "most indirect duplicates": "indirect",
    "most sources": "sources",
}
ROWS, VISIBLE_ROWS = 25, 6
COLUMNS = {
    "documents": formats.count("Documents", width=90),
    "texts": formats.count("Texts", help="Different texts: copies of one text count once", width=65),
    "removed": formats.count("Removed", width=80),
    "removed_tokens": formats.count("Tokens removed", width=115),
    "indirect": formats.count("Indirect", help="Members linked to the kept document only through others", width=75),
    "source": formats.text("Source", help="The source of most members", width=105),
    "sources": formats.count("Sources", width=70),
    "title": formats.text("Kept document", width=120),
    "excerpt": formats.text("Text", width=300),
}


def clusters(view: DuplicatesView) -> None:
    """The clusters, and the chosen one in full."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pattern = st.text_input("Contains text", key="cluster-q", bind="query-params", width=300) or ""
        order = st.selectbox("Sort by", list(ORDERS), key="cluster-order", bind="query-params", width=220)
        matching = _matching(view, pattern, ORDERS.get(order or "", "removed_tokens"))
        st.space("stretch")
        shown = pick_slice(len(matching), ROWS, key="cluster-page")
    if matching.empty:
        _say_empty(pattern)
        return
    rows = duplicates.with_titles(view.connection, matching.iloc[shown])
    clicked = table(rows, COLUMNS, "Clusters of duplicates", select="row", key="clusters", visible_rows=VISIBLE_ROWS)
    cluster(view, int(rows.cluster.iloc[clicked[0] if clicked else 0]))


def _matching(view: DuplicatesView, pattern: str, order: str) -> pd.DataFrame:
    """The clusters with a member that contains `pattern`, those with the largest `order` first."""
    rows = duplicates.clusters(view.decided)
    if pattern:
        containing = Selection((Contains(pattern),))
        members = duplicates.clusters_in_selection(view.connection, view.decided, containing)
        rows = rows[rows.cluster.isin(members)]
    return rows.sort_values([order, "cluster"], ascending=[False, True], ignore_index=True)


def _say_empty(pattern: str) -> None:
    if pattern:
        st.info("No cluster contains this text. Try other words.", icon=":material/search_off:")
    else:
        st.info(
            "There are no duplicates at these thresholds. Lower a threshold to find more.",
            icon=":material/check_circle:",
        )
