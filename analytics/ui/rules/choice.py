"""The rules of a visit: in the URL, the same on every page that uses rules; published sets as they are or with moved
thresholds, and one's own.
"""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from analytics.ask.filters import Fails
from analytics.errors import DataloupeError
from analytics.recipe.steps import FailRules
from analytics.rules import OWN, RULE_SETS, Rule, RuleSelection, resolve_rules, rules, selection_of
from analytics.ui.components.selection import select
from analytics.ui.decisions.offer import offer
from analytics.ui.frame.page import Page
from analytics.ui.rules.own import make_own

PARAMETER, _KEPT, _SETS = "rules", "_rules", "rule-sets"
DEFAULT: RuleSelection = (("Gopher quality",), ("Gopher repetition",))


def current() -> RuleSelection:
    """The rules of this visit: from the URL, else those of the page before, else the default. Raises DataloupeError
    when the link's cannot be read.
    """
    text = st.query_params.get(PARAMETER, st.session_state.get(_KEPT, ""))
    try:
        found = selection_of(resolve_rules(_tuples(json.loads(text)))) if text else DEFAULT
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        _remember(DEFAULT)
        raise DataloupeError(
            f"the rules in the link cannot be read ({type(error).__name__}) - open the page without them to start from {_named(DEFAULT)}"
        ) from None
    _remember(found)
    return found


def readable() -> RuleSelection:
    """The rules of the link; where they cannot be read, a button that forgets them, and the DataloupeError."""
    try:
        return current()
    except DataloupeError:
        st.button("Start from the published rules", on_click=forget, icon=":material/restart_alt:")
        raise


def pick(page: Page) -> RuleSelection:
    """Choose published sets, make a rule of one's own, take all thresholds back, or select what fails or passes."""
    found = readable()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.session_state[_SETS] = [name for name in RULE_SETS if any(rule.set == name for rule in resolve_rules(found))]
        st.pills(
            "Published rule sets",
            RULE_SETS,
            selection_mode="multi",
            key=_SETS,
            on_change=_take_sets,
            label_visibility="collapsed",
        )
        make_own(page, add)
        st.button(
            " ",
            key="as-published",
            on_click=_as_published,
            icon=":material/restart_alt:",
            type="tertiary",
            help="As published: every threshold back, every rule of these sets in.",
        )
        st.space("stretch")
        if rules_there := resolve_rules(found):
            with st.popover("Select", icon=":material/filter_alt:"):
                st.caption("Narrow every page to these documents.")
                for label, passes in (("What fails", False), ("What passes", True)):
                    st.button(label, key=f"rules-select-{passes}", on_click=select, args=(Fails(found, passes),))
            offer(page, FailRules(tuple(Fails.of(rule) for rule in rules_there)), "Decide", key="rules")
    return found


def forget() -> None:
    """Go back to the rules of a first visit. For callbacks."""
    _remember(DEFAULT)


def move(rule: Rule, threshold: float, test: int = 0) -> None:
    """Move a threshold. For callbacks."""
    _remember(
        selection_of(
            one.with_threshold(threshold, test) if one.key == rule.key else one for one in resolve_rules(current())
        )
    )


def leave_out(rule: Rule) -> None:
    """Take a rule out. For callbacks."""
    _remember(selection_of(one for one in resolve_rules(current()) if one.key != rule.key))


def add(rule: Rule) -> None:
    """Take a rule of one's own in, in place of one of the same name. For callbacks."""
    _remember(selection_of((*(one for one in resolve_rules(current()) if one.key != rule.key), rule)))


def _take_sets() -> None:
    wanted, present = st.session_state[_SETS], resolve_rules(current())
    there = {rule.set for rule in present}
    kept = [rule for rule in present if rule.set in wanted or rule.set == OWN]
    _remember(
        selection_of(
            (*kept, *(rule for name in wanted if name in RULE_SETS and name not in there for rule in rules(name)))
        )
    )


def _as_published() -> None:
    present = resolve_rules(current())
    sets = dict.fromkeys(rule.set for rule in present if rule.set != OWN)
    _remember(
        selection_of((*(rule for name in sets for rule in rules(name)), *(rule for rule in present if rule.set == OWN)))
    )


def _remember(found: RuleSelection) -> None:
    text = json.dumps(found, separators=(",", ":"))
    st.session_state[_KEPT] = text
    if found == DEFAULT:
        st.query_params.pop(PARAMETER, None)
    else:
        st.query_params[PARAMETER] = text


def _named(found: RuleSelection) -> str:
    return " and ".join(str(name) for name, *_ in found)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
