"""The pieces of the duplicates page: thresholds and keep rules to turn, and clusters, sources, parts and differences to
look at.
"""

from analytics.ui.duplicates.against import against
from analytics.ui.duplicates.clusters import clusters
from analytics.ui.duplicates.controls import pick
from analytics.ui.duplicates.keeping import compare_rules, warn_sources_mostly_removed
from analytics.ui.duplicates.passages import repeated_passages
from analytics.ui.duplicates.queries import asked
from analytics.ui.duplicates.sources import sources
from analytics.ui.duplicates.thresholds import thresholds

__all__ = [
    "against",
    "asked",
    "clusters",
    "compare_rules",
    "pick",
    "repeated_passages",
    "sources",
    "thresholds",
    "warn_sources_mostly_removed",
]
