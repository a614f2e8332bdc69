"""The Choose page: how many documents, which aims count how much, and what is chosen."""

from analytics.ui.choice.controls import pick
from analytics.ui.choice.results import Result, coverage, examples, groups, left_out, make, on_map, summary
from analytics.ui.choice.values import value

__all__ = ["Result", "coverage", "examples", "groups", "left_out", "make", "on_map", "pick", "summary", "value"]
