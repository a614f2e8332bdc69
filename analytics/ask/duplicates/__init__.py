"""What repeats, where, and what to keep? Questions about the verified pairs of `duplicate_pairs`."""

from analytics.ask.duplicates.clustering import (
    cluster_pairs,
    clusters,
    clusters_in_selection,
    map_positions,
    members,
    with_titles,
)
from analytics.ask.duplicates.keep_policy import KEEP_RULES, KeepPolicy
from analytics.ask.duplicates.pairs import SCORES, DuplicateGraph, Thresholds, graph
from analytics.ask.duplicates.passages import repeated_passages, share_of_characters
from analytics.ask.duplicates.removal_decisions import MAJOR_LOSS, compare_policies, decisions, sources_mostly_removed
from analytics.ask.duplicates.removal_reasons import describe_decision, removal_reason
from analytics.ask.duplicates.removal_summary import DuplicateSummary, summarize
from analytics.ask.duplicates.source_overlap import MEASURES, overlap, pairs_between, sharing, source_sizes
from analytics.ask.duplicates.text_difference import Difference, Piece, compare_texts, difference
from analytics.ask.duplicates.threshold_sweep import RemovalCurve, removal_by_threshold

__all__ = [
    "KEEP_RULES",
    "MAJOR_LOSS",
    "MEASURES",
    "SCORES",
    "Difference",
    "DuplicateGraph",
    "DuplicateSummary",
    "KeepPolicy",
    "Piece",
    "RemovalCurve",
    "Thresholds",
    "cluster_pairs",
    "clusters",
    "clusters_in_selection",
    "compare_policies",
    "compare_texts",
    "decisions",
    "describe_decision",
    "difference",
    "graph",
    "map_positions",
    "members",
    "overlap",
    "pairs_between",
    "removal_by_threshold",
    "removal_reason",
    "repeated_passages",
    "share_of_characters",
    "sharing",
    "source_sizes",
    "sources_mostly_removed",
    "summarize",
    "with_titles",
]
