"""The Labels page: flagged labels with their evidence, classes that overlap, and the balance of classes."""

from __future__ import annotations

import streamlit as st

from analytics.ask import labels
from analytics.ask.columns import Column
from analytics.ask.filters import Filter, Mislabelled, Values
from analytics.ask.labels import LabelCheck
from analytics.ask.marked_text import searches
from analytics.ui.components import formats
from analytics.ui.components.pickers import checked
from analytics.ui.components.reader import reader
from analytics.ui.components.selection import select
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

HEIGHT, NEIGHBOURS_HEIGHT = 283, 213
"""Of the tables, in pixels: what a click on a row shows is in view below them."""

SUSPECT_COLUMNS = {
    "label": formats.text("Label", width=180),
    "suggested": formats.text("Suggested", width=180),
    "text": formats.text("Text", width=370),
    "doc_id": formats.document_id(width=95),
}
NEIGHBOUR_COLUMNS = {
    "label": formats.text("Label", width=200),
    "text": formats.text("Text", width=520),
    "similarity": formats.number("Similarity", width=90),
}
PAIR_COLUMNS = {
    "label": formats.text("Label"),
    "belongs_to": formats.text("Likely class"),
    "documents": formats.count("Documents"),
    "suspected": formats.count("Flagged"),
}
CLASS_COLUMNS = {
    "label": formats.text("Label"),
    "documents": formats.count("Documents"),
    "suspected": formats.count("Flagged"),
    "share": formats.share_bar("Share flagged"),
}
OVERLAP_HELP = (
    "Documents that have one label but, according to all other labels, belong to another class. "
    "They are flagged where their own label is improbable. "
    "If a pair appears in both directions, the two classes may be one."
)


def pick(page: Page) -> Column | None:
    """The column whose values are labels; None when there is none."""
    options = {column.name: column for column in labels.checked_columns(page.connection)}
    if not options:
        return None
    names = list(options)
    if len(names) == 1:
        return options[names[0]]
    return checked(options, st.selectbox("Label column", names, key="labels", bind="query-params", width=260))


def captions(page: Page, check: LabelCheck) -> None:
    """Say which values are missing labels, and name the columns that exceed the number that a build checks."""
    if text := check.placeholder_text():
        st.caption(plain(text))
    stage = page.manifest.stages.get("labels")
    if columns := stage and stage.notes.get("not judged"):
        names = ", ".join(columns)
        st.caption(plain(f"Not checked, because more columns may contain labels than a build checks: {names}."))


def suspects(page: Page, by: Column, check: LabelCheck) -> None:
    """The flagged labels, the least probable first, and the clicked one with its neighbours."""
    shown = check.suspects
    if shown.empty:
        st.info("No label is flagged.", icon=":material/check:")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        total = "" if len(shown) == check.suspected else f" of {check.suspected:,}"
        st.caption(
            plain(f"The {len(shown):,} least probable labels{total}. Click one to see its neighbours."),
            width="content",
        )
        _select_button("Select all", Mislabelled(by.table, by.name))
    texts = page.ask(labels.excerpts, tuple(int(doc_id) for doc_id in shown.doc_id))
    clicked = table(
        shown.assign(text=texts), SUSPECT_COLUMNS, "Flagged labels", select="cell", key="suspects", height=HEIGHT
    )
    doc_id = int(shown.doc_id.iloc[clicked[0] if clicked else 0])
    _neighbours(page, by, doc_id)
    reader(page.connection, doc_id, matches=searches(page.selection))


def overlaps(page: Page, by: Column, check: LabelCheck) -> None:
    """Pairs of classes: documents of the one that likely belong to the other."""
    if check.overlaps.empty:
        st.info("No two classes overlap.", icon=":material/check:")
        return
    st.caption(OVERLAP_HELP)
    clicked = table(check.overlaps, PAIR_COLUMNS, "Classes that overlap", select="cell", key="overlaps", height=HEIGHT)
    if clicked:
        pair = check.overlaps.iloc[clicked[0]]
        chosen = Mislabelled(by.table, by.name, str(pair.label), str(pair.belongs_to))
        _select_button(plain(f"Select {chosen.describe()}", limit=90), chosen)


def balance(page: Page, by: Column, check: LabelCheck) -> None:
    """The sizes of the classes, and how many of their labels are flagged."""
    if check.judged < check.labelled:
        st.caption(plain(f"The {len(check.balance):,} classes that were checked. Other classes were not checked."))
    rows = check.balance.assign(share=check.balance.suspected / check.balance.documents.clip(lower=1))
    clicked = table(rows, CLASS_COLUMNS, "Classes by size", select="cell", key="balance", height=HEIGHT)
    if clicked:
        label = str(rows.label.iloc[clicked[0]])
        _select_button(plain(f"Select {label}", limit=60), Values(by.table, by.name, (label,)))


def _neighbours(page: Page, by: Column, doc_id: int) -> None:
    """The documents that are nearest to this one, with their labels."""
    near = labels.neighbours(page.connection, doc_id, by)
    if near.empty:
        return
    st.markdown(f"**Nearest neighbours of document {doc_id}, and their labels**")
    one_line = [" ".join(text.split()) for text in near.text]
    table(near.assign(text=one_line), NEIGHBOUR_COLUMNS, "Neighbours", height=NEIGHBOURS_HEIGHT)


def _select_button(label: str, chosen: Filter) -> None:
    st.button(label, icon=":material/filter_alt:", on_click=select, args=(chosen,))
