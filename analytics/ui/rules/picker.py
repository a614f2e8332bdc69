"""Pick the rules: published sets, own rules, and what to do with the documents that fail."""

from __future__ import annotations

import streamlit as st

from analytics.ask.filters import Fails
from analytics.recipe.steps import FailRules
from analytics.rules import RULE_SETS, Rule, RuleSelection, resolve_rules
from analytics.ui.components.selection import select
from analytics.ui.decisions.offer import offer
from analytics.ui.frame.page import Page
from analytics.ui.rules.choice import add, restore_published, rules_of_link, select_sets
from analytics.ui.rules.own import own_rule_form

_SETS = "rule-sets"


def pick_rules(page: Page) -> RuleSelection:
    """Choose published sets, add an own rule, restore the published thresholds, or select documents that fail or
    pass.
    """
    selection = rules_of_link()
    rules = resolve_rules(selection)
    with st.container(horizontal=True, vertical_alignment="center"):
        _pick_sets(rules)
        own_rule_form(page, add)
        st.button(
            " ",
            key="as-published",
            on_click=restore_published,
            icon=":material/restart_alt:",
            type="tertiary",
            help="Restore the published rules of these sets, with their thresholds.",
        )
        st.space("stretch")
        if rules:
            _offer_documents(page, selection, rules)
    return selection


def _pick_sets(rules: tuple[Rule, ...]) -> None:
    present = {rule.set for rule in rules}
    st.session_state[_SETS] = [name for name in RULE_SETS if name in present]
    st.pills(
        "Published rule sets",
        RULE_SETS,
        selection_mode="multi",
        key=_SETS,
        on_change=lambda: select_sets(st.session_state[_SETS]),
        label_visibility="collapsed",
    )


def _offer_documents(page: Page, selection: RuleSelection, rules: tuple[Rule, ...]) -> None:
    with st.popover("Select", icon=":material/filter_alt:"):
        st.caption("Select these documents on every page.")
        for label, passes in (("Documents that fail", False), ("Documents that pass", True)):
            st.button(label, key=f"rules-select-{passes}", on_click=select, args=(Fails(selection, passes),))
    offer(page, FailRules(tuple(Fails.of(rule) for rule in rules)), "Add rules step", key="rules")
