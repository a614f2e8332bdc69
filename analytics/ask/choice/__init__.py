"""Which N documents are worth having? A few documents that are good, different, close to a target and balanced."""

from analytics.ask.choice.choosing import METHODS, Chosen, choose
from analytics.ask.choice.coverage import coverage_curves, left_out
from analytics.ask.choice.evidence import Evidence, WholeCorpus, duplicate_clusters, evidence, evidence_of
from analytics.ask.choice.examples import ENDINGS, encode_examples, read_examples
from analytics.ask.choice.neighbours import Neighbours, all_neighbours
from analytics.ask.choice.representation import representation
from analytics.ask.choice.request import Request, Weights
from analytics.ask.choice.value import Values, value_by_group, values

__all__ = [
    "ENDINGS",
    "METHODS",
    "Chosen",
    "Evidence",
    "Neighbours",
    "Request",
    "Values",
    "Weights",
    "WholeCorpus",
    "all_neighbours",
    "choose",
    "coverage_curves",
    "duplicate_clusters",
    "encode_examples",
    "evidence",
    "evidence_of",
    "left_out",
    "read_examples",
    "representation",
    "value_by_group",
    "values",
]
