"""Two documents side by side, word by word; long runs of words that both contain are folded."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import duckdb
import streamlit as st

from analytics.ask.duplicates import Difference
from analytics.ask.duplicates import difference as compare
from analytics.ui.components.text import counted, plain

JS, CSS = (Path(__file__).with_name(f"difference.{kind}").read_text(encoding="utf-8") for kind in ("js", "css"))


def difference(connection: duckdb.DuckDBPyConnection, a: int, b: int, key: str) -> None:
    """Show how document `a` (left) and document `b` (right) differ."""
    show_difference(compare(connection, a, b), (f"#{a}", f"#{b}"), key)


def show_difference(compared: Difference, names: tuple[str, str], key: str) -> None:
    """Show how two texts with these names differ."""
    component = st.components.v2.component(
        "dataloupe_difference", html='<div class="difference" tabindex="0"></div>', js=JS, css=CSS
    )
    left, right = st.columns(2, gap="medium")
    left.markdown(f"**{plain(names[0])}**: {counted(compared.only_left, 'word')} only here")
    right.markdown(f"**{plain(names[1])}**: {counted(compared.only_right, 'word')} only here")
    component(data={"pieces": [asdict(piece) for piece in compared.pieces]}, key=key)
    st.caption(plain(_summary(compared)))


def _summary(compared: Difference) -> str:
    sentences = [f"{counted(compared.common, 'word')} in common. Long runs of them are folded."]
    if compared.only_left == compared.only_right == 0:
        sentences.append("The two have the same words in the same order.")
    if compared.cut:
        sentences.append("Only the beginnings are compared, because the texts are long.")
    return " ".join(sentences)
