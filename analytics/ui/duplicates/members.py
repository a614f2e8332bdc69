"""One cluster in full: its members and why each is kept or removed, where they are on the map, and how two differ."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask import duplicates
from analytics.ask.filters import Rows
from analytics.figures.marked_map import marked_map
from analytics.ui.components import formats
from analytics.ui.components.charts import show
from analytics.ui.components.selection import select
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.duplicates.difference import difference
from analytics.ui.duplicates.queries import DuplicatesView

MAX_MEMBERS_SHOWN, MAX_MEMBERS_SELECTED = 300, 500
VISIBLE_ROWS, PAIRS_HEIGHT = 6, 220
MEMBER_COLUMNS = {
    "doc_id": formats.document_id(width=90),
    "why": formats.text("Decision and reason", width=270),
    "indirect": formats.check(
        "Indirect", help="Linked to the kept document only through other documents, not close to it itself", width=70
    ),
    "source": formats.text("Source", width=100),
    "title": formats.text("Title", width=120),
    "excerpt": formats.text("Text", width=300),
}
PAIR_COLUMNS = {
    "a": formats.document_id("Document"),
    "b": formats.document_id("Other document"),
    "jaccard": formats.score_bar("Jaccard"),
    "containment": formats.score_bar("Containment"),
    "cosine": formats.number("Cosine", 3),
}


def cluster(view: DuplicatesView, number: int) -> None:
    """The members of a cluster, two of them side by side, and its verified pairs."""
    members = duplicates.members(view.connection, view.decided, number)
    st.subheader(f"Cluster of #{members.preferred.iloc[0]}", anchor=False)
    left, right = st.columns([7, 3], gap="medium")
    with left:
        two = _pick_two(members.head(MAX_MEMBERS_SHOWN))
        cut = f" The first {MAX_MEMBERS_SHOWN} of {len(members):,}." if len(members) > MAX_MEMBERS_SHOWN else ""
        st.caption(f"Choose two members to see how they differ.{cut}")
    with right:
        _map(view, members)
        _select_members(members)
    difference(view.connection, *two, key="cluster-difference")
    with st.expander("Verified pairs of this cluster", icon=":material/verified:"):
        _pairs(duplicates.cluster_pairs(view.graph, view.decided, number))


def _pick_two(members: pd.DataFrame) -> tuple[int, int]:
    """Show the members. The two to compare: the chosen ones, else the kept document and the one least like it."""
    columns = {name: form for name, form in MEMBER_COLUMNS.items() if name != "indirect" or members.indirect.any()}
    rows = table(members, columns, "Members of the cluster", select="rows", key="members", visible_rows=VISIBLE_ROWS)
    chosen = [int(members.doc_id.iloc[row]) for row in rows]
    best = int(members.preferred.iloc[0])
    if len(chosen) >= 2:
        return chosen[0], chosen[1]
    if len(chosen) == 1 and chosen[0] != best:
        return best, chosen[0]
    others = members[members.doc_id != best].sort_values(["copy", "jaccard"], na_position="last")
    return best, int(others.doc_id.iloc[0])


def _map(view: DuplicatesView, members: pd.DataFrame) -> None:
    if not view.page.has("map"):
        st.caption("There is no map yet. Build the workspace with an encoder.")
        return
    background, here = duplicates.map_positions(view.connection, members.doc_id.to_list())
    show(marked_map(background, here), f"{len(here)} members of the cluster on the map")


def _select_members(members: pd.DataFrame) -> None:
    ids = tuple(int(doc_id) for doc_id in members.doc_id.head(MAX_MEMBERS_SELECTED))
    st.button(
        "Select members",
        key="select-members",
        icon=":material/filter_alt:",
        on_click=select,
        args=(Rows(ids),),
        help=f"Show only these documents on every page, at most {MAX_MEMBERS_SELECTED}.",
    )


def _pairs(pairs: pd.DataFrame) -> None:
    if pairs.empty:
        st.caption("All members are copies of one text.")
        return
    table(pairs, PAIR_COLUMNS, "Verified pairs", height=PAIRS_HEIGHT)
    st.caption(
        plain(
            f"{len(pairs):,} pairs of different texts, each text shown as its first document. "
            "The table includes pairs below the thresholds."
        )
    )
