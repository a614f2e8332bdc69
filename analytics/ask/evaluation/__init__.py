"""Evaluation sets: which items, what of them is in the corpus, and what models' results on them say."""

from analytics.ask.evaluation.drawing import draw, items_of
from analytics.ask.evaluation.item_files import json_lines, read_items
from analytics.ask.evaluation.leakage import Leakage, leakage, leaked_documents
from analytics.ask.evaluation.results import Results, read_results
from analytics.ask.evaluation.scoring import Comparison, ModelScore, SetScore, score_set

__all__ = [
    "Comparison",
    "Leakage",
    "ModelScore",
    "Results",
    "SetScore",
    "draw",
    "items_of",
    "json_lines",
    "leakage",
    "leaked_documents",
    "read_items",
    "read_results",
    "score_set",
]
