"""What is trained on: the rules of this visit, deduplication, a token budget and a weighting, all in the URL."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from analytics.ask.duplicates import KEEP_RULES, KeepPolicy, Thresholds
from analytics.ask.mixture import Deduplication
from analytics.ask.training_plan import SCHEMES
from analytics.rules import RuleSelection, describe_rules, resolve_rules
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page
from analytics.ui.mixture.edits import edited_shares
from analytics.ui.rules.choice import rules_of_link

MILLION = 1_000_000
SIMPLE_KEEP_RULES = [rule for rule in KEEP_RULES if rule not in ("best signal", "source priority")]
"""Keep rules that need no further choice; the page Duplicates has the others."""


@dataclass(frozen=True)
class PlanOptions:
    """The choices of the page.

    `deduplication` None keeps all duplicates, `budget` None is one epoch of what is kept. `edited` has the shares
    of the sources that a person has set.
    """

    rule_selection: RuleSelection
    deduplication: Deduplication | None
    budget: float | None
    scheme: str
    edited: dict[str, float]

    def describe(self) -> str:
        """Which documents the rules and deduplication remove."""
        rules = "none by rules"
        if resolve_rules(self.rule_selection):
            rules = f"those that fail {describe_rules(self.rule_selection)}"
        duplicates = "no duplicates"
        if self.deduplication:
            duplicates = f"all duplicates except the {self.deduplication.keep.rule}"
        return f"Removed documents: {rules}; {duplicates}."


def pick(page: Page) -> PlanOptions:
    """Choose them. The rules are those of the page Rules."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rule_selection = _pick_rules()
        deduplication = _pick_deduplication(page)
        budget = st.number_input(
            "Budget, million tokens",
            0.0,
            value=None,
            key="budget",
            bind="query-params",
            width=175,
            placeholder="one epoch",
            help="How many tokens to train on. If empty, every kept token is used once.",
        )
        scheme = st.selectbox(
            "Weights",
            list(SCHEMES),
            key="scheme",
            bind="query-params",
            width=190,
            help="The initial shares of the sources. You can edit them in the table.",
        )
    return PlanOptions(
        rule_selection,
        deduplication,
        budget * MILLION if budget else None,
        scheme if scheme in SCHEMES else next(iter(SCHEMES)),
        edited_shares(),
    )


def _pick_rules() -> RuleSelection:
    rule_selection = rules_of_link()
    help = plain(f"Removes documents that fail {describe_rules(rule_selection)}. Change the rules on the Rules page.")
    is_on = st.toggle("Apply rules", True, key="with-rules", bind="query-params", help=help)
    return rule_selection if is_on else ()


def _pick_deduplication(page: Page) -> Deduplication | None:
    is_built = page.has("duplicate_pairs")
    help = "The duplicates of this workspace are not built yet."
    if is_built:
        help = (
            f"Keeps one document of each group of duplicates ({Thresholds().describe()}) among documents "
            f"that pass the rules."
        )
    is_on = st.toggle("Deduplicate", is_built, key="dedup", bind="query-params", disabled=not is_built, help=help)
    is_on = is_on and is_built
    rule = st.selectbox(
        "Document to keep",
        SIMPLE_KEEP_RULES,
        key="mixture-keep",
        bind="query-params",
        width=130,
        disabled=not is_on,
    )
    if not is_on:
        return None
    return Deduplication(Thresholds(), KeepPolicy(rule if rule in SIMPLE_KEEP_RULES else SIMPLE_KEEP_RULES[0]))


def say_decisions_not_applied(page: Page) -> None:
    """The recipe is not part of the plan: say so, and how to include it."""
    if any(step.removes for step in page.decisions.recipe().steps):
        st.caption(
            "The recipe is not applied here. To plan with the documents that it keeps, "
            "press “Select kept documents” on the Decisions page."
        )
