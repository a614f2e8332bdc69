"""Documents that are already in another corpus: how many, of which source, and each with its pair."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.duplicates import corpus as ask
from analytics.ask.filters import InCorpus
from analytics.recipe.steps import Exclude
from analytics.ui.components import formats
from analytics.ui.components.selection import select
from analytics.ui.components.table import table
from analytics.ui.components.text import counted, plain
from analytics.ui.decisions import offer
from analytics.ui.duplicates.difference import show_difference
from analytics.ui.duplicates.queries import DuplicatesView

MAX_PAIRS, PAIRS_HEIGHT, SOURCE_ROWS = 500, 250, 5
MAX_NAME_CHARACTERS = 40
SOURCE_COLUMNS = {
    "source": formats.text("Source", width=140),
    "documents": formats.count("Documents"),
    "known": formats.count("Already there"),
    "share": formats.share_bar("Share already there", width=140),
    "exact": formats.count("Exact copies"),
    "tokens": formats.count("Tokens (est.)", help="Of the documents that are already there"),
}
PAIR_COLUMNS = {
    "doc_id": formats.document_id(),
    "source": formats.text("Source", width=110),
    "title": formats.text("Title", width=160),
    "kind": formats.text("Kind", width=60),
    "jaccard": formats.score_bar("Jaccard"),
    "contained": formats.score_bar("Contained", help="The share of this document's shingles that are in the other one"),
    "other_id": formats.document_id("There"),
    "other_source": formats.text("Source there", width=110),
    "other_title": formats.text("Title there", width=160),
}


def known_documents(view: DuplicatesView) -> None:
    """What each corpus has already, at the thresholds of the page: the count, the sources, and the pairs."""
    corpora = ask.corpora(view.connection)
    name = _pick_corpus(corpora)
    one = InCorpus(view.thresholds.jaccard, view.thresholds.containment, name)
    result = ask.known(view.connection, one, view.selection)
    st.markdown(plain(result.summary_text()))
    if not result.known:
        return
    with st.container(horizontal=True):
        st.button("Select them", key="select-known", icon=":material/filter_alt:", on_click=select, args=(one,))
        offer(view.page, Exclude((one,)), "Exclude them", key="exclude-known")
    sources = ask.known_by_source(view.connection, one, view.selection)
    clicked = table(
        sources, SOURCE_COLUMNS, "Documents that are already there, by source", select="row", key="known",
        visible_rows=SOURCE_ROWS,
    )  # fmt: skip
    source = str(sources.source.iloc[clicked[0]]) if clicked else None
    _pairs(view, one, source)


def _pick_corpus(corpora: pd.DataFrame) -> str:
    """The corpus to show; the only one needs no choice."""
    names = [str(name) for name in corpora.corpus]
    if len(names) == 1:
        st.caption(plain(f"Compared with {names[0]} ({counted(int(corpora.documents.iloc[0]), 'document')})."))
        return names[0]
    choice = st.selectbox("Corpus", ["", *names], format_func=lambda name: name or "Any", key="corpus", width=360)
    return choice if choice in names else ""


def _pairs(view: DuplicatesView, one: InCorpus, source: str | None) -> None:
    """The closest pair of each document, and both texts of the chosen pair side by side."""
    pairs = ask.known_pairs(view.connection, one, view.selection, source, MAX_PAIRS)
    if pairs.empty:
        st.caption(plain(f"No document of {source} is already there."))
        return
    of = f" of {source}" if source else ""
    cut = f" The closest {MAX_PAIRS}." if len(pairs) == MAX_PAIRS else ""
    st.caption(plain(f"Documents{of} with their closest document there.{cut} Choose one to compare the texts."))
    clicked = table(
        pairs, PAIR_COLUMNS, "Documents and their closest document there", select="row", key="known-pairs",
        height=PAIRS_HEIGHT,
    )  # fmt: skip
    row = pairs.iloc[clicked[0] if clicked else 0]
    compared = ask.corpus_difference(view.connection, int(row.doc_id), str(row.corpus), int(row.other_id))
    there = f"#{row.other_id} of {row.corpus}"[:MAX_NAME_CHARACTERS]
    show_difference(compared, (f"#{row.doc_id}", there), "known-difference")
