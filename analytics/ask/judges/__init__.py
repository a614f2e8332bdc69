"""Can the verdicts of a judge - a model, a rule or a button - be trusted, where people labelled some of the items?"""

from analytics.ask.judges.annotated import annotated
from analytics.ask.judges.judged import Judged, NothingLabelledError, by_group, judged, pair_of
from analytics.ask.judges.sources import Source, default_yes, has_verdicts, judges, marks, raters, source_named

__all__ = [
    "Judged",
    "NothingLabelledError",
    "Source",
    "annotated",
    "by_group",
    "default_yes",
    "has_verdicts",
    "judged",
    "judges",
    "marks",
    "pair_of",
    "raters",
    "source_named",
]
