"""Which answers refuse by people's labels, and how many by all answers together?

A log may have a column in which people say whether an answer refuses: "full refusal", "refused", "complies". Then the
share of refusals does not depend on how a model phrases them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analytics.ask.logs.dimension import Dimension
from analytics.ask.logs.ratings import Ratings
from analytics.statistics.intervals import Estimate
from analytics.statistics.prediction_powered import corrected_rate

MIN_LABELLED = 30
"""Of fewer labelled answers, the correction is mostly chance."""

_REFUSES = re.compile(r"\b(?:refus\w*|declin(?:e|es|ed|ing)|rejects?|denies|denied|abstain\w*)\b")
_NOT = re.compile(r"\b(?:no|non|not|never|without|un\w+|compl\w+|answer\w*|accept\w*|help\w*|false)\b")
_FINAL = re.compile(r"\b(?:final|gold|consensus|majority|adjudicated)\b")
TRUE, FALSE = {"true", "yes", "1", "1.0", "y"}, {"false", "no", "0", "0.0", "n"}
OWN = "refused"
"""The name of the dimension that the phrases make."""


@dataclass(frozen=True)
class LabelledAnswers:
    """The column of people's labels, and for each answer 1 (refuses, in whole or in part), 0, or NaN (no label)."""

    column: str
    values: np.ndarray = field(repr=False)

    def summary_text(self, share: Estimate) -> str:
        """The share of refusals of all answers by these labels."""
        n = int((~np.isnan(self.values)).sum())
        which = "all" if n == len(self.values) else f"{n:,} of {len(self.values):,}"
        return (
            f"By {self.column}, which labels {which} of these answers, {share.value:.1%} refuse, in whole or in part "
            f"(95 % confidence interval {share.low:.1%} to {share.high:.1%})."
        )


def labelled_answers(answers: Ratings) -> LabelledAnswers | None:
    """The labels of the column that says of most answers whether they refuse; None without such a column."""
    columns = {name: _labels(dimension) for name, dimension in answers.dimensions.items() if name != OWN}
    known = {name: values for name, values in columns.items() if values is not None}
    enough = [name for name, values in known.items() if (~np.isnan(values)).sum() >= MIN_LABELLED]
    if not enough:
        return None
    best = max(enough, key=lambda name: ((~np.isnan(known[name])).sum(), bool(_FINAL.search(_plain(name)))))
    return LabelledAnswers(best, known[best])


def share_of_refusals(answers: Ratings, labelled: LabelledAnswers) -> Estimate:
    """The share of refusals of all these answers, whose `values` are the flags of the phrases."""
    return corrected_rate(answers.values, labelled.values, answers.users)


def shares_by_group(answers: Ratings, labelled: LabelledAnswers, dimension: Dimension) -> pd.DataFrame:
    """label, value, low, high, n (labelled answers) of the groups of a dimension with enough labels, the highest share
    first.
    """
    rows = []
    for level, label in enumerate(dimension.labels):
        inside = dimension.codes == level
        n = int((~np.isnan(labelled.values[inside])).sum())
        if n >= MIN_LABELLED:
            share = corrected_rate(answers.values[inside], labelled.values[inside], answers.users[inside])
            rows.append((label, share.value, share.low, share.high, n))
    table = pd.DataFrame(rows, columns=["label", "value", "low", "high", "n"])
    return table.sort_values("value", ascending=False, kind="stable").reset_index(drop=True)


def _labels(dimension: Dimension) -> np.ndarray | None:
    """1, 0 or NaN for each answer; None when the column does not say whether answers refuse."""
    meanings = [refusal_meaning(label, dimension.name) for label in dimension.labels]
    if not {0.0, 1.0} <= set(meanings):
        return None
    values: np.ndarray = np.array([*meanings, np.nan])[dimension.codes]  # the code -1 is the last entry
    return values


def refusal_meaning(label: str, column: str) -> float:
    """1 for a value that says that an answer refuses, 0 for one that says that it does not, else NaN.

    In a column named after refusals, yes and no are enough; elsewhere a value must name them.
    """
    value = _plain(label)
    if _REFUSES.search(_plain(column)) and value in TRUE | FALSE:
        return float(value in TRUE)
    if _REFUSES.search(value) and not _NOT.search(value):
        return 1.0
    return 0.0 if _NOT.search(value) else float("nan")


def _plain(name: str) -> str:
    """A name in lower case, with spaces between its words."""
    return re.sub(r"[\W_]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).strip().lower()
