"""The rules page: which rules are selected, what each would remove, where its threshold could be, which rules overlap,
and how the rules are defined.
"""

from analytics.ui.rules.definitions import definitions
from analytics.ui.rules.each import each
from analytics.ui.rules.groups import groups
from analytics.ui.rules.overlap import overlap
from analytics.ui.rules.picker import pick_rules
from analytics.ui.rules.queries import verdicts

__all__ = ["definitions", "each", "groups", "overlap", "pick_rules", "verdicts"]
