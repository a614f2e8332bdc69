"""The pieces of the page on labels: the suspects with their evidence, the balance of classes, and the classes that
overlap.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask import labels
from analytics.ask.columns import Column
from analytics.ask.filters import Mislabelled, Values
from analytics.ask.labels import LabelCheck
from analytics.errors import DataloupeError
from analytics.ui.components.reader import reader
from analytics.ui.components.selection import select
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

HEIGHT = 283
"""Of the tables, in pixels: what a click on a row brings stands below, in view."""
COUNT = st.column_config.NumberColumn("Documents", format="localized")
WRONG = st.column_config.NumberColumn("Look wrong", format="localized")


def pick(page: Page) -> Column | None:
    """The column whose values are labels; None where there is none."""
    there = {column.name: column for column in labels.checked_columns(page.connection)}
    if not there:
        return None
    name = (
        next(iter(there))
        if len(there) == 1
        else st.selectbox("Labels are in", list(there), key="labels", bind="query-params", width=260)
    )
    if name not in there:
        raise DataloupeError(f"there is no column of labels {name!r} - there are {', '.join(there)}")
    return there[name]


def unjudged(page: Page) -> None:
    """The columns that may hold labels too, but beyond those that a build judges."""
    made = page.manifest.stages.get("labels")
    if columns := made and made.notes.get("not judged"):
        st.caption(plain(f"Not judged, because there are too many columns that may hold labels: {', '.join(columns)}."))


def suspects(page: Page, by: Column, check: LabelCheck) -> None:
    """The likely errors, the most suspicious first; the clicked one with its neighbours."""
    shown = check.suspects
    if shown.empty:
        st.info("No label looks wrong.", icon=":material/check:")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            plain(
                f"The {len(shown):,} most suspicious{'' if len(shown) == check.suspected else f' of {check.suspected:,}'}. Click one to see its neighbours."
            ),
            width="content",
        )
        st.button(
            "Select them all",
            icon=":material/filter_alt:",
            type="tertiary",
            on_click=select,
            args=(Mislabelled(by.table, by.name),),
        )
    event = st.dataframe(
        shown.assign(text=page.ask(labels.excerpts, tuple(int(one) for one in shown.doc_id)))[
            ["label", "suggested", "text", "doc_id"]
        ],
        hide_index=True,
        height=HEIGHT,
        key="suspects",
        on_select="rerun",
        selection_mode="single-cell",
        alt="Likely label errors",
        column_config={
            "label": st.column_config.TextColumn("Label", width=180),
            "suggested": st.column_config.TextColumn("Suggested", width=180),
            "text": st.column_config.TextColumn("Text", width=370),
            "doc_id": st.column_config.NumberColumn("Id", width=70),
        },
    )
    cells = event["selection"]["cells"]
    row = cells[0][0] if cells and cells[0][0] < len(shown) else 0
    doc_id = int(shown.doc_id.iloc[row])
    near = labels.neighbours(page.connection, doc_id, by)
    if not near.empty:
        st.markdown(f"**What is nearest to document {doc_id}, and how it is labelled**")
        st.dataframe(
            pd.DataFrame(
                {
                    "Label": near.label,
                    "Text": [" ".join(text.split()) for text in near.text],
                    "Similarity": near.similarity,
                }
            ),
            hide_index=True,
            height=213,
            alt="Neighbours",
            column_config={
                "Label": st.column_config.TextColumn(width=200),
                "Text": st.column_config.TextColumn(width=520),
                "Similarity": st.column_config.NumberColumn(format="%.2f", width=90),
            },
        )
    reader(page.connection, doc_id)


def overlaps(page: Page, by: Column, check: LabelCheck) -> None:
    """Labels whose documents confidently belong to another class."""
    if check.overlaps.empty:
        st.info("No two classes overlap.", icon=":material/check:")
        return
    st.caption(
        "Documents that carry one label and, by all others' labels, belong to another; they look wrong where the neighbours agree. "
        "Where a pair stands in both directions, two classes may be one."
    )
    event = st.dataframe(
        check.overlaps,
        hide_index=True,
        key="overlaps",
        on_select="rerun",
        selection_mode="single-cell",
        height=HEIGHT,
        alt="Classes that overlap",
        column_config={
            "label": st.column_config.TextColumn("Label"),
            "belongs_to": st.column_config.TextColumn("Belongs rather to"),
            "documents": COUNT,
            "suspected": WRONG,
        },
    )
    cells = event["selection"]["cells"]
    if cells and cells[0][0] < len(check.overlaps):
        pair = Mislabelled(
            by.table, by.name, *(str(check.overlaps[side].iloc[cells[0][0]]) for side in ("label", "belongs_to"))
        )
        st.button(
            plain(f"Select: {pair.describe()}", limit=90), icon=":material/filter_alt:", on_click=select, args=(pair,)
        )


def balance(page: Page, by: Column, check: LabelCheck) -> None:
    """The sizes of the classes, and how many of their labels look wrong."""
    if check.judged < check.labelled:
        st.caption(plain(f"The {len(check.balance):,} classes that were judged; there are more."))
    shown = check.balance.assign(share=check.balance.suspected / check.balance.documents.clip(lower=1))
    event = st.dataframe(
        shown,
        hide_index=True,
        height=HEIGHT,
        key="balance",
        on_select="rerun",
        selection_mode="single-cell",
        alt="Classes by size",
        column_config={
            "label": st.column_config.TextColumn("Label"),
            "documents": COUNT,
            "suspected": WRONG,
            "share": st.column_config.ProgressColumn("Of them", format="percent", min_value=0, max_value=1),
        },
    )
    cells = event["selection"]["cells"]
    if cells and cells[0][0] < len(shown):
        label = str(shown.label.iloc[cells[0][0]])
        st.button(
            plain(f"Select {label}", limit=60),
            icon=":material/filter_alt:",
            on_click=select,
            args=(Values(by.table, by.name, (label,)),),
        )
