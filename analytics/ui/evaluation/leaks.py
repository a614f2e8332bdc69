"""Which documents contain items of evaluation sets: a warning on pages, and the documents with their passages."""

from __future__ import annotations

import streamlit as st

from analytics.ask import evaluation as ask
from analytics.ask.documents import document
from analytics.ask.filters import ContainsItem
from analytics.recipe.model import Recipe
from analytics.recipe.steps import Exclude
from analytics.ui.components import formats
from analytics.ui.components.selection import select
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.contents import PAGES
from analytics.ui.decisions import offer
from analytics.ui.frame.page import Page
from analytics.workspace.evaluation_sets import EvaluationSet

MAX_SHOWN, CONTEXT_BYTES, TEXT_HEIGHT = 500, 300, 240
COLUMNS = {
    "doc_id": formats.document_id(),
    "near": formats.score_bar("Same passage", help="The share of the item's three-word sequences in one passage."),
    "containment": formats.score_bar("13-grams", help="The share of the item's 13-grams that are in the document."),
    "is_same": formats.check("Is the item"),
    "text": formats.text("Item", width=420),
}


def warn(page: Page) -> None:
    """A warning when documents that the decisions keep contain items of evaluation sets."""
    excluded = _excluded(page.decisions.recipe())
    leaking = [one for one in page.ask_of(ask.leakage) if one.is_leaking and not {one.name, ""} & excluded]
    if not leaking:
        return
    texts = " ".join(one.summary_text() for one in leaking[:3])
    st.warning(
        plain(f"{texts} Remove them before you train, or results on the set mean little."),
        icon=":material/quiz:",
    )
    st.page_link(PAGES["evaluation_sets"].file, label="See them on the page Evaluation sets", icon=":material/quiz:")


def _excluded(recipe: Recipe) -> set[str]:
    """The sets whose items an active step removes; "" is all of them."""
    steps = [step.action for step in recipe.steps if step.active and isinstance(step.action, Exclude)]
    return {
        action.where[0].name for action in steps if len(action.where) == 1 and isinstance(action.where[0], ContainsItem)
    }


def leaks(page: Page, one: EvaluationSet) -> None:
    """The documents that contain items of the set, what to do with them, and the passage of the chosen one."""
    leak = next((own for own in page.ask_of(ask.leakage) if own.name == one.name), None)
    if leak is None:
        st.info("This set was not compared with the documents yet. The next build does it.", icon=":material/update:")
        return
    st.markdown(plain(leak.summary_text()))
    rows = page.ask_of(ask.leaked_documents, one.name)
    if rows.empty:
        return
    with st.container(horizontal=True):
        offer(page, Exclude((ContainsItem(one.name),)), "Remove these documents", key="leaks")
        st.button(
            "Select documents",
            icon=":material/filter_alt:",
            key="leaks-select",
            on_click=select,
            args=(ContainsItem(one.name),),
        )
    clicked = table(
        rows.head(MAX_SHOWN), COLUMNS, f"Documents with items of {one.name}", select="row", key="leaks", visible_rows=8
    )
    row = rows.iloc[clicked[0] if clicked else 0]
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, height=TEXT_HEIGHT):
        st.caption("The item")
        st.text(str(row.text))
    with right, st.container(border=True, height=TEXT_HEIGHT):
        st.caption("The document")
        data = document(page.connection, int(row.doc_id)).text.encode()
        start, stop = int(row.start), int(row.stop)
        st.text(data[max(0, start - CONTEXT_BYTES) : start].decode(errors="ignore"))
        st.code(data[start:stop].decode(errors="ignore"), language=None, wrap_lines=True)
        st.text(data[stop : stop + CONTEXT_BYTES].decode(errors="ignore"))
