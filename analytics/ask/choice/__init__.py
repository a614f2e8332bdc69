"""Which N documents are worth having? A few documents that are good, different, close to a target and balanced."""

from analytics.ask.choice.choosing import METHODS, Chosen, choose
from analytics.ask.choice.coverage import coverage_curves, left_out
from analytics.ask.choice.evidence import Evidence, evidence, evidence_of
from analytics.ask.choice.representation import representation
from analytics.ask.choice.request import Request, Weights
from analytics.ask.choice.value import Values, value_by_group, values

__all__ = [
    "METHODS",
    "Chosen",
    "Evidence",
    "Request",
    "Values",
    "Weights",
    "choose",
    "coverage_curves",
    "evidence",
    "evidence_of",
    "left_out",
    "representation",
    "value_by_group",
    "values",
]
