"""How far can the share of refusals be trusted? Phrases miss refusals, and more of some models than of others."""

from __future__ import annotations

import pandas as pd

from analytics.ask.logs.ratings import Ratings
from analytics.ask.logs.refusal_labels import labelled_answers, share_of_refusals, shares_by_group
from analytics.statistics.classifier_error import Counts, ErrorRange

MEASURED = {
    "gpt4": Counts(220, 203, 230, 1),
    "llama2new": Counts(274, 256, 176, 8),
    "llama2orig": Counts(349, 326, 101, 8),
    "mistralguard": Counts(240, 197, 210, 8),
    "mistralinstruct": Counts(76, 38, 374, 11),
}
"""By model: answers that people call a full or partial refusal, those of them that are flagged, other answers, those of
them that are flagged. XSTest (Röttger et al. 2024), 450 prompts each, by `python -m benchmarks.truth refusals`.
"""

ERRORS = ErrorRange.over(MEASURED)
MAX_PAIRS, MAX_GROUPS = 3, 8


def share_text(answers: Ratings, low: float, high: float) -> str:
    """How many of these answers refuse, by people's labels where a column has them, else by the error of the phrases.
    `answers.values` are flags, whose share is between `low` and `high`.
    """
    labelled = labelled_answers(answers)
    return labelled.summary_text(share_of_refusals(answers, labelled)) if labelled else error_text(low, high)


def groups_text(answers: Ratings, dimension: str, groups: pd.DataFrame) -> str:
    """The shares of the groups by people's labels where a column has them, else which groups can be ranked by flags.
    `groups` has label, low and high of the flagged answers.
    """
    labelled = labelled_answers(answers)
    if labelled is None:
        return ranking_text(groups)
    shares = shares_by_group(answers, labelled, answers.dimension(dimension))
    listed = [
        f"{row.label or '(empty)'} {row.value:.1%} ({row.low:.1%} to {row.high:.1%})"
        for row in shares.head(MAX_GROUPS).itertuples()
    ]
    rest = f" and {len(shares) - MAX_GROUPS} more groups" if len(shares) > MAX_GROUPS else ""
    return f"By {labelled.column}, with 95 % confidence intervals: {', '.join(listed)}{rest}."


def error_text(low: float, high: float) -> str:
    """What a share of flagged answers between `low` and `high` says about the refusals that people would see."""
    (lowest, highest), (_, false) = ERRORS.sensitivity, ERRORS.false_positive_rate
    least, most = ERRORS.true_rate(low, high)
    return (
        f"Phrases flag {lowest:.0%} to {highest:.0%} of the answers that people call refusals, depending on the model, "
        f"and up to {false:.0%} of other answers (XSTest, {len(MEASURED)} models). With this error, "
        f"{least:.0%} to {most:.0%} of these answers refuse, in whole or in part."
    )


def ranking_text(groups: pd.DataFrame) -> str:
    """Which groups refuse more than which others, whatever the phrases miss. `groups` has label, low and high."""
    ranges = [(row.label or "(empty)", *ERRORS.true_rate(row.low, row.high)) for row in groups.itertuples()]
    pairs = [
        (low - other_high, f"{one} refuses more than {other}")
        for one, low, _ in ranges
        for other, _, other_high in ranges
        if low > other_high
    ]
    if not pairs:
        return (
            "No group refuses significantly more than another: "
            "phrases miss more refusals of some models than of others."
        )
    texts = [text for _, text in sorted(pairs, reverse=True)[:MAX_PAIRS]]
    return f"Whatever the phrases miss: {'; '.join(texts)}. Other groups cannot be ranked."
