"""Texts with the words that a search looked for marked. Text is shown as text, never as HTML."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import streamlit as st

from analytics.ask.filters import Contains
from analytics.ask.marked_text import MAX_MARKS, marked_texts
from analytics.ui.components.text import plain

JS, CSS = (Path(__file__).with_name(f"marked.{kind}").read_text(encoding="utf-8") for kind in ("js", "css"))


@dataclass(frozen=True)
class Marker:
    """Marks the matches of searches in texts."""

    connection: duckdb.DuckDBPyConnection
    matches: tuple[Contains, ...] = ()

    def pieces(self, texts: Sequence[str]) -> list[list[str]]:
        """Each text in pieces, of which every second one matches."""
        return marked_texts(self.connection, texts, self.matches)

    def show(self, text: str, key: str) -> int:
        """Show a text as it is, with its matches marked; how many there are."""
        (pieces,) = self.pieces([text]) if self.matches else [[text]]
        if len(pieces) == 1:
            st.text(text)
            return 0
        component = st.components.v2.component(
            "dataloupe_marked", html='<div class="marked-text"></div>', js=JS, css=CSS
        )
        version = hashlib.sha256("\0".join(pieces).encode(errors="replace")).hexdigest()[:16]
        component(data={"pieces": pieces, "version": version}, key=f"marked-{key}")
        return len(pieces) // 2

    def show_with_count(self, text: str, key: str) -> None:
        """Show a text, and above it the number of its matches."""
        count = st.empty()
        if n := self.show(text, key):
            more = " or more" if n >= MAX_MARKS else ""
            count.caption(f"{n:,}{more} match{'es' * (n != 1)} of the search, marked")


def marked_label(pieces: Sequence[str]) -> str:
    """Pieces of a text, of which every second one matches, as the label of a button."""
    marked = [f":orange-background[{plain(piece)}]" if i % 2 else _spaced(piece) for i, piece in enumerate(pieces)]
    return "".join(marked)


def _spaced(piece: str) -> str:
    """`plain` text with the spaces at its ends, which separate it from a match."""
    before, after = (" " * one for one in (piece[:1].isspace(), piece[-1:].isspace()))
    return f"{before}{plain(piece)}{after}" if piece.strip() else " " * bool(piece)
