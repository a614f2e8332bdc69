"""The selected rules of a visit: in the URL, and the same on every page that uses rules. They are published sets,
unchanged or with other thresholds, and own rules.
"""

from __future__ import annotations

import json

import streamlit as st

from analytics.errors import DataloupeError
from analytics.rules import OWN, RULE_SETS, Rule, RuleSelection, resolve_rules, rules, selection_of
from analytics.validation import as_tuples

PARAMETER, _REMEMBERED = "rules", "_rules"
DEFAULT: RuleSelection = (("Gopher quality",), ("Gopher repetition",))
NO_RULES = "Choose a published rule set above, or add your own rule."


def current_rules() -> RuleSelection:
    """The rules of this visit: from the URL, else those of the page before, else the default. Raises DataloupeError
    when the link cannot be read.
    """
    text = st.query_params.get(PARAMETER, st.session_state.get(_REMEMBERED, ""))
    try:
        selection = selection_of(resolve_rules(as_tuples(json.loads(text)))) if text else DEFAULT
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        _remember(DEFAULT)
        default = " and ".join(str(name) for name, *_ in DEFAULT)
        raise DataloupeError(
            f"The rules in the link cannot be read ({type(error).__name__}). "
            f"Open the page without them to start from {default}."
        ) from None
    _remember(selection)
    return selection


def rules_of_link() -> RuleSelection:
    """The rules of this visit; where the link cannot be read, a button that resets them, and the DataloupeError."""
    try:
        return current_rules()
    except DataloupeError:
        st.button("Reset to the published rules", on_click=reset, icon=":material/restart_alt:")
        raise


def reset() -> None:
    """Select the rules of a first visit. For callbacks."""
    _remember(DEFAULT)


def set_threshold(rule: Rule, threshold: float, test: int = 0) -> None:
    """Change a threshold. For callbacks."""
    changed = rule.with_threshold(threshold, test)
    _remember(selection_of(changed if one.key == rule.key else one for one in resolve_rules(current_rules())))


def remove(rule: Rule) -> None:
    """Remove a rule. For callbacks."""
    _remember(selection_of(_others(rule)))


def add(rule: Rule) -> None:
    """Add an own rule, in place of one with the same name. For callbacks."""
    _remember(selection_of((*_others(rule), rule)))


def select_sets(wanted: list[str]) -> None:
    """Select these published sets and the own rules; a set that is selected already keeps its changes. For
    callbacks.
    """
    present = resolve_rules(current_rules())
    kept = [rule for rule in present if rule.set in wanted or rule.set == OWN]
    added = [name for name in wanted if name in RULE_SETS and name not in {rule.set for rule in present}]
    _remember(selection_of((*kept, *(rule for name in added for rule in rules(name)))))


def restore_published() -> None:
    """Undo every change to the selected published sets. For callbacks."""
    present = resolve_rules(current_rules())
    own = [rule for rule in present if rule.set == OWN]
    sets = dict.fromkeys(rule.set for rule in present if rule.set != OWN)
    _remember(selection_of((*(rule for name in sets for rule in rules(name)), *own)))


def _others(rule: Rule) -> list[Rule]:
    return [one for one in resolve_rules(current_rules()) if one.key != rule.key]


def _remember(selection: RuleSelection) -> None:
    text = json.dumps(selection, separators=(",", ":"))
    st.session_state[_REMEMBERED] = text
    if selection == DEFAULT:
        st.query_params.pop(PARAMETER, None)
    else:
        st.query_params[PARAMETER] = text
