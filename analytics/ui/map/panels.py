"""What stands beside the map: the open document, what is inside an outline, what a search found, how two groups differ,
or the themes.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
import streamlit as st

from analytics.ask import comparison, search
from analytics.ask import map as on_map
from analytics.ask.comparison import GroupPair
from analytics.ask.filters import Filter, Region, Rows
from analytics.ask.selection import Selection
from analytics.ask.size import Size, format_count, size
from analytics.ui.components import selection as chosen
from analytics.ui.components.text import plain
from analytics.ui.map import link
from analytics.ui.map.controls import Found
from analytics.ui.map.picture import Compared
from analytics.ui.map.scene import Scene

TEXT_HEIGHT = 260


def document(scene: Scene, doc_id: int, neighbours: pd.DataFrame) -> None:
    """One document, its neighbours in the original space, and how far the map can be believed there."""
    shown = on_map.place(scene.page.connection, doc_id)
    if shown is None:
        st.info(f"There is no document {doc_id} here.")
        _close(link.DOCUMENT)
        return
    st.subheader(plain(shown.title or f"Document {doc_id}", limit=80), anchor=False)
    facts = [shown.source, shown.topic or "no topic", f"document {doc_id}"]
    st.caption(plain(" · ".join(fact for fact in facts if fact)))
    with st.container(height=TEXT_HEIGHT):
        st.text(shown.text if shown.is_whole else f"{shown.text} …")
    st.markdown("**Nearest in meaning**, not on the map")
    if shown.faithfulness is not None:
        st.caption(f"{shown.faithfulness:.0%} of them are also near it on the map: {_trust(shown.faithfulness)}.")
    _open_on_click(neighbours, "similarity", "neighbours")
    with st.container(horizontal=True):
        _keep((Rows((doc_id, *(int(one) for one in neighbours["doc_id"]))),), link.DOCUMENT, "Select these")
        _close(link.DOCUMENT)


def outline(scene: Scene, region: Region) -> None:
    """What is inside a drawn outline: how much, what is special about it, and some of its texts."""
    inside = Selection((*scene.page.selection.filters, region))
    st.subheader(
        plain(Size(scene.inside(region), None).describe()), anchor=False
    )  # at once; what takes its time stands below
    with st.container(horizontal=True):
        _keep((region,), link.OUTLINE)
        _close(link.OUTLINE)
    tokens = size(scene.page.connection, inside).tokens
    if tokens is not None:
        st.caption(plain(f"{format_count(tokens)} tokens (est.)"))
    groups = GroupPair.of(scene.page.connection, inside)
    st.markdown("**Terms** that tell it from the rest")
    _terms(scene.terms(groups), "a", "Here", "Else")
    st.markdown("**Columns** that differ most")
    _columns(scene.columns(groups), "Here", "Else")
    st.markdown("**Some of its texts**")
    _open_on_click(on_map.sample(scene.page.connection, inside), None, "sample")


def found(scene: Scene, result: Found) -> None:
    """What a search found, the best first."""
    n = len(result.hits)
    what = f"The {n} nearest to" if result.is_ranked else f"{n:,} document{'s' * (n != 1)} with"
    st.subheader(f"{what} “{plain(result.query, limit=40)}”", anchor=False)
    if not n:
        st.caption("Nothing was found. Fewer words, or a search by meaning, finds more.")
        return
    _keep(result.filters)
    _open_on_click(
        search.beginnings(scene.page.connection, result.hits),
        "similarity" if result.is_ranked else "occurrences",
        "hits",
        height=400,
    )


def compared(scene: Scene, pair: Compared) -> None:
    """How two groups differ: how large they are, and the terms of each."""
    a, b = pair.names
    counts = pair.colouring.counts
    st.subheader(plain(f"{a} against {b}", limit=80), anchor=False)
    st.caption(
        plain(
            f"{counts[0]:,} against {counts[1]:,} documents. A colour means: denser there than the other, both groups scaled to the same size."
        )
    )
    if not counts[0] or not counts[1]:
        st.info("One of the groups holds no document.")
        return
    terms = scene.terms(pair.groups)
    for side, name in (("a", a), ("b", b)):
        st.markdown(f"**Terms** of {plain(name, limit=50)}")
        _terms(terms, side, "In it", "Other")
    st.markdown("**Columns** that differ most")
    _columns(scene.columns(pair.groups), "A", "B")


def themes(scene: Scene) -> None:
    """The largest regions, to begin with."""
    largest = scene.themes
    st.markdown("**Largest themes**")
    most = int(largest["size"].max()) if len(largest) else 1
    st.dataframe(
        pd.DataFrame({"theme": largest["label"], "documents": largest["size"].astype(int)}),
        hide_index=True,
        height=390,
        alt="Themes",
        column_config={
            "theme": st.column_config.TextColumn("Theme", width=165),
            "documents": st.column_config.ProgressColumn("Documents", format="localized", max_value=most, width=115),
        },
    )
    st.caption("Scroll to zoom, drag to move. A click opens a document; the lasso says what is special about a region.")


def _terms(terms: pd.DataFrame, side: str, here: str, there: str) -> None:
    """The terms of one side, with the share of documents that hold them here and there."""
    own, other = ("in_a", "in_b") if side == "a" else ("in_b", "in_a")
    bound = terms["low"] if side == "a" else -terms["high"]
    shown = pd.DataFrame(
        {"term": terms["term"], "here": 100 * terms[own], "there": 100 * terms[other], "odds": np.exp(bound)}
    )[terms["side"] == side]
    if shown.empty:
        st.caption("No term is surely more frequent.")
        return
    st.dataframe(
        shown,
        hide_index=True,
        alt="Terms",
        column_config={
            "term": st.column_config.TextColumn("Term", width=110),
            "here": st.column_config.NumberColumn(
                here, format="%.0f%%", width=55, help="Share of the documents here that hold the term"
            ),
            "there": st.column_config.NumberColumn(
                there, format="%.0f%%", width=65, help="Share of the others that do"
            ),
            "odds": st.column_config.NumberColumn("Odds ≥", format="%.1f", width=55, help=TERMS_HELP),
        },
    )


TERMS_HELP = (
    "How many times the odds are at least: the lower bound of the interval of the log-odds with an informative Dirichlet prior (Monroe et al. 2008), "
    f"which holds for all terms at once with {comparison.TERM_CONFIDENCE:.0%} confidence. Terms are ordered by it. Read from the first {comparison.TERM_CHARACTERS:,} characters of at most {comparison.TERM_DOCUMENTS:,} documents of each group."
)
COLUMNS_HELP = (
    "Cramér's V, corrected for bias: 0 is no difference, 1 full separation. Numbers are compared in ten bins."
)


def _columns(differing: pd.DataFrame, here: str, there: str) -> None:
    if differing.empty:
        st.caption("No column is distributed differently.")
        return
    what = differing["column"] + ": " + differing["what"]
    st.dataframe(
        pd.DataFrame(
            {
                "effect": differing["effect"],
                "what": what,
                "here": 100 * differing["in_a"],
                "there": 100 * differing["in_b"],
            }
        ),
        hide_index=True,
        alt="Columns",
        column_config={
            "effect": st.column_config.NumberColumn("Effect", format="%.2f", width=50, help=COLUMNS_HELP),
            "what": st.column_config.TextColumn(
                "More often", width=120, help="The value, or the range of values, that is most over-represented here"
            ),
            "here": st.column_config.NumberColumn(here, format="%.0f%%", width=50),
            "there": st.column_config.NumberColumn(there, format="%.0f%%", width=60),
        },
    )


def _open_on_click(
    documents: pd.DataFrame, ranked: str | None, key: str, height: int | Literal["auto"] = "auto"
) -> None:
    """A table of documents, one of which can be clicked to open it."""
    if documents.empty:
        st.caption("None.")
        return
    shown = documents[[*([ranked] if ranked else []), "text"]].assign(
        text=documents["text"].str.replace(r"\s+", " ", regex=True)
    )
    config = {
        "similarity": st.column_config.NumberColumn(format="%.2f", width="small"),
        "occurrences": st.column_config.NumberColumn("times", width="small"),
    }

    def open_document() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows:
            link.remember(link.DOCUMENT, int(documents["doc_id"].iloc[rows[0]]))

    st.dataframe(
        shown,
        hide_index=True,
        height=height,
        key=key,
        on_select=open_document,
        selection_mode="single-row",
        column_config=config,
    )


def _keep(parts: tuple[Filter, ...], parameter: str | None = None, label: str = "Keep as selection") -> None:
    """A button that narrows the selection of all pages, and then takes what led there out of the link."""
    if st.button(
        label, icon=":material/filter_alt:", key=f"keep-{parameter}", help="Every page then shows these documents only"
    ):
        for part in parts:
            chosen.select(part)
        if parameter:
            link.remember(parameter, None)
        st.rerun()  # the whole page: a callback here would run the fragment only


def _close(parameter: str) -> None:
    st.button(
        "Close",
        icon=":material/close:",
        type="tertiary",
        on_click=link.remember,
        args=(parameter, None),
        key=f"close-{parameter}",
    )


def _trust(faithfulness: float) -> str:
    return (
        "the map can be trusted here"
        if faithfulness >= 0.5
        else "trust the list more than the map"
        if faithfulness >= 0.15
        else "the map misleads here"
    )
