"""Quality rules: what a rule is, the published ones as data, and how a choice of rules travels in a link. Values are
stored, so a threshold is a query.
"""

from analytics.rules.published import RULE_SETS, RULES, find_rule, rules
from analytics.rules.rule import JOINS, OPERATORS, OWN, Rule, Test, any_fails, tables_of
from analytics.rules.rule_selection import MOST_RULES, Picks, chosen, picks, rule_words

__all__ = [
    "JOINS",
    "MOST_RULES",
    "OPERATORS",
    "OWN",
    "RULES",
    "RULE_SETS",
    "Picks",
    "Rule",
    "Test",
    "any_fails",
    "chosen",
    "find_rule",
    "picks",
    "rule_words",
    "rules",
    "tables_of",
]
