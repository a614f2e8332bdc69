"""Two documents side by side, word by word, what they share folded."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import duckdb
import streamlit as st

from analytics.ask.duplicates import difference as compare
from analytics.ui.components.text import plain

JS, CSS = (Path(__file__).with_name(f"difference.{kind}").read_text(encoding="utf-8") for kind in ("js", "css"))


def difference(connection: duckdb.DuckDBPyConnection, a: int, b: int, key: str) -> None:
    """Show how document `a` (left) and document `b` (right) differ."""
    found = compare(connection, a, b)
    component = st.components.v2.component(
        "dataloupe_difference", html='<div class="difference"></div>', js=JS, css=CSS
    )
    for column, doc_id, own in zip(
        st.columns(2, gap="medium"), (a, b), (found.only_left, found.only_right), strict=True
    ):
        column.markdown(f"**#{doc_id}**: {_words(own)} of its own")
    component(data={"pieces": [asdict(piece) for piece in found.pieces]}, key=key)
    said = f"{_words(found.common)} in common; long runs of them are folded."
    said += " Word by word the two are the same." if found.only_left == found.only_right == 0 else ""
    st.caption(plain(f"{said} Only the beginnings were compared: the texts are long." if found.cut else said))


def _words(count: int) -> str:
    return f"{count:,} word{'s' * (count != 1)}"
