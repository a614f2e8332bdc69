"""What would quality rules remove? For each rule, each group of documents, each threshold, and each library's
definition.
"""

from analytics.ask.rules.by_group import ANY, EVERYTHING, by_group, filters_of_cell
from analytics.ask.rules.definitions import DATATROVE, SAMPLE_SIZE, by_definition, rules_with_definitions
from analytics.ask.rules.suggestions import Suggestion, reference_sources, suggestions
from analytics.ask.rules.thresholds import ThresholdValues, examples, threshold_values
from analytics.ask.rules.verdict_columns import VerdictColumns
from analytics.ask.rules.verdicts import Combinations, Verdicts, verdicts

__all__ = [
    "ANY",
    "DATATROVE",
    "EVERYTHING",
    "SAMPLE_SIZE",
    "Combinations",
    "Suggestion",
    "ThresholdValues",
    "VerdictColumns",
    "Verdicts",
    "by_definition",
    "by_group",
    "examples",
    "filters_of_cell",
    "reference_sources",
    "rules_with_definitions",
    "suggestions",
    "threshold_values",
    "verdicts",
]
