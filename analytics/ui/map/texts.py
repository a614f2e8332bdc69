"""Lists of documents in the drawer: two lines of each text with the searched words marked; a click opens one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.marked_text import excerpt
from analytics.ui.components.marked import Marker, marked_label
from analytics.ui.map import link

EXCERPT_CHARACTERS = 150


def text_list(documents: pd.DataFrame, marker: Marker, score: str | None, key: str, height: int | None = None) -> None:
    """A button for each of `documents` (doc_id, text), with its `score`, the name of a column."""
    if documents.empty:
        st.caption("There is no document to show.")
        return
    texts = documents["text"].fillna("").str.split().str.join(" ")
    with st.container(height=height or "content", border=False, gap=None, key=f"map-texts-{key}"):
        for place, pieces in enumerate(marker.pieces(texts.tolist())):
            row = documents.iloc[place]
            shown = marked_label(excerpt(pieces, EXCERPT_CHARACTERS)) or "(no text)"
            st.button(
                f":gray[{_score(score, row)}] {shown}" if score else shown,
                key=f"{key}-{row['doc_id']}",
                type="tertiary",
                width="stretch",
                on_click=link.set_parameter,
                args=(link.DOCUMENT, int(row["doc_id"])),
            )


def _score(score: str, row: pd.Series) -> str:
    return f"{row[score]:.2f}" if score == "similarity" else f"{int(row[score]):,} ×"
