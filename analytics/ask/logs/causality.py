"""Is a column fixed before the answer, a property of the answer, or known only after it?

Only what is fixed before the answer can explain why ratings differ. A property of the answer (its topic, its length) is
part of what is rated, and can only describe it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

BEFORE, ANSWER, AFTER, UNKNOWN = "before the answer", "the answer", "after the answer", "unknown"

ROLES = (BEFORE, ANSWER, AFTER, UNKNOWN)

NAMES_OF_ANSWERS = (
    "answer response output completion completions reply generated latency duration seconds ms cost finish stop "
    "logprob perplexity truncated refused refusal hallucination hallucinated grounded verbosity"
)
NAMES_OF_OUTCOMES = (
    "after next feedback rating rated score thumbs vote csat nps satisfaction satisfied resolved resolution outcome "
    "escalated escalation churn churned regenerated regenerate retry retried abandoned edited copied clicked comment "
    "winner preference turns annotation annotator judge"
)
NAMES_OF_REQUESTS = (
    "prompt question request query input user customer client tenant team plan tier segment cohort country region "
    "locale city language lang device platform os browser app channel surface product experiment variant arm model "
    "version deployment temperature system domain subject topic theme category intent task"
)
NAMES_OF_SIZES = "length tokens words characters chars bytes"
"""Words in the name of a column that say what it describes, looked up in this order: `prompt_tokens` is of the prompt,
`tokens` probably of the answer.
"""

MIN_GROUPS = 20
"""Conversations (or users) with several rows from which their values show whether a column varies within them."""

MAX_VARYING = 0.01
"""The share of conversations (or users) whose values may differ in a column that is constant within them."""


@dataclass(frozen=True)
class RowContext:
    """What the rules need to know about the rows. `conversations` and `users` are codes, -1 where unknown."""

    conversations: np.ndarray = field(repr=False)
    users: np.ndarray = field(repr=False)


def role_of_column(name: str, codes: np.ndarray, rows: RowContext, answers_only: bool) -> tuple[str, str]:
    """The role of a column of unknown meaning, and why: one of ROLES, from its name and from where its values differ.

    `codes` are its values, -1 where missing; `answers_only` is whether answers have a value and their prompts do not.
    """
    if role := role_by_name(name):
        return role, f"as its name indicates: {name}"
    if answers_only:
        return ANSWER, "answers have a value, prompts do not"
    n, varying = _varying_groups(codes, rows.conversations)
    if n >= MIN_GROUPS:
        if varying > MAX_VARYING * n:
            return ANSWER, f"it differs between answers of {varying:,} of {n:,} conversations"
        return BEFORE, f"it is the same in all answers of {n - varying:,} of {n:,} conversations"
    n, varying = _varying_groups(codes, rows.users)
    if n >= MIN_GROUPS and varying <= MAX_VARYING * n:
        return BEFORE, f"it is the same in all answers to {n - varying:,} of {n:,} users"
    return UNKNOWN, "too few conversations have several answers to see whether it depends on the answer"


def role_by_name(name: str) -> str | None:
    """The role that the words in the name of a column say; None when they say nothing."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    words = set(re.split(r"[^a-z]+", spaced.lower()))
    names = (
        (ANSWER, NAMES_OF_ANSWERS),
        (AFTER, NAMES_OF_OUTCOMES),
        (BEFORE, NAMES_OF_REQUESTS),
        (ANSWER, NAMES_OF_SIZES),
    )
    return next((role for role, known in names if words & set(known.split())), None)


def _varying_groups(codes: np.ndarray, groups: np.ndarray) -> tuple[int, int]:
    """Groups with at least two rows, and those of them in which the codes differ."""
    known = groups >= 0
    order = np.argsort(groups[known], kind="stable")
    ordered, values = groups[known][order], codes[known][order]
    is_same_group = ordered[1:] == ordered[:-1]
    several = np.unique(ordered[1:][is_same_group])
    varying = np.unique(ordered[1:][is_same_group & (values[1:] != values[:-1])])
    return len(several), len(varying)
