"""The pieces of the duplicates page: thresholds and keep rules to turn, and clusters, sources, parts and differences to
look at.
"""

from analytics.ui.duplicates.against import against
from analytics.ui.duplicates.answers import asked
from analytics.ui.duplicates.clusters import clusters
from analytics.ui.duplicates.controls import pick
from analytics.ui.duplicates.keeping import compare_rules, warn_of_wipe_outs
from analytics.ui.duplicates.parts import repeated_parts
from analytics.ui.duplicates.sources import sources
from analytics.ui.duplicates.thresholds import thresholds

__all__ = [
    "against",
    "asked",
    "clusters",
    "compare_rules",
    "pick",
    "repeated_parts",
    "sources",
    "thresholds",
    "warn_of_wipe_outs",
]
