"""What repeats, where, and what to keep? Questions to the proved pairs of `duplicate_pairs`."""

from analytics.ask.duplicates.clustering import (
    Findings,
    clusters,
    containing,
    edges,
    findings,
    members,
    places,
    reason,
    titled,
    why,
)
from analytics.ask.duplicates.differences import Difference, difference
from analytics.ask.duplicates.keep import KEEP_RULES, Keep, compare, decisions, sources_mostly_removed
from analytics.ask.duplicates.pairs import Graph, Thresholds, graph
from analytics.ask.duplicates.passages import repeated_passages, share_of_characters
from analytics.ask.duplicates.sources import MEASURES, overlap, pairs_between
from analytics.ask.duplicates.sweep import Curve, curve

__all__ = [
    "KEEP_RULES",
    "MEASURES",
    "Curve",
    "Difference",
    "Findings",
    "Graph",
    "Keep",
    "Thresholds",
    "clusters",
    "compare",
    "containing",
    "curve",
    "decisions",
    "difference",
    "edges",
    "findings",
    "graph",
    "members",
    "overlap",
    "pairs_between",
    "places",
    "reason",
    "repeated_passages",
    "share_of_characters",
    "sources_mostly_removed",
    "titled",
    "why",
]
