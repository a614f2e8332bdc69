"""One document in full: its text, its place in the corpus, its signals, fields and metadata."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import duckdb
import pandas as pd
import streamlit as st

from analytics.ask.column_titles import column_title
from analytics.ask.columns import tables
from analytics.ask.documents import Document, document
from analytics.ask.duplicates import KeepPolicy, Thresholds, removal_reason
from analytics.ask.filters import Contains
from analytics.figures.template import format_share
from analytics.names import unique_names
from analytics.number_text import number_text
from analytics.ui.components import formats
from analytics.ui.components.download import download
from analytics.ui.components.marked import Marker
from analytics.ui.components.raw_page import is_page, text_and_page
from analytics.ui.components.table import table
from analytics.ui.components.text import plain

FIRST_CHARACTERS = 20_000
MAX_CHARACTERS = 2_000_000
"""What a browser can still lay out as one text; longer documents can be downloaded."""
MAX_FIELD_CHARACTERS = 2000
HEIGHT, SHORT_TEXT_CHARACTERS = 520, 800


def reader(
    connection: duckdb.DuckDBPyConnection,
    doc_id: int,
    workspace: Path | None = None,
    matches: tuple[Contains, ...] = (),
) -> None:
    """Show the document `doc_id`: its text, and in further tabs its signals, fields and metadata.

    With a `workspace`, the source of a web page can be shown next to its text. The matches of searches are marked.
    """
    marker = Marker(connection, matches)
    shown = document(connection, doc_id)
    st.subheader(plain(shown.fields.get("title") or f"Document {doc_id}", limit=120), anchor=False)
    st.caption(plain(_description(shown)))
    if reason := _removal_reason(connection, doc_id):
        st.caption(plain(reason))
    text, signals, fields = st.tabs(["Text", "Signals", "Fields"])
    with text:
        if workspace is not None and is_page(shown):
            text_and_page(shown, workspace, partial(_text, shown, marker), HEIGHT)
        else:
            _text(shown, marker)
    with signals:
        _signals(shown.signals)
    with fields:
        _fields(shown)


def _removal_reason(connection: duckdb.DuckDBPyConnection, doc_id: int) -> str | None:
    """Why deduplication with the default settings would keep or remove the document; None if it has no duplicate."""
    if "duplicate_pairs" not in tables(connection):
        return None
    reason = removal_reason(connection, doc_id, Thresholds(), KeepPolicy())
    rule = f"{Thresholds().describe()}, keep the {KeepPolicy().rule}"
    return f"Among its duplicates ({rule}): {reason}" if reason else None


def _text(shown: Document, marker: Marker) -> None:
    length = len(shown.text)
    is_whole = length <= FIRST_CHARACTERS
    if not is_whole:
        with st.container(horizontal=True, vertical_alignment="center"):
            if length <= MAX_CHARACTERS:
                is_whole = st.toggle(f"Show all {length:,} characters", key=f"whole-{shown.doc_id}")
            download(
                "Download text",
                shown.text,
                f"document-{shown.doc_id}.txt",
                "text/plain",
                icon=":material/download:",
            )
    with st.container(height=HEIGHT if length > SHORT_TEXT_CHARACTERS else "content", border=True):
        marker.show_with_count(shown.text if is_whole else shown.text[:FIRST_CHARACTERS], "text")
    if not is_whole:
        st.caption(f"The first {FIRST_CHARACTERS:,} of {length:,} characters.")


def _description(shown: Document) -> str:
    """Id, source, length and language in one line."""
    signals = shown.signals.set_index("name")
    facts = [f"document {shown.doc_id}"]
    if shown.fields.get("source"):
        facts.append(f"source {shown.fields['source']}")
    if "n_words" in signals.index and pd.notna(signals.below["n_words"]):
        words, below = signals.value["n_words"], signals.below["n_words"]
        facts.append(f"{words:,} words, longer than {format_share(below)} of all documents")
    if "lang_detected" in signals.index and signals.value["lang_detected"]:
        facts.append(f"language {signals.value['lang_detected']} (detected){_second_language(signals)}")
    return ", ".join(facts)


def _second_language(signals: pd.DataFrame) -> str:
    if "lang_second" not in signals.index or not signals.value["lang_second"]:
        return ""
    return f" with {format_share(signals.value['lang_second_share'])} {signals.value['lang_second']}"


def _signals(signals: pd.DataFrame) -> None:
    if signals.empty:
        st.caption("The text signals are not computed yet. Build the workspace again.")
        return
    columns = {
        "title": formats.text("Signal", width=150, pinned=True),
        "value": formats.text("Value", width=70),
        "below": formats.share_bar("Percentile", 0, width=110, help="Share of all documents with a smaller value"),
        "formula": formats.text("Definition"),
    }
    values = [_format_value(value) for value in signals.value]
    table(signals.assign(value=values), columns, "Signals of this document, compared with the corpus", height=HEIGHT)


def _fields(shown: Document) -> None:
    titles = [column_title("documents", name) for name in shown.fields]
    names = unique_names([*titles, *shown.metadata])
    fields = [*shown.fields.values(), *shown.metadata.values()]
    values = ["" if value is None else str(value)[:MAX_FIELD_CHARACTERS] for value in fields]
    rows = pd.DataFrame({"Field": names, "Value": values})
    columns = {"Field": formats.text(pinned=True), "Value": formats.text()}
    table(rows, columns, "Fields and metadata of this document", height=HEIGHT)


def _format_value(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return number_text(value)
    return f"{value:,}" if isinstance(value, int) else str(value)
