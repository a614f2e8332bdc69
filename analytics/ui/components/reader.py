"""One document in full: its text as text, where it stands in the corpus, and what else is known of it."""

from __future__ import annotations

import duckdb
import pandas as pd
import streamlit as st

from analytics.ask.columns import tables
from analytics.ask.documents import Document, document
from analytics.ask.duplicates import KeepPolicy, Thresholds, removal_reason
from analytics.figures.template import format_share
from analytics.ui.components.text import plain

FIRST_CHARACTERS = 20_000
MOST_CHARACTERS = 2_000_000
"""What a browser still lays out as one text; longer documents are there to be downloaded."""
HEIGHT, SHORT_CHARACTERS = 520, 800


def reader(connection: duckdb.DuckDBPyConnection, doc_id: int) -> None:
    """Show the document `doc_id`: text on the left, signals, fields and metadata on the right."""
    found = document(connection, doc_id)
    st.subheader(plain(found.fields.get("title") or f"Document {doc_id}", limit=120), anchor=False)
    st.caption(plain(_standing_words(found)))
    if "duplicate_pairs" in tables(connection) and (
        why := removal_reason(connection, doc_id, Thresholds(), KeepPolicy())
    ):
        st.caption(plain(f"Among its duplicates ({Thresholds().describe()}, the {KeepPolicy().rule} is kept): {why}"))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _text(found)
    with right:
        signals, fields = st.tabs(["Signals", "Fields"])
        with signals:
            _signals(found.signals)
        with fields:
            _fields(found)


def _text(found: Document) -> None:
    length = len(found.text)
    whole = length <= FIRST_CHARACTERS
    if not whole:
        with st.container(horizontal=True, vertical_alignment="center"):
            if length <= MOST_CHARACTERS:
                whole = st.toggle(f"Show all {length:,} characters", key=f"whole-{found.doc_id}")
            st.download_button(
                "Download",
                found.text,
                f"document-{found.doc_id}.txt",
                "text/plain",
                icon=":material/download:",
                on_click="ignore",
            )
    with st.container(height=HEIGHT if length > SHORT_CHARACTERS else "content", border=True):
        st.text(found.text if whole else found.text[:FIRST_CHARACTERS])
    if not whole:
        st.caption(f"The first {FIRST_CHARACTERS:,} of {length:,} characters.")


def _standing_words(found: Document) -> str:
    said = [f"document {found.doc_id}"]
    said += [f"source {found.fields['source']}"] if found.fields.get("source") else []
    words = found.signals[found.signals.name == "n_words"]
    if len(words) and pd.notna(words.below.iloc[0]):
        said.append(f"{words.value.iloc[0]:,} words, longer than {format_share(words.below.iloc[0])} of all documents")
    language = found.signals[found.signals.name == "lang_detected"]
    if len(language) and language.value.iloc[0]:
        said.append(f"language {language.value.iloc[0]} (detected)")
    return ", ".join(said)


def _signals(signals: pd.DataFrame) -> None:
    if signals.empty:
        st.caption("The scan has not counted anything yet.")
        return
    shown = pd.DataFrame(
        {
            "Signal": signals.title,
            "Value": [_number(value) for value in signals.value],
            "Above": signals.below * 100,
            "Definition": signals.formula,
        }
    )
    st.dataframe(
        shown,
        hide_index=True,
        height=HEIGHT,
        alt="The signals of this document beside those of the corpus",
        column_config={
            "Signal": st.column_config.TextColumn(width=150, pinned=True),
            "Value": st.column_config.TextColumn(width=70),
            "Above": st.column_config.ProgressColumn(
                help="Share of all documents whose value is smaller",
                format="%.0f%%",
                min_value=0,
                max_value=100,
                width=110,
            ),
        },
    )


def _fields(found: Document) -> None:
    known = {**found.fields, **{f"metadata.{name}": value for name, value in found.metadata.items()}}
    values = pd.DataFrame(
        {"Field": list(known), "Value": ["" if value is None else str(value)[:2000] for value in known.values()]}
    )
    st.dataframe(
        values,
        hide_index=True,
        height=HEIGHT,
        alt="What else is known of this document",
        column_config={"Field": st.column_config.TextColumn(pinned=True)},
    )


def _number(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
