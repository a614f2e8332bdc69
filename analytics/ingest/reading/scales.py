"""What scale are ratings on, and is a high number good? Never from the smallest and largest values alone.

Words have their usual meaning. Numbers lie on a declared range, or on the smallest usual grid that holds them: 0-1, -1..1,
1-5, 1-7, 1-10, 0-10, 0-100. A name can say more: "hallucination: yes" is bad.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.ingest.reading.vocabulary import BAD_IS_HIGH, plain

THUMBS: dict[str, float] = dict.fromkeys(
    ["up", "thumbs_up", "thumbsup", "thumb_up", "like", "liked", "good", "positive", "yes", "true", "helpful", "👍", "correct", "right", "pass", "passed", "win", "safe", "+", "agree", "satisfied", "happy", "accept", "accepted", "approved", "ok", "relevant", "supported", "c"],
    1.0,
) | dict.fromkeys(
    ["down", "thumbs_down", "thumbsdown", "thumb_down", "dislike", "disliked", "bad", "negative", "no", "false", "unhelpful", "not_helpful", "👎", "incorrect", "wrong", "fail", "failed", "loss", "lose", "unsafe", "-", "disagree", "dissatisfied", "unhappy", "reject", "rejected", "irrelevant", "unsupported", "i"],
    0.0,
)  # fmt: skip
LADDERS: tuple[tuple[str, ...], ...] = (
    ("poor", "not_good", "passable", "good", "excellent"),
    ("very_poor", "poor", "fair", "good", "very_good"),
    ("very_bad", "bad", "neutral", "good", "very_good"),
    ("terrible", "bad", "okay", "good", "great"),
    ("terrible", "poor", "average", "good", "excellent"),
    ("poor", "fair", "good", "very_good", "excellent"),
    ("strongly_disagree", "disagree", "neutral", "agree", "strongly_agree"),
    ("very_dissatisfied", "dissatisfied", "neutral", "satisfied", "very_satisfied"),
    ("very_unsatisfied", "unsatisfied", "neutral", "satisfied", "very_satisfied"),
    ("never", "rarely", "sometimes", "often", "always"),
    ("very_negative", "negative", "neutral", "positive", "very_positive"),
    ("negative", "neutral", "positive"),
    ("bad", "neutral", "good"),
    ("low", "medium", "high"),
    ("none", "partial", "full"),
    ("incorrect", "partially_correct", "correct"),
    ("no", "partially", "yes"),
    ("no", "maybe", "yes"),
    ("not_helpful", "somewhat_helpful", "helpful"),
    ("not_at_all", "slightly", "moderately", "very", "extremely"),
    ("one", "two", "three", "four", "five"),
    ("critical", "major", "minor", "neutral", "no_error"),
    ("critical", "major", "minor", "trivial", "none"),
)
"""Ordered words, the worst first."""
NO_RATING = frozenset(
    {
        "",
        "na",
        "n_a",
        "none",
        "null",
        "nan",
        "no_rating",
        "unrated",
        "not_rated",
        "skip",
        "skipped",
        "unknown",
        "not_applicable",
        "-",
        "?",
    }
)
GRIDS = (
    (0.0, 1.0),
    (-1.0, 1.0),
    (1.0, 5.0),
    (0.0, 5.0),
    (1.0, 7.0),
    (1.0, 10.0),
    (0.0, 10.0),
    (-2.0, 2.0),
    (-3.0, 3.0),
    (-4.0, 4.0),
    (-5.0, 5.0),
    (-10.0, 10.0),
    (0.0, 100.0),
    (-100.0, 100.0),
)


@dataclass(frozen=True)
class Scale:
    """How values become numbers in [0, 1]: the ends of a numeric scale, or the value of each word; why, and how much of
    the sample could be read.
    """

    ends: tuple[float, float] | None
    words: Mapping[str, float] | None
    reverse: bool
    reason: str
    read: float

    def value(self, raw: Any) -> float | None:
        """The rating in [0, 1], 1 the best; None where nothing was rated or the value has no place on the scale."""
        number: float | None
        if self.words is not None:
            number = self.words.get(word_of(raw))
        else:
            number = number_of(raw)
            if number is None or self.ends is None or not self.ends[0] <= number <= self.ends[1]:
                return None
            number = (number - self.ends[0]) / (self.ends[1] - self.ends[0])
        return None if number is None else 1.0 - number if self.reverse else number


def scale_of(name: str, values: Sequence[Any], declared: tuple[float, float] | None = None) -> Scale | None:
    """The scale of a field of ratings, None when its values are no ratings."""
    rated = [value for value in values if not is_unrated(value)]
    if not rated:
        return None
    numbers = [number_of(value) for value in rated]
    reverse = bool(BAD_IS_HIGH.search(name))
    if all(isinstance(value, bool) for value in rated) or sum(number is None for number in numbers) > 0.2 * len(rated):
        return _of_words(rated, reverse)
    known = [number for number in numbers if number is not None]
    ends, reason = _ends(known, declared)
    if ends is None:
        return None
    inside = sum(ends[0] <= number <= ends[1] for number in known) / len(rated)
    return Scale(ends, None, reverse, f"{reason}{', high is bad' if reverse else ''}", inside)


def _ends(numbers: Collection[float], declared: tuple[float, float] | None) -> tuple[tuple[float, float] | None, str]:
    if declared is not None:
        return declared, f"scale {declared[0]:g} to {declared[1]:g}, as declared"
    low, high = min(numbers), max(numbers)
    whole = all(number == round(number) for number in numbers)
    halves = all(2 * number == round(2 * number) for number in numbers)
    for ends in GRIDS:
        if not ends[0] <= low <= high <= ends[1]:
            continue
        if ends == (0.0, 1.0) and whole and low == high == 1.0:
            continue  # only ones: one star of five as likely as a yes
        if ends in ((0.0, 1.0), (-1.0, 1.0)) or whole or halves or ends[1] >= 5:
            return ends, f"scale {ends[0]:g} to {ends[1]:g}, the smallest usual one that holds {low:g} to {high:g}"
    return None, ""


def _of_words(rated: Sequence[Any], reverse: bool) -> Scale | None:
    words = {word_of(value) for value in rated}
    for ladder in LADDERS:
        if (len(words & set(ladder)) >= 2 and len(words & set(ladder)) >= 0.8 * len(words)) or (
            words and words <= set(ladder) and len(ladder) > 3
        ):
            steps = {word: place / (len(ladder) - 1) for place, word in enumerate(ladder)}
            known = sum(word_of(value) in steps for value in rated) / len(rated)
            flipped = reverse and ladder[0] not in ("critical",)
            return Scale(None, steps, flipped, f"words from {ladder[0]!r} to {ladder[-1]!r}", known)
    known = sum(word_of(value) in THUMBS for value in rated) / len(rated)
    if known < 0.5:
        return None
    meaning = "yes is bad, by the name" if reverse else "yes or no"
    return Scale(None, THUMBS, reverse, meaning, known)


def word_of(value: Any) -> str:
    """A value as words are compared: `Not Good` -> `not_good`, True -> `true`."""
    return str(value).lower() if isinstance(value, bool) else plain(str(value).strip()) or str(value).strip()


def number_of(value: Any) -> float | None:
    """The number in a value: 4, "4", "4.0", "4/5" (4), "5 stars" (5); None for anything else."""
    if isinstance(value, bool) or value is None or isinstance(value, (dict, list)):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        head = str(value).strip().split("/")[0].removesuffix("stars").removesuffix("star").strip()
        try:
            number = float(head)
        except ValueError:
            return None
    return number if math.isfinite(number) else None


def is_unrated(value: Any) -> bool:
    """Whether a value says that nothing was rated."""
    return (
        value is None
        or (isinstance(value, float) and math.isnan(value))
        or (isinstance(value, str) and plain(value.strip()) in NO_RATING)
    )
