"""What is to be trained on: the rules of this visit, deduplication, a budget of tokens and a weighting; all in the
URL.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import streamlit as st

from analytics.ask.duplicates import KEEP_RULES, KeepPolicy, Thresholds
from analytics.ask.mixture import Deduplication
from analytics.ask.training_plan import SCHEMES
from analytics.errors import DataloupeError
from analytics.rules import RuleSelection, describe_rules, resolve_rules
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page
from analytics.ui.rules.choice import readable

EDITED, MILLION = "weights", 1_000_000
SIMPLE_KEEP_RULES = [rule for rule in KEEP_RULES if rule not in ("best signal", "source priority")]
"""Rules that need nothing more to be said; the others are for the page on duplicates."""


@dataclass(frozen=True)
class Wanted:
    """The rules, the deduplication (None: none), the budget in tokens (None: one epoch of what is left), the scheme,
    and edited shares by source.
    """

    rule_selection: RuleSelection
    deduplication: Deduplication | None
    budget: float | None
    scheme: str
    edited: dict[str, float]


def pick(page: Page) -> Wanted:
    """Choose them. The rules are those of the page on rules."""
    rule_selection = readable()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        ruled = st.toggle(
            "Apply rules",
            True,
            key="with-rules",
            bind="query-params",
            help=plain(f"Leaves out what fails {describe_rules(rule_selection)}. Change them on the page Rules."),
        )
        several = page.has("duplicate_pairs")
        wanted = st.toggle(
            "Deduplicate", several, key="dedup", bind="query-params", disabled=not several, help=_duplicates(several)
        )
        keep = st.selectbox(
            "Keep of duplicates",
            SIMPLE_KEEP_RULES,
            key="mixture-keep",
            bind="query-params",
            width=120,
            disabled=not (several and wanted),
        )
        budget = st.number_input(
            "Budget, million tokens",
            0.0,
            value=None,
            key="budget",
            bind="query-params",
            width=175,
            placeholder="one epoch",
            help="How many tokens to train on. Empty: each token left once.",
        )
        scheme = st.selectbox(
            "Weights",
            list(SCHEMES),
            key="scheme",
            bind="query-params",
            width=190,
            help="Shares of sources before you edit them.",
        )
    deduplication = (
        Deduplication(Thresholds(), KeepPolicy(keep if keep in SIMPLE_KEEP_RULES else SIMPLE_KEEP_RULES[0]))
        if several and wanted
        else None
    )
    chosen_scheme = scheme if scheme in SCHEMES else next(iter(SCHEMES))
    return Wanted(
        rule_selection if ruled else (), deduplication, budget * MILLION if budget else None, chosen_scheme, edited()
    )


def say_of_decisions(page: Page) -> None:
    """What has been decided on other pages is no part of the plan: say so, and what makes it one."""
    if any(step.removes for step in page.decisions.recipe().steps):
        st.caption(
            "What has been decided is not applied here. To plan with what it keeps, press “Select kept documents” on Decisions."
        )


def edited() -> dict[str, float]:
    """The edited shares in the URL. Raises DataloupeError when they cannot be read."""
    text = st.query_params.get(EDITED, "")
    try:
        return {str(source): float(share) for source, share in json.loads(text).items()} if text else {}
    except (ValueError, TypeError, AttributeError) as error:
        st.query_params.pop(EDITED)
        raise DataloupeError(
            f"the weights in the link cannot be read ({type(error).__name__}) - they are left out from now on"
        ) from None


def edit(shares: dict[str, float]) -> None:
    """Put edited shares into the URL. For callbacks."""
    if shares:
        st.query_params[EDITED] = json.dumps(shares, separators=(",", ":"))
    else:
        st.query_params.pop(EDITED, None)


def said(wanted: Wanted) -> str:
    """The steps in words."""
    rules = (
        f"what fails {describe_rules(wanted.rule_selection)}"
        if resolve_rules(wanted.rule_selection)
        else "nothing by rules"
    )
    return f"Left out: {rules}" + (
        f"; of duplicates all but the {wanted.deduplication.keep.rule}." if wanted.deduplication else "; no duplicates."
    )


def _duplicates(there: bool) -> str:
    return (
        f"One of each that repeat one another ({Thresholds().describe()}), among those that pass the rules."
        if there
        else "The duplicates of this workspace are not built yet."
    )
