"""One conversation, made for reading: what was shown, what else was answered, and what was said of it. Text is text."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.ask.logs.conversations import Conversation
from analytics.ui.components.text import plain

TURNS = 40
"""Turns drawn at once."""

CHARACTERS = 6000
"""Characters of a turn that are drawn before somebody asks for all."""

AVATARS = {
    "user": ":material/person:",
    "human": ":material/person:",
    "assistant": ":material/smart_toy:",
    "system": ":material/settings:",
    "tool": ":material/build:",
}
FACES = ((0.75, ":material/thumb_up:"), (0.25, ":material/thumbs_up_down:"), (0.0, ":material/thumb_down:"))


def conversation(found: Conversation) -> None:
    """The conversation, `TURNS` turns a page, with feedback and comments in place and other branches folded beneath
    what was shown.
    """
    _feedback(found.feedback[found.feedback.doc_id.isna()], "Of the whole conversation")
    shown, branches = found.turns[found.turns.on_path], found.turns[~found.turns.on_path]
    pages = -(-len(shown) // TURNS)
    number = (
        min(max(st.pagination(pages, max_visible_pages=7, key=f"turns-{found.conversation_id}"), 1), pages)
        if pages > 1
        else 1
    )
    page = shown.iloc[(number - 1) * TURNS : number * TURNS]
    last = number >= pages
    for place, turn in enumerate(page.itertuples()):
        _turn(turn, found.feedback)
        beneath = branches[branches.turn_index == turn.turn_index] if _ends(page, place) else branches.iloc[:0]
        _branches(beneath, found.feedback)
    if last:
        _branches(branches[~branches.turn_index.isin(shown.turn_index)], found.feedback)


def _ends(page: pd.DataFrame, place: int) -> bool:
    """Whether the next turn is no longer in the same place, so that what else was said there can follow."""
    return place + 1 == len(page) or page.turn_index.iloc[place + 1] != page.turn_index.iloc[place]


def _turn(turn: Any, feedback: pd.DataFrame) -> None:
    role = str(turn.role or "unknown")
    with st.chat_message(role, avatar=AVATARS.get(role, ":material/chat_bubble:")):
        said = [
            role,
            turn.model,
            turn.created_at.strftime("%d %b %Y %H:%M") if pd.notna(turn.created_at) else None,
            f"document {turn.doc_id}",
        ]
        st.caption(plain(" · ".join(str(one) for one in said if isinstance(one, str) and one)))
        text = str(turn.text)
        whole = len(text) <= CHARACTERS or st.toggle(f"All {len(text):,} characters", key=f"whole-turn-{turn.doc_id}")
        st.text(text if whole else text[:CHARACTERS])
        _feedback(feedback[feedback.doc_id == turn.doc_id])


def _branches(turns: pd.DataFrame, feedback: pd.DataFrame) -> None:
    if len(turns):
        with st.expander(
            f"{len(turns)} more in this place: regenerated or edited, not on the path that was shown",
            icon=":material/call_split:",
        ):
            for turn in turns.iloc[:TURNS].itertuples():
                _turn(turn, feedback)
            if len(turns) > TURNS:
                st.caption(f"The first {TURNS} of {len(turns):,}.")


def _feedback(rows: pd.DataFrame, heading: str = "") -> None:
    for row in rows.itertuples():
        face = (
            next((icon for least, icon in FACES if row.value >= least), ":material/help:")
            if pd.notna(row.value)
            else ":material/help:"
        )
        said = f"{row.name}: {row.raw if isinstance(row.raw, str) else row.value}"
        by = f", by {row.rater_kind}" if isinstance(row.rater_kind, str) else ""
        st.caption(f"{face} {plain(f'{heading} {said}{by}', limit=200)}")
        if isinstance(row.comment, str) and row.comment.strip():
            st.text(row.comment)
