"""Clusters of duplicates: a table of them, the members of one and why each stays or goes, where they lie, and how two
of them differ.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask import duplicates
from analytics.ask.filters import Contains, Rows
from analytics.ask.selection import Selection
from analytics.figures.duplicates import cluster_on_map
from analytics.ui.components.charts import show
from analytics.ui.components.selection import select
from analytics.ui.components.table import table_height
from analytics.ui.components.text import plain
from analytics.ui.duplicates.difference import difference
from analytics.ui.duplicates.queries import Asked

ORDERS = {
    "most tokens to go": "removed_tokens",
    "most documents": "documents",
    "most in by a chain": "chained",
    "most sources": "sources",
}
CLUSTERS_A_PAGE, MEMBERS_SHOWN, SELECTED_BY_HAND = 25, 300, 500
ROWS_SEEN = 6


def clusters(asked: Asked) -> None:
    """All clusters, those with a member that contains some words first asked for; and the chosen one in full."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pattern = st.text_input("With a member that contains", key="cluster-q", bind="query-params", width=300)
        order = st.selectbox("Order", list(ORDERS), key="cluster-order", bind="query-params", width=220) or next(
            iter(ORDERS)
        )
        table = duplicates.clusters(asked.decided)
        if pattern:
            table = table[
                table.cluster.isin(
                    duplicates.clusters_in_selection(asked.connection, asked.decided, Selection((Contains(pattern),)))
                )
            ]
        table = table.sort_values(
            [ORDERS.get(order, "documents"), "cluster"], ascending=[False, True], ignore_index=True
        )
        st.space("stretch")
        pages = -(-len(table) // CLUSTERS_A_PAGE)
        number = min(max(st.pagination(pages, max_visible_pages=5, key="cluster-page"), 1), pages) if pages > 1 else 1
    if table.empty:
        st.info(
            "No cluster fits." if pattern else "No two documents are duplicates at these thresholds.",
            icon=":material/check_circle:",
        )
        return
    rows = duplicates.with_titles(
        asked.connection, table.iloc[(number - 1) * CLUSTERS_A_PAGE : number * CLUSTERS_A_PAGE]
    )
    _cluster(asked, int(rows.cluster.iloc[_table(rows)]))


def _table(rows: pd.DataFrame) -> int:
    event = st.dataframe(
        rows,
        hide_index=True,
        height=table_height(len(rows), ROWS_SEEN),
        placeholder="",
        key="clusters",
        on_select="rerun",
        selection_mode="single-row",
        alt="Clusters of duplicates",
        column_order=[
            "documents",
            "texts",
            "removed",
            "removed_tokens",
            "chained",
            "source",
            "sources",
            "title",
            "excerpt",
        ],
        column_config={
            "documents": st.column_config.NumberColumn("Documents", format="localized", width=90),
            "texts": st.column_config.NumberColumn(
                "Texts", format="localized", help="Different texts: copies of one count once", width=65
            ),
            "removed": st.column_config.NumberColumn("To go", format="localized", width=65),
            "removed_tokens": st.column_config.NumberColumn("Tokens to go", format="localized", width=100),
            "chained": st.column_config.NumberColumn(
                "By chain", help="Members not themselves close to the preferred one", width=75
            ),
            "source": st.column_config.TextColumn("Source", help="Of most members", width=105),
            "sources": st.column_config.NumberColumn("Sources", width=70),
            "title": st.column_config.TextColumn("Preferred one", width=130),
            "excerpt": st.column_config.TextColumn("Text", width=320),
        },
    )
    chosen = event["selection"]["rows"]
    return chosen[0] if chosen and chosen[0] < len(rows) else 0


def _cluster(asked: Asked, cluster: int) -> None:
    members = duplicates.members(asked.connection, asked.decided, cluster)
    st.subheader(f"Cluster of #{members.best.iloc[0]}", anchor=False)
    left, right = st.columns([7, 3], gap="medium")
    with left:
        shown = members.head(MEMBERS_SHOWN)
        two = _members(shown)
        cut = f" The first {MEMBERS_SHOWN} of {len(members):,}." if len(members) > MEMBERS_SHOWN else ""
        st.caption(f"Choose two members to see how they differ.{cut}")
    with right:
        _map(asked, members)
        few = Rows(tuple(int(doc_id) for doc_id in members.doc_id.head(SELECTED_BY_HAND)))
        st.button(
            "Select the members",
            icon=":material/filter_alt:",
            on_click=select,
            args=(few,),
            help=f"Narrow every page to them ({SELECTED_BY_HAND} at most).",
        )
    difference(asked.connection, *two, key="cluster-difference")
    with st.expander("The proved pairs of this cluster", icon=":material/verified:"):
        _pairs(duplicates.cluster_pairs(asked.graph, asked.decided, cluster))


def _members(members: pd.DataFrame) -> tuple[int, int]:
    """The members, and which two of them to compare: those that are chosen, else the preferred one and the first that
    differs from it most.
    """
    event = st.dataframe(
        members,
        hide_index=True,
        height=table_height(len(members), ROWS_SEEN),
        placeholder="",
        key="members",
        on_select="rerun",
        selection_mode="multi-row",
        alt="Members of the cluster",
        column_order=["doc_id", "why", *["chained"] * bool(members.chained.any()), "source", "title", "excerpt"],
        column_config={
            "doc_id": st.column_config.NumberColumn("Document", format="#%d", width=90),
            "why": st.column_config.TextColumn("What happens, and why", width=270),
            "chained": st.column_config.CheckboxColumn(
                "By chain", help="In the cluster only through others: not itself close to the preferred one", width=70
            ),
            "source": st.column_config.TextColumn("Source", width=100),
            "title": st.column_config.TextColumn("Title", width=120),
            "excerpt": st.column_config.TextColumn("Text", width=300),
        },
    )
    chosen = [int(members.doc_id.iloc[row]) for row in event["selection"]["rows"] if row < len(members)]
    best = int(members.best.iloc[0])
    if len(chosen) >= 2:
        return chosen[0], chosen[1]
    if len(chosen) == 1 and chosen[0] != best:
        return best, chosen[0]
    others = members[members.doc_id != best].sort_values(["copy", "jaccard"], na_position="last")
    return best, int(others.doc_id.iloc[0])


def _map(asked: Asked, members: pd.DataFrame) -> None:
    if not asked.page.has("map"):
        st.caption("Not on a map yet.")
        return
    background, here = duplicates.map_positions(asked.connection, members.doc_id.to_list())
    show(cluster_on_map(background, here), f"{len(here)} members of the cluster on the map")


def _pairs(pairs: pd.DataFrame) -> None:
    if pairs.empty:
        st.caption("All members are copies of one text.")
        return
    score = {
        name: st.column_config.ProgressColumn(label, format="%.2f", min_value=0, max_value=1)
        for name, label in (("jaccard", "Jaccard"), ("containment", "Containment"))
    }
    ids = {
        name: st.column_config.NumberColumn(label, format="#%d") for name, label in (("a", "Document"), ("b", "and"))
    }
    st.dataframe(
        pairs,
        hide_index=True,
        height=220,
        alt="Proved pairs",
        column_config={**ids, **score, "cosine": st.column_config.NumberColumn("Cosine", format="%.3f")},
    )
    st.caption(
        plain(
            f"{len(pairs):,} pairs of different texts, by the first document of each text. Pairs below the thresholds are among them."
        )
    )
