"""One conversation to read: the turns that were shown, the turns of other branches, and the feedback. Text is shown as
text.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.ask.logs.conversations import Conversation
from analytics.ui.components.marked import Marker
from analytics.ui.components.text import plain

MAX_TURNS = 40
"""Turns on one page."""

MAX_CHARACTERS = 6000
"""Characters of a turn that are shown at first."""

AVATARS = {
    "user": ":material/person:",
    "human": ":material/person:",
    "assistant": ":material/smart_toy:",
    "system": ":material/settings:",
    "tool": ":material/build:",
}
UNKNOWN_AVATAR = ":material/chat_bubble:"

RATING_ICONS = ((0.75, ":material/thumb_up:"), (0.25, ":material/thumbs_up_down:"), (0.0, ":material/thumb_down:"))
UNKNOWN_RATING_ICON = ":material/help:"


def conversation(shown: Conversation, marker: Marker) -> None:
    """The conversation, `MAX_TURNS` turns a page, each turn with its feedback; other branches are folded below the turn
    in the same position. The matches of searches are marked.
    """
    feedback = shown.feedback
    _feedback(feedback[feedback.doc_id.isna()], "Whole conversation, ")
    path, branches = shown.turns[shown.turns.on_path], shown.turns[~shown.turns.on_path]
    n_pages = -(-len(path) // MAX_TURNS)
    number = _pick_page(n_pages, f"turns-{shown.conversation_id}")
    page = path.iloc[(number - 1) * MAX_TURNS : number * MAX_TURNS]
    for place, turn in enumerate(page.to_dict("records")):
        _turn(turn, feedback, marker)
        if _is_last_in_position(page, place):
            _branches(branches[branches.turn_index == turn["turn_index"]], feedback, marker)
    if number >= n_pages:
        _branches(branches[~branches.turn_index.isin(path.turn_index)], feedback, marker)


def _pick_page(n_pages: int, key: str) -> int:
    if n_pages <= 1:
        return 1
    return min(max(st.pagination(n_pages, max_visible_pages=7, key=key), 1), n_pages)


def _is_last_in_position(page: pd.DataFrame, place: int) -> bool:
    """Whether the next turn is in another position, so that the branches of this position can follow."""
    return place + 1 == len(page) or bool(page.turn_index.iloc[place + 1] != page.turn_index.iloc[place])


def _turn(turn: dict[Any, Any], feedback: pd.DataFrame, marker: Marker) -> None:
    role = str(turn["role"] or "unknown")
    with st.chat_message(role, avatar=AVATARS.get(role, UNKNOWN_AVATAR)):
        time = turn["created_at"].strftime("%d %b %Y %H:%M") if pd.notna(turn["created_at"]) else None
        facts = (role, turn["model"], time, f"document {turn['doc_id']}")
        st.caption(plain(" · ".join(fact for fact in facts if isinstance(fact, str) and fact)))
        text = str(turn["text"])
        is_short = len(text) <= MAX_CHARACTERS
        show_all = is_short or st.toggle(f"Show all {len(text):,} characters", key=f"whole-turn-{turn['doc_id']}")
        marker.show(text if show_all else text[:MAX_CHARACTERS], f"turn-{turn['doc_id']}")
        _feedback(feedback[feedback.doc_id == turn["doc_id"]])


def _branches(turns: pd.DataFrame, feedback: pd.DataFrame, marker: Marker) -> None:
    if turns.empty:
        return
    title = f"{len(turns)} other versions of this turn: regenerated or edited, not in the final conversation"
    with st.expander(title, icon=":material/call_split:"):
        for turn in turns.iloc[:MAX_TURNS].to_dict("records"):
            _turn(turn, feedback, marker)
        if len(turns) > MAX_TURNS:
            st.caption(f"The first {MAX_TURNS} of {len(turns):,} versions.")


def _feedback(rows: pd.DataFrame, heading: str = "") -> None:
    for row in rows.to_dict("records"):
        rating = f"{row['name']}: {row['raw'] if isinstance(row['raw'], str) else row['value']}"
        by = f", by {row['rater_kind']}" if isinstance(row["rater_kind"], str) else ""
        st.caption(f"{_icon(row['value'])} {plain(f'{heading}{rating}{by}', limit=200)}")
        if isinstance(row["comment"], str) and row["comment"].strip():
            st.text(row["comment"])


def _icon(value: float) -> str:
    return next((icon for lowest, icon in RATING_ICONS if value >= lowest), UNKNOWN_RATING_ICON)
