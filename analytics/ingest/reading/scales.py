"""What scale are ratings on, and is a high number good? Never from the smallest and largest values alone.

Words have their usual meaning. Numbers lie on a declared range, or on the first usual grid around them: 0-1, -1..1,
1-5, 1-7, 1-10, 0-10, 0-100. A name can say more: "hallucination: yes" is bad.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.ingest.reading.vocabulary import BAD_IS_HIGH, plain

YES = tuple(
    """1 +1 up thumbs_up thumbsup thumb_up like liked good positive yes y true helpful 👍 correct right pass
    passed win safe +
    agree satisfied happy accept accepted approved ok relevant supported c""".split()  # noqa: SIM905
)
NO = tuple(
    """0 -1 down thumbs_down thumbsdown thumb_down dislike disliked bad negative no n false unhelpful
    not_helpful 👎 incorrect
    wrong fail failed loss lose unsafe disagree dissatisfied unhappy reject rejected irrelevant unsupported
    i""".split()  # noqa: SIM905
)
THUMBS: dict[str, float] = dict.fromkeys(YES, 1.0) | dict.fromkeys(NO, 0.0)
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
USUAL_WORDS = {
    "terrible": 0.0, "awful": 0.0, "horrible": 0.0, "very_bad": 0.0, "very_poor": 0.0, "bad": 0.0, "poor": 0.25,
    "not_good": 0.25, "weak": 0.25, "ok": 0.5, "okay": 0.5, "fair": 0.5, "average": 0.5, "neutral": 0.5, "mixed": 0.5,
    "passable": 0.5, "good": 0.75, "great": 1.0, "very_good": 1.0, "excellent": 1.0, "perfect": 1.0, "amazing": 1.0,
}  # fmt: skip
"""Where words stand that are mixed with other notations."""
NO_RATING = frozenset(
    [
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
        "?",
        "not_applicable",
        "no_answer",
        "no_response",
        "missing",
    ]
)
GRIDS = (
    (0, 1), (-1, 1), (1, 5), (1, 7), (1, 10), (0, 2), (0, 3), (0, 4), (0, 5), (0, 10),
    (-2, 2), (-3, 3), (-4, 4), (-5, 5), (-10, 10), (0, 100), (1, 100), (-100, 100),
)  # fmt: skip
"""Usual scales. The first that has the sign of the values and both ends around them is assumed."""
NAMED_RANGES = (
    (re.compile(r"(?<![\d.])(-?\d{1,3})_?(?:to|-|_|–)_?(\d{1,3})(?![\d.])"), None),
    (re.compile(r"(?:out_?of|max)_?(\d{1,3})$"), None),
    (re.compile(r"(?:^|_)nps(?:_|$)"), (0.0, 10.0)),
    (re.compile(r"percent|(?:^|_)pct(?:_|$)|%"), (0.0, 100.0)),
    (re.compile(r"probabil|(?:^|_)prob(?:_|$)"), (0.0, 1.0)),
)
"""Names that declare a range: rating_1_to_5, score_out_of_10, nps."""
BINARY = re.compile(
    r"^(?:is|has|was)_|thumb|like|vote|correct|success|pass|win\b|accept|click|resolved|solved|helpful$"
)
"""Names of which 1 alone is a yes, not the worst of five."""


@dataclass(frozen=True)
class Scale:
    """How values become numbers in [0, 1]: the ends of a numeric scale, or the value of each word (without both: yes
    and no, in their usual words); why, and how much of the sample could be read.
    """

    ends: tuple[float, float] | None
    words: Mapping[str, float] | None
    reverse: bool
    reason: str
    read: float

    def value(self, raw: Any) -> float | None:
        """The rating in [0, 1], 1 the best; None where nothing was rated or the value has no place on the scale."""
        number: float | None
        if self.ends is None:
            number = (THUMBS if self.words is None else self.words).get(word_of(raw))
        else:
            number = number_of(raw)
            if number is None or not self.ends[0] <= number <= self.ends[1]:
                return None
            number = (number - self.ends[0]) / (self.ends[1] - self.ends[0])
        return None if number is None else 1.0 - number if self.reverse else number


def scale_of(name: str, values: Sequence[Any], declared: tuple[float, float] | None = None) -> Scale | None:
    """The scale of a field of ratings, None when its values are no ratings.

    `values` are those of a sample, or the different values of all ratings with this name.
    """
    rated = [value for value in values if not is_unrated(value)]
    if not rated:
        return None
    numbers = [number_of(value) for value in rated]
    reverse = bool(BAD_IS_HIGH.search(name))
    if all(isinstance(value, bool) for value in rated) or sum(number is None for number in numbers) > 0.2 * len(rated):
        words, mixed = _of_words(rated, reverse), _mixed(rated, reverse)
        return max((words, mixed), key=lambda one: one.read if one else -1.0)
    known = [number for number in numbers if number is not None]
    ends, reason = _ends(name, known, declared or _declared(name, rated, known))
    if ends is None:
        return None
    inside = sum(ends[0] <= number <= ends[1] for number in known) / len(rated)
    return Scale(ends, None, reverse, f"{reason}{', high is bad' if reverse else ''}", inside)


def _declared(name: str, rated: Sequence[Any], numbers: Sequence[float]) -> tuple[float, float] | None:
    """The range that a name (rating_1_to_5) or the values themselves (4/5) declare, when it holds the values."""
    low, high = min(numbers), max(numbers)
    tops = {match[1] for value in rated if isinstance(value, str) and (match := _OUT_OF.search(value))}
    ranges: list[tuple[float, float]] = []
    if len(tops) == 1:
        top = float(tops.pop())
        ranges.append((0.0 if low < 1 or top >= 100 else 1.0, top))
    for pattern, fixed in NAMED_RANGES:
        match = pattern.search(plain(name))
        if match:
            groups = match.groups()
            ranges.append(
                fixed or ((float(groups[0]), float(groups[1])) if len(groups) > 1 else (0.0, float(groups[0])))
            )
    return next((one for one in ranges if one[0] <= low <= high <= one[1] and one[0] < one[1]), None)


def _ends(
    name: str, numbers: Collection[float], declared: tuple[float, float] | None
) -> tuple[tuple[float, float] | None, str]:
    if declared is not None:
        return declared, f"scale {declared[0]:g} to {declared[1]:g}, as declared"
    low, high = min(numbers), max(numbers)
    whole = all(number == round(number) for number in numbers)
    for grid in GRIDS:
        ends = (float(grid[0]), float(grid[1]))
        if not ends[0] <= low <= high <= ends[1] or (ends[0] < 0 <= low):
            continue
        if ends == (0.0, 1.0) and low == high == 1.0 and not BINARY.search(plain(name)):
            continue  # only ones: the worst of five is as likely as a yes
        if whole or ends in ((0.0, 1.0), (-1.0, 1.0)) or ends[1] >= 5 or 2 * low == round(2 * low):
            return ends, f"scale {ends[0]:g} to {ends[1]:g}, the usual one around {low:g} to {high:g}"
    return None, ""


def _of_words(rated: Sequence[Any], reverse: bool) -> Scale | None:
    """Words: yes and no where all are, else the shortest usual ladder that has most of them."""
    words = {word_of(value) for value in rated}
    ladders = sorted((ladder for ladder in LADDERS if _fits(words, ladder)), key=len)
    most = max((len(words & set(one)) for one in ladders), default=0)
    if len(words & THUMBS.keys()) >= most:
        known = sum(word_of(value) in THUMBS for value in rated) / len(rated)
        meaning = "yes is bad, by the name" if reverse else "yes or no"
        return None if known < 0.5 else Scale(None, None, reverse, meaning, known)
    ladder = max(ladders, key=lambda one: len(words & set(one)))
    steps = {word: place / (len(ladder) - 1) for place, word in enumerate(ladder)}
    known = sum(word_of(value) in steps for value in rated) / len(rated)
    return Scale(None, steps, reverse and ladder[0] != "critical", f"words from {ladder[0]!r} to {ladder[-1]!r}", known)


def _mixed(rated: Sequence[Any], reverse: bool) -> Scale | None:
    """Several notations in one column (`4/5`, `80%`, four stars, `good`, 5): each value is read by itself."""
    bare = [number for value in rated if not _notation(value) and (number := number_of(value)) is not None]
    ends = _ends("", bare, None)[0] if bare else None
    places = {word_of(value): _place(value, ends) for value in rated}
    words = {word: place for word, place in places.items() if place is not None}
    known = sum(word_of(value) in words for value in rated) / len(rated)
    return Scale(None, words, reverse, "several notations, each value by itself", known) if known >= 0.5 else None


def _place(value: Any, ends: tuple[float, float] | None) -> float | None:
    """The place in [0, 1] of one value in any notation; `ends` is the scale of bare numbers."""
    word, number = word_of(value), number_of(value)
    if (notation := _notation(value)) is not None:
        return notation
    if number is not None and ends and ends[0] <= number <= ends[1]:
        return (number - ends[0]) / (ends[1] - ends[0])
    return USUAL_WORDS.get(word, THUMBS.get(word))


def _notation(value: Any) -> float | None:
    """The place of a value that names its own scale: `4/5`, `80%`, `4 stars`, four of five star marks."""
    text = str(value).strip()
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", text):
        return min(float(match[1]) / 100, 1.0)
    if stars := re.fullmatch(r"(★+)(☆*)|(⭐+)", text):
        count = len(stars[1] or stars[3])
        return (count - 1) / 4 if count <= 5 else None
    number, top = number_of(text), _OUT_OF.search(text)
    high = float(top[1]) if top else 5.0 if re.search(r"\bstars?$", text) else None
    if number is None or high is None or high <= 1 or not 0 <= number <= high:
        return None
    low = 1.0 if number >= 1 and high < 100 else 0.0
    return (number - low) / (high - low)


def _fits(words: set[str], ladder: tuple[str, ...]) -> bool:
    known = len(words & set(ladder))
    return (known >= 2 and known >= 0.6 * len(words)) or (known == len(words) and len(ladder) > 3)


def word_of(value: Any) -> str:
    """A value as words are compared: `Not Good` -> `not_good`, True -> `true`."""
    return str(value).lower() if isinstance(value, bool) else plain(str(value).strip()) or str(value).strip()


_OUT_OF = re.compile(r"^\s*-?\d+(?:\.\d+)?\s*(?:/|out of|of)\s*(\d{1,3})\s*$")


def number_of(value: Any) -> float | None:
    """The number in a value: 4, "4", "4.0", "4/5" (4), "5 stars" (5); None for anything else."""
    if isinstance(value, bool) or value is None or isinstance(value, (dict, list)):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        head = re.split(r"/| (?:out )?of ", str(value).strip())[0].removesuffix("stars").removesuffix("star").strip()
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
