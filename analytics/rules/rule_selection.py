"""How does a choice of rules travel? As picks: plain tuples that JSON can carry, short where a published set is taken
as it is.

- `("Gopher quality",)` takes a whole published set,
- `("Gopher quality", "too few words", 80.0)` one of its rules, with this threshold,
- `("Gopher quality", "too few words", None)` leaves one out again,
- `("own", NAME, "and", ((TABLE, COLUMN, ">", 0.5), ...))` is a rule of one's own; "or" joins its tests the other way.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from analytics.errors import DataloupeError
from analytics.rules.published import RULE_SETS, find_rule, rules
from analytics.rules.rule import OWN, Rule, Test

MOST_RULES = 63
"""Rules that can be asked about at once: a document's verdicts are the bits of one integer."""

Picks = tuple[tuple[Any, ...], ...]


def chosen(picks: Picks) -> tuple[Rule, ...]:
    """The rules that the picks name, the published ones in their order, then one's own.

    Raises DataloupeError for a set, rule, test or threshold that cannot be, and for more than `MOST_RULES` rules.
    """
    found: dict[tuple[str, str], Rule] = {}
    for name, *rest in picks:
        if name == OWN:
            rule = _own(*rest)
            found[rule.key] = rule
        elif not rest:
            found |= {rule.key: rule for rule in rules(name)}
        else:
            rule_name, threshold = rest
            rule = find_rule(name, rule_name)
            found.pop(rule.key, None)
            if threshold is not None:
                found[rule.key] = rule.moved(threshold)
    if len(found) > MOST_RULES:
        raise DataloupeError(f"{len(found)} rules are too many at once - at most {MOST_RULES} can be asked about")
    return _in_order(found.values())


def picks(chosen_rules: Iterable[Rule]) -> Picks:
    """The shortest picks that name these rules: `chosen` reads them back."""
    found: list[tuple[Any, ...]] = []
    given = {rule.key: rule for rule in chosen_rules}
    for set_name in RULE_SETS:
        published = rules(set_name)
        present = [rule for rule in published if rule.key in given]
        moved = [(*rule.key, _threshold(given[rule.key])) for rule in present if given[rule.key] != rule]
        if len(present) * 2 > len(published):
            found += [(set_name,), *moved, *((*rule.key, None) for rule in published if rule.key not in given)]
        else:
            found += [(*rule.key, _threshold(given[rule.key])) for rule in present]
    for rule in given.values():
        if rule.set == OWN:
            found.append(
                (
                    OWN,
                    rule.name,
                    rule.joined,
                    tuple((test.table, test.column, test.operator, test.threshold) for test in rule.tests),
                )
            )
    return tuple(found)


def rule_words(picks: Picks) -> str:
    """The rules that the picks name, in a few words; a moved threshold is said."""
    found = chosen(picks)
    if len(found) == 1:
        (rule,) = found
        if rule.set == OWN:
            return f"“{rule.name}” ({rule.description})"
        moved = "" if rule == find_rule(*rule.key) else f" ({rule.description})"
        return f"{rule.set}: {rule.name}{moved}"
    named = {name: [rule for rule in found if rule.set == name] for name in (*RULE_SETS, OWN)}
    said = [_set_words(name, part) for name, part in named.items() if part]
    return "any rule of " + " and ".join(said) if said else "no rule"


def _set_words(name: str, part: list[Rule]) -> str:
    if name == OWN:
        return f"one's own ({len(part)})"
    published = rules(name)
    left_out, moved = len(published) - len(part), sum(rule not in published for rule in part)
    changes = [f"{left_out} left out"] * bool(left_out) + [f"{moved} moved"] * bool(moved)
    return name + (f" ({', '.join(changes)})" if changes else "")


def _threshold(rule: Rule) -> float:
    return rule.tests[0].threshold


def _own(name: str, joined: str, tests: Iterable[tuple[str, str, str, float]]) -> Rule:
    return Rule(OWN, name, tuple(Test(*test) for test in tests), "one's own", joined)


def _in_order(found: Iterable[Rule]) -> tuple[Rule, ...]:
    place = {rule.key: index for index, rule in enumerate(rule for set_name in RULE_SETS for rule in rules(set_name))}
    return tuple(
        sorted(found, key=lambda rule: place.get(rule.key, len(place)))
    )  # one's own stay in the order in which they came
