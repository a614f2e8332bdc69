"""Buttons that make a decision of what a page shows, and ask why."""

from __future__ import annotations

import streamlit as st

from analytics.ask.filters import Decided
from analytics.ask.selection import Selection
from analytics.recipe.steps import Action, Exclude, KeepOnly, Tag
from analytics.ui.components.selection import save_for_comparison
from analytics.ui.components.text import plain
from analytics.ui.frame.decisions import Decisions
from analytics.ui.frame.page import Page

WHY, WHY_KEY, TAG_KEY = "Why? (optional)", "decide-why", "decide-tag"
LONGEST_REASON = 500


def offer(page: Page, step: Action, label: str, key: str = "offer") -> None:
    """A popover named `label` that says what `step` does and adds it to the decisions with the reason given.

    Several on one page need different `key`s. What the step came to is said at the top of the next run.
    """
    why = f"decide-{key}-why"
    with st.popover(label, icon=":material/gavel:"):
        st.caption(plain(step.describe(), limit=300))
        st.text_input(WHY, key=why, max_chars=LONGEST_REASON)
        st.button(
            "Add to the decisions", key=f"decide-{key}", type="primary", on_click=_add, args=(page.decisions, step, why)
        )


def decide(decisions: Decisions, selection: Selection) -> None:
    """The popover of the selection bar: exclude, keep only or tag what is selected."""
    with st.popover("Decide", icon=":material/gavel:", type="tertiary"):
        if any(isinstance(part, Decided) for part in selection.filters):
            st.caption("This selection rests on what was decided before. Take that part away to decide anew.")
            return
        st.text_input(WHY, key=WHY_KEY, max_chars=LONGEST_REASON)
        with st.container(horizontal=True):
            st.button(
                "Exclude these",
                key="decide-exclude",
                icon=":material/block:",
                on_click=_add,
                args=(decisions, Exclude(selection), WHY_KEY),
            )
            st.button(
                "Keep only these",
                key="decide-keep",
                icon=":material/check:",
                on_click=_add,
                args=(decisions, KeepOnly(selection), WHY_KEY),
            )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input("Tag", key=TAG_KEY, max_chars=100, placeholder="a word for these", width=180)
            st.button(
                "Tag these", key="decide-tag-these", icon=":material/sell:", on_click=_tag, args=(decisions, selection)
            )
        with st.container(horizontal=True):
            st.button(
                "Set aside",
                key="decide-aside",
                icon=":material/compare:",
                on_click=save_for_comparison,
                args=(selection,),
                help="To compare another selection with these.",
            )
        st.caption("Nothing is deleted: a step is added to the page Decisions, where it can be undone.")


def _add(decisions: Decisions, step: Action, why: str) -> None:
    decisions.add(step, st.session_state.get(why) or "")
    st.session_state[why] = ""


def _tag(decisions: Decisions, selection: Selection) -> None:
    word = (st.session_state.get(TAG_KEY) or "").strip()
    if word:
        _add(decisions, Tag(word, selection), WHY_KEY)
        st.session_state[TAG_KEY] = ""
