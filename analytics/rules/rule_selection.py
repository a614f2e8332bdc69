"""Which rules are selected? Plain tuples that JSON can carry, short where a published set is used unchanged.

- `("Gopher quality",)` selects a whole published set,
- `("Gopher quality", "too few words", 80.0)` selects one of its rules, with this threshold,
- `("Gopher quality", "too few words", None)` removes one rule again,
- `("own", NAME, "and", ((TABLE, COLUMN, ">", 0.5), ...))` is an own rule; "or" joins its tests the other way.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from analytics.errors import DataloupeError
from analytics.rules.published import RULE_SETS, find_rule, rules
from analytics.rules.rule import OWN, OWN_ORIGIN, Rule, Test

MAX_RULES = 63
"""Rules in one query: the verdicts on a document are the bits of one integer."""

RuleSelection = tuple[tuple[Any, ...], ...]


def resolve_rules(selection: RuleSelection) -> tuple[Rule, ...]:
    """The rules that a selection names: the published rules in their order, then the own rules.

    Raises DataloupeError for an unknown set or rule, an invalid test or threshold, and more than `MAX_RULES` rules.
    """
    resolved: dict[tuple[str, str], Rule] = {}
    for name, *rest in selection:
        if name == OWN:
            rule = _own_rule(*rest)
            resolved[rule.key] = rule
        elif not rest:
            resolved |= {rule.key: rule for rule in rules(name)}
        else:
            rule_name, threshold = rest
            rule = find_rule(name, rule_name)
            resolved.pop(rule.key, None)
            if threshold is not None:
                resolved[rule.key] = rule.with_threshold(threshold)
    if len(resolved) > MAX_RULES:
        raise DataloupeError(f"{len(resolved)} rules are too many. The maximum is {MAX_RULES}.")
    return _in_order(resolved.values())


def selection_of(resolved_rules: Iterable[Rule]) -> RuleSelection:
    """The shortest selection that names these rules; `resolve_rules` reads it back."""
    wanted = {rule.key: rule for rule in resolved_rules}
    selection: list[tuple[Any, ...]] = []
    for set_name in RULE_SETS:
        selection += _published_entries(set_name, wanted)
    return (*selection, *(_own_entry(rule) for rule in wanted.values() if rule.set == OWN))


def describe_rules(selection: RuleSelection) -> str:
    """The rules that a selection names, in a few words; a changed threshold is named."""
    resolved = resolve_rules(selection)
    if len(resolved) == 1:
        return _describe_rule(resolved[0])
    by_set = {name: [rule for rule in resolved if rule.set == name] for name in (*RULE_SETS, OWN)}
    descriptions = [_describe_set(name, members) for name, members in by_set.items() if members]
    return "any rule of " + " and ".join(descriptions) if descriptions else "no rule"


def _published_entries(set_name: str, wanted: dict[tuple[str, str], Rule]) -> list[tuple[Any, ...]]:
    published = rules(set_name)
    present = [rule for rule in published if rule.key in wanted]
    if len(present) * 2 <= len(published):
        return [(*rule.key, _threshold(wanted[rule.key])) for rule in present]
    changed = [(*rule.key, _threshold(wanted[rule.key])) for rule in present if wanted[rule.key] != rule]
    return [(set_name,), *changed, *((*rule.key, None) for rule in published if rule.key not in wanted)]


def _own_entry(rule: Rule) -> tuple[Any, ...]:
    tests = tuple((test.table, test.column, test.operator, test.threshold) for test in rule.tests)
    return (OWN, rule.name, rule.joined, tests)


def _describe_rule(rule: Rule) -> str:
    if rule.set == OWN:
        return f"“{rule.name}” ({rule.description})"
    is_published = rule == find_rule(*rule.key)
    return rule.id if is_published else f"{rule.id} ({rule.description})"


def _describe_set(name: str, members: list[Rule]) -> str:
    if name == OWN:
        return f"own rules ({len(members)})"
    published = rules(name)
    removed = len(published) - len(members)
    changed = sum(rule not in published for rule in members)
    changes = [f"{removed} removed"] * bool(removed) + [f"{changed} changed"] * bool(changed)
    return name + (f" ({', '.join(changes)})" if changes else "")


def _threshold(rule: Rule) -> float:
    return rule.tests[0].threshold


def _own_rule(name: str, joined: str, tests: Iterable[tuple[str, str, str, float]]) -> Rule:
    return Rule(OWN, name, tuple(Test(*test) for test in tests), OWN_ORIGIN, joined)


def _in_order(resolved: Iterable[Rule]) -> tuple[Rule, ...]:
    """The published rules in the order of their sets; own rules follow in the order in which they were added."""
    published = [rule.key for set_name in RULE_SETS for rule in rules(set_name)]
    position = {key: index for index, key in enumerate(published)}
    return tuple(sorted(resolved, key=lambda rule: position.get(rule.key, len(position))))
