"""Buttons that add a recipe step for what a page shows, with a reason."""

from __future__ import annotations

import streamlit as st

from analytics.access import Permission
from analytics.ask.selection import Selection
from analytics.recipe.steps import Action, Exclude, KeepOnly, Tag
from analytics.ui.components.add_to_report import add_to_report
from analytics.ui.components.selection import save_for_comparison
from analytics.ui.components.text import plain
from analytics.ui.frame.decisions import Decisions
from analytics.ui.frame.page import Page

REASON, REASON_KEY, TAG_KEY = "Reason (optional)", "decide-why", "decide-tag"
MAX_REASON_LENGTH = 500


def offer(page: Page, action: Action, label: str, key: str = "offer") -> None:
    """A popover named `label` that describes the action and adds it to the decisions with a reason.

    Several popovers on one page need different keys. The next run shows how many documents the step affects.
    """
    if not page.may(Permission.DECIDE):
        return
    reason = f"decide-{key}-why"
    with st.popover(label, icon=":material/gavel:"):
        st.caption(plain(action.describe(), limit=300))
        st.text_input(REASON, key=reason, max_chars=MAX_REASON_LENGTH)
        arguments = (page.decisions, action, reason)
        st.button("Add step", key=f"decide-{key}", type="primary", on_click=_add, args=arguments)


def decide(decisions: Decisions, selection: Selection) -> None:
    """The popover of the selection bar: exclude, keep only or tag the selected documents."""
    with st.popover("Decide", icon=":material/gavel:", type="tertiary"):
        if any(one.rests_on_decisions for one in selection.filters):
            st.caption("This selection depends on earlier decisions. Remove that filter to add a step.")
            return
        st.text_input(REASON, key=REASON_KEY, max_chars=MAX_REASON_LENGTH)
        with st.container(horizontal=True):
            for label, key, icon, action in (
                ("Exclude selection", "decide-exclude", "block", Exclude(selection.filters)),
                ("Keep only selection", "decide-keep", "check", KeepOnly(selection.filters)),
            ):
                arguments = (decisions, action, REASON_KEY)
                st.button(label, key=key, icon=f":material/{icon}:", on_click=_add, args=arguments)
        add_to_report(
            decisions,
            "selection",
            selection.describe(),
            {"selection": selection.to_url()},
            "selection",
            label="Add selection to report",
            note_key=REASON_KEY,
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input("Tag", key=TAG_KEY, max_chars=100, placeholder="a name", width=180)
            st.button(
                "Tag selection",
                key="decide-tag-these",
                icon=":material/sell:",
                on_click=_tag,
                args=(decisions, selection),
            )
        st.button(
            "Save for comparison",
            key="decide-aside",
            icon=":material/compare:",
            on_click=save_for_comparison,
            args=(selection,),
            help="Compare another selection with this one, on the Compare page.",
        )
        st.caption("No data is deleted. The step is added to the Decisions page, where you can undo it.")


def _add(decisions: Decisions, action: Action, reason_key: str) -> None:
    decisions.add(action, st.session_state.get(reason_key) or "")
    st.session_state[reason_key] = ""


def _tag(decisions: Decisions, selection: Selection) -> None:
    tag = (st.session_state.get(TAG_KEY) or "").strip()
    if tag:
        _add(decisions, Tag(tag, selection.filters), REASON_KEY)
        st.session_state[TAG_KEY] = ""
