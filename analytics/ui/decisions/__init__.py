"""The decisions about a workspace: its own recipe, the outcome of the recipe, and how every page can add a step to it.

A page offers a step with `ui.offer(page, action, label)`: a popover that describes the action and adds it with the
reason that a person gives. Actions, such as `FailRules((Fails.of(*rules),))`, are in `analytics.recipe.steps`.
"""

from analytics.ui.decisions.downloads import downloads
from analytics.ui.decisions.history import history
from analytics.ui.decisions.offer import offer
from analytics.ui.decisions.queries import current_outcome, everything, select_kept_or_removed
from analytics.ui.decisions.sources import by_source, warn_sources_mostly_removed, waterfall
from analytics.ui.decisions.steps import offer_mask, steps
from analytics.ui.decisions.suggested import suggested_steps

__all__ = [
    "by_source",
    "current_outcome",
    "downloads",
    "everything",
    "history",
    "offer",
    "offer_mask",
    "select_kept_or_removed",
    "steps",
    "suggested_steps",
    "warn_sources_mostly_removed",
    "waterfall",
]
