"""Quality rules: what a rule is, the published rules as data, and how a selection of rules travels in a link. Values
are stored, so a threshold is a query.
"""

from analytics.rules.published import RULE_SETS, RULES, find_rule, rules
from analytics.rules.rule import JOINS, OPERATORS, OWN, OWN_ORIGIN, Rule, Test, any_fails, tables_of
from analytics.rules.rule_selection import MAX_RULES, RuleSelection, describe_rules, resolve_rules, selection_of

__all__ = [
    "JOINS",
    "MAX_RULES",
    "OPERATORS",
    "OWN",
    "OWN_ORIGIN",
    "RULES",
    "RULE_SETS",
    "Rule",
    "RuleSelection",
    "Test",
    "any_fails",
    "describe_rules",
    "find_rule",
    "resolve_rules",
    "rules",
    "selection_of",
    "tables_of",
]
