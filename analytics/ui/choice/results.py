"""What is chosen: how well it stands for the rest, where it is, which groups it has, and what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import streamlit as st

from analytics.ask import choice
from analytics.ask.choice import METHODS, Chosen, Neighbours, Request, Weights, WholeCorpus
from analytics.ask.choice.choosing import alone
from analytics.ask.documents import document
from analytics.ask.duplicates import Thresholds, map_positions
from analytics.ask.filters import Rows
from analytics.ask.groupings import groupings
from analytics.ask.selection import Selection
from analytics.figures import choice as figures
from analytics.figures.marked_map import marked_map
from analytics.recipe.steps.choose import Choose
from analytics.ui.components import formats
from analytics.ui.components.charts import show
from analytics.ui.components.documents import document_table
from analytics.ui.components.selection import select
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.decisions import offer
from analytics.ui.frame.cache import Keyed, Shared
from analytics.ui.frame.page import Page

EVIDENCE = Shared(4, "Reading what the choice is made from")
NEIGHBOURS = Shared(2, "Reading the nearest neighbours")
CLUSTERS = Shared(4, "Reading the clusters of duplicates")
MAX_SELECTED = 2_000
"""Documents that fit into a link."""

MAX_SHOWN = 5_000
CURVE_HELP = (
    "How well the choice represents all documents: the mean cosine similarity between a sampled document and the "
    "nearest chosen one. The band of “random” contains 95 % of 20 random choices. The other bands are 95 % confidence "
    "intervals."
)
VERDICTS = {"more": "more than by chance", "less": "less than by chance", "as random": "no significant difference"}


@dataclass(frozen=True)
class Result:
    """A request and its choice."""

    request: Request
    chosen: Chosen


class CachedCorpus(WholeCorpus):
    """Answers that are the same for each selection, computed once for all visitors."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.connection)
        self._page = page

    def neighbours(self) -> Neighbours:
        return self._page.ask_of(choice.all_neighbours, shared=NEIGHBOURS)

    def clusters(self, thresholds: Thresholds) -> np.ndarray:
        return self._page.ask_of(choice.duplicate_clusters, thresholds, shared=CLUSTERS)


def make(page: Page, request: Request) -> Result:
    """Choose. The evidence is read once for all weights and sizes."""
    return Result(request, _choose(page, request))


def _choose(page: Page, request: Request) -> Chosen:
    read = replace(request, size=1, unit="documents", weights=Weights())
    corpus = Keyed(CachedCorpus(page), "all documents")
    evidence = page.ask(choice.evidence, Keyed(read, repr(read)), corpus, shared=EVIDENCE)
    return page.derive(choice.choose, Keyed(evidence, repr(read)), Keyed(request, repr(request)))


def summary(page: Page, result: Result) -> None:
    """What was chosen in words, and what to do with it."""
    ids = result.chosen.doc_ids
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(result.chosen.summary_text()), width="content")
        offer(page, Choose.of(result.request, page.selection), "Keep only these", key="choose")
        if len(ids) <= MAX_SELECTED:
            rows = Rows(tuple(sorted(ids.tolist())))
            st.button(
                "Select documents", icon=":material/filter_alt:", key="choose-select", on_click=select, args=(rows,)
            )


def coverage(page: Page, result: Result) -> None:
    """The coverage of this choice, of each aim alone, and of random choices."""
    aims = [aim for aim in METHODS if getattr(result.request.weights, aim)]
    choices = {"this choice": result.chosen.doc_ids[:MAX_SHOWN]}
    if len(aims) > 1:
        choices |= {f"{aim} alone": _choose(page, alone(result.request, aim)).doc_ids[:MAX_SHOWN] for aim in aims}
    curves = page.ask(choice.coverage_curves, Keyed(choices, repr(result.request)))
    show(figures.coverage(curves), "Similarity to the nearest chosen document by the size of the choice")
    last = curves[curves["size"] == curves["size"].max()].set_index("method")
    if {"this choice", "random"} <= set(last.index):
        st.caption(plain(_compare(last.loc["this choice"], last.loc["random"])), help=CURVE_HELP)


def _compare(own: pd.Series, random: pd.Series) -> str:
    verdict = "not significantly different from"
    if own.low > random.high:
        verdict = "higher than with"
    elif own.high < random.low:
        verdict = "lower than with"
    return (
        f"A document's similarity to the nearest chosen one is {own.value:.3f} on average ({own.low:.3f} to "
        f"{own.high:.3f}, {own.n:,.0f} sampled documents), {verdict} random choices ({random.low:.3f} to "
        f"{random.high:.3f})."
    )


def on_map(page: Page, result: Result) -> None:
    """Where the chosen documents are."""
    if not page.has("map"):
        st.info("This workspace has no map.", icon=":material/map:")
        return
    background, chosen = page.ask_of(map_positions, tuple(result.chosen.doc_ids[:MAX_SHOWN].tolist()), 12_000)
    show(marked_map(background, chosen, size=5, height=460), "The chosen documents on the map")
    missing = min(len(result.chosen.doc_ids), MAX_SHOWN) - len(chosen)
    st.caption(plain(f"{len(chosen):,} chosen documents" + (f"; {missing:,} are not on the map." if missing else ".")))


def groups(page: Page, result: Result) -> None:
    """Which groups have more or less than a random choice would have."""
    by = st.segmented_control("Group by", page.ask_of(groupings), default="source", key="by", required=True)
    known = by if by in page.ask_of(groupings) else "source"
    ids = Keyed(result.chosen.doc_ids, repr(result.request))
    rows = page.ask(choice.representation, ids, known)
    columns = {
        "group": formats.text(known.capitalize(), pinned=True),
        "documents": formats.count("Documents"),
        "chosen": formats.count("Chosen"),
        "share": formats.share("Share of all"),
        "chosen_share": formats.share("Share of chosen"),
        "expected": formats.text(
            "Random choices", help="The range of random choices of this size, with 95 % confidence."
        ),
        "verdict": formats.text("Chosen"),
    }
    expected = [f"{low:.1%} to {high:.1%}" for low, high in zip(rows.low, rows.high, strict=True)]
    shown = rows.assign(expected=expected, verdict=rows.verdict.map(VERDICTS))
    table(shown, {**columns, "verdict": formats.text("Result")}, f"Chosen documents by {known}")


def left_out(page: Page, result: Result) -> None:
    """The documents that the choice represents worst, each beside the chosen one that is nearest."""
    rows = page.ask(choice.left_out, Keyed(result.chosen.doc_ids, repr(result.request)))
    if rows.empty:
        st.info("Every document with a vector is chosen.", icon=":material/done_all:")
        return
    columns = {
        "doc_id": formats.document_id("Not chosen"),
        "similarity": formats.number("Similarity", 3, help="Cosine to the nearest chosen document."),
        "nearest": formats.document_id("Nearest chosen"),
    }
    left, right = st.columns([1, 2], gap="medium")
    with left:
        clicked = table(rows, columns, "Documents that the choice represents worst", select="cell", key="left-out")
    row = rows.iloc[clicked[0] if clicked else 0]
    with right:
        first, second = st.columns(2)
        for column, name, doc_id in ((first, "Not chosen", row.doc_id), (second, "Nearest chosen", row.nearest)):
            with column:
                st.subheader(name, anchor=False)
                st.text(document(page.connection, int(doc_id)).text[:2_000])


def examples(page: Page, result: Result) -> None:
    """The chosen documents."""
    ids = result.chosen.doc_ids
    if len(ids) > MAX_SHOWN:
        st.caption(plain(f"The first {MAX_SHOWN:,} of {len(ids):,} chosen documents."))
    document_table(page, Selection((Rows(tuple(sorted(ids[:MAX_SHOWN].tolist()))),)), "chosen")
