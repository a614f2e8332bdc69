"""The decisions on a workspace: its own recipe, what it comes to, and the ways in which every page can add to it.

A page offers a step of its own with `ui.offer(page, step, label)`: a popover that says what `step` does and adds it,
such as `FailRules((Fails.of(*rules),))` or `Deduplicate(thresholds, keep)` of `analytics.recipe.steps`, with the reason
that a person gives.
"""

from analytics.ui.decisions.downloads import downloads
from analytics.ui.decisions.offer import offer
from analytics.ui.decisions.queries import outcome, select_kept_or_left_out, selected
from analytics.ui.decisions.sources import by_source, warn_sources_mostly_removed
from analytics.ui.decisions.steps import offer_mask, steps

__all__ = [
    "by_source",
    "downloads",
    "offer",
    "offer_mask",
    "outcome",
    "select_kept_or_left_out",
    "selected",
    "steps",
    "warn_sources_mostly_removed",
]
