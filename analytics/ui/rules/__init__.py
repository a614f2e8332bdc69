"""The pieces of the rules page: which rules, what each of them costs, where a threshold could lie, which rules overlap,
and what they say.
"""

from analytics.ui.rules.choice import current, pick
from analytics.ui.rules.definitions import definitions
from analytics.ui.rules.each import each
from analytics.ui.rules.groups import groups
from analytics.ui.rules.overlap import overlap
from analytics.ui.rules.queries import verdicts

__all__ = ["current", "definitions", "each", "groups", "overlap", "pick", "verdicts"]
