"""How do two groups of documents differ: in size, terms, columns and feedback?"""

from analytics.ask.comparison.column_differences import differing_columns
from analytics.ask.comparison.document_groups import GroupPair
from analytics.ask.comparison.fallback_groups import fallback_groups
from analytics.ask.comparison.selections import Sizes, columns, examples, feedback, sizes, terms
from analytics.ask.comparison.term_differences import (
    TERM_CHARACTERS,
    TERM_CONFIDENCE,
    TERM_DOCUMENTS,
    distinctive_terms,
)

__all__ = [
    "TERM_CHARACTERS",
    "TERM_CONFIDENCE",
    "TERM_DOCUMENTS",
    "GroupPair",
    "Sizes",
    "columns",
    "differing_columns",
    "distinctive_terms",
    "examples",
    "fallback_groups",
    "feedback",
    "sizes",
    "terms",
]
