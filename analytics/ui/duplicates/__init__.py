"""The Duplicates page: thresholds and keep rules, clusters, sources, repeated passages and evaluation items."""

from analytics.ui.duplicates.clusters import clusters
from analytics.ui.duplicates.contamination import contamination
from analytics.ui.duplicates.controls import pick
from analytics.ui.duplicates.keep_rules import keep_rules
from analytics.ui.duplicates.losses import warn_sources_mostly_removed
from analytics.ui.duplicates.passages import repeated_passages
from analytics.ui.duplicates.queries import find_duplicates
from analytics.ui.duplicates.sources import sources
from analytics.ui.duplicates.thresholds import thresholds

__all__ = [
    "clusters",
    "contamination",
    "find_duplicates",
    "keep_rules",
    "pick",
    "repeated_passages",
    "sources",
    "thresholds",
    "warn_sources_mostly_removed",
]
