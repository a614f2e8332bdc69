"""Which field says which of several answers is better, and what do its values mean?"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from analytics.ingest.reading import translations
from analytics.ingest.reading.model import Comparisons
from analytics.ingest.reading.paths import join, values
from analytics.ingest.reading.profile import Field, Profile, relative
from analytics.ingest.reading.sides import LETTERS, Side, name_of, tokens
from analytics.ingest.reading.vocabulary import RATER, plain

WINNER = re.compile(
    r"winner|preferred|preference|label|better|best|choice|chosen|decision|verdict|judg|vote|annotat|rater|more_|"
    r"select|pick|gold|correct|win(?:_|$)|safer|closest|answer_idx|(?:^|_)ann(?:_|$)|" + translations.WINNERS,
    re.IGNORECASE,
)
"""Names of fields that say which answer won."""
SUMMARY = re.compile(r"majority|final|consensus|aggregat|average|mean|agreed|agreement", re.IGNORECASE)
"""Names of verdicts that only summarize those of several annotators."""
RANKS = re.compile(r"rank", re.IGNORECASE)
TIES = {
    "tie": "tie", "equal": "tie", "same": "tie", "both": "tie", "a=b": "tie", "draw": "tie", "=": "tie", "tied": "tie",
    "no_preference": "tie", "both_good": "tie", "similar": "tie", "no_difference": "tie", "equally_good": "tie",
    "neither": "both_bad", "both_bad": "both_bad", "none": "both_bad", "tie_bothbad": "both_bad", "bothbad": "both_bad",
    "tie_both_bad": "both_bad", "equally_bad": "both_bad",
}  # fmt: skip
SIDE_WORDS = ("model", "response", "answer", "output", "option", "choice", "candidate", "system", "assistant",
              "completion", "summary", "text", "side", "bot")  # fmt: skip
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
MAX_VALUES = 24
MIN_KNOWN = 0.8
MIN_VOTERS = 2


def winners(profile: Profile, records: str, sides: Sequence[Side], models: Sequence[str | None]) -> list[Comparisons]:
    """The verdicts on several answers: one field, one field of each annotator, a list with one of each, or ranks.

    `models` are the paths of the names of the models of the answers: a verdict can name them.
    """
    ranks = _rank_columns(profile, records, sides)
    models = models if len(set(models)) == len(models) else []
    skip = {side.path for side in sides} | {model for model in models if model} | set(ranks.ranks if ranks else ())
    verdicts = list(_verdicts(profile, records, sides, models, skip))
    voters = [one for one in verdicts if one.judge_name]
    if len(voters) >= MIN_VOTERS:
        verdicts = [one for one in verdicts if one.judge_name or not SUMMARY.search(one.winner or "")]
    else:
        verdicts = [replace(one, judge_name=None) for one in verdicts]
    return verdicts or ([ranks] if ranks else [])


def _verdicts(
    profile: Profile, records: str, sides: Sequence[Side], models: Sequence[str | None], skip: Collection[str]
) -> Iterator[Comparisons]:
    fields = [
        one
        for one in profile.below(records)
        if relative(one.path, records) not in skip and one.path.count("[") <= 1 and one.count
    ]
    families = _families(fields)
    for one in fields:
        path = relative(one.path, records)
        stem = name_of(path)
        is_voter = bool(RATER.search(stem)) or families.get(_stem(stem), 0) >= MIN_VOTERS
        meanings = side_values(one.values, sides)
        if order := _ranking(profile, records, one, path, sides):
            yield order
            continue
        if path.endswith("[]") and _has_one_each(profile, records, path, len(sides)):
            continue
        if one.n_distinct > MAX_VALUES or not (meanings or any(models)):
            continue
        if not _is_verdict(one, stem, meanings, is_voter, sides):
            continue
        known = _known(profile, records, path, meanings, models)
        if known >= MIN_KNOWN and (set(meanings.values()) - {"tie", "both_bad"} or any(models)):
            judge = _judge(profile, records, one)
            is_machine = bool((judge and "model" in judge) or re.search(r"judg", path))
            kind = "model" if is_machine else "annotator"
            name = one.name if is_voter or not WINNER.search(stem) else None
            yield Comparisons(tuple(range(len(sides))), path, meanings, judge, kind, judge_name=name)


def _has_one_each(profile: Profile, records: str, path: str, count: int) -> bool:
    """Whether a list has one value for each answer: labels of the answers, not verdicts of several annotators."""
    lists = [value for record in profile.sample for value in values(record, join(records, path[:-2]))]
    return count != len(lists) and all(isinstance(value, list) and len(value) == count for value in lists)


def _families(fields: Sequence[Field]) -> dict[str, int]:
    """Stem -> how many fields with short values differ in one number or letter after it."""
    counts: dict[str, int] = {}
    for one in fields:
        stem = _stem(name_of(one.path))
        if stem and one.mean_length < 30:
            counts[stem] = counts.get(stem, 0) + 1
    return counts


def _stem(name: str) -> str:
    """A name without its number or letter: `label_1` -> label; "" for a name without one."""
    own = tokens(name)
    return "_".join(own[:-1]) if len(own) > 1 and (own[-1].isdigit() or len(own[-1]) == 1) else ""


def _is_verdict(one: Field, stem: str, meanings: Mapping[str, str], is_voter: bool, sides: Sequence[Side]) -> bool:
    """Whether a field may say who won: by its name, or because its values can mean nothing else."""
    if one.is_text and one.mean_length > 40:
        return False
    own, shared = set(tokens(stem)), set(tokens(name_of(sides[0].path)))
    names_answers = bool(own & shared - {sides[0].token}) and not own & {side.token for side in sides}
    if WINNER.search(stem) or is_voter or names_answers:
        return (not one.types["bool"] and not one.types["float"]) or is_voter
    letters = {value for value in meanings if len(value) == 1 and value.isalpha()}
    if len(letters) >= 2 and len(set(meanings.values()) - {"tie", "both_bad"}) == len(sides) == len(letters):
        return True
    words = [plain(str(value)) for value in meanings if _numbers([value]) is None]
    return bool(words) and sum(len(word) > 1 for word in words) > 0.5 * len(meanings)


def _known(
    profile: Profile, records: str, path: str, meanings: Mapping[str, str], models: Sequence[str | None]
) -> float:
    """The share of verdicts that name a side, a tie, or the model of a side."""
    verdicts = known = 0
    for record in profile.sample:
        for inner in values(record, records) if records else [record]:
            names = {str(name) for model in models if model for name in values(inner, model)}
            for value in values(inner, path):
                if str(value).strip() == "":
                    continue
                verdicts += 1
                known += str(value) in meanings or str(value) in names
    return known / verdicts if verdicts else 0.0


def _judge(profile: Profile, records: str, one: Field) -> str | None:
    """The field that names who decided: a judge, rater or annotator next to the verdict."""
    for other in profile.below(records):
        is_near = other.path.count("[") == one.path.count("[") and other.path.split("[")[0] == one.path.split("[")[0]
        is_near = is_near or (not one.path.count("[") and not other.path.count("["))
        is_name = re.search(r"judge|rater|annotator|worker|evaluator", plain(other.name)) and other.name != one.name
        if is_near and is_name and other.is_text and other.prose < 0.4 and not _stem(name_of(other.path)):
            return relative(other.path, records)
    return None


def side_values(raw: Sequence[Any], sides: Sequence[Side]) -> dict[str, str]:
    """value -> the letter of the side that it names ('a', 'b', ...), 'tie' or 'both_bad'."""
    strings = list(dict.fromkeys(str(value) for value in raw if value is not None))
    numbers = _numbers(strings)
    if numbers is not None:
        return _by_number(strings, numbers, sides)
    return {value: side for value in strings if (side := side_of(value, sides)) is not None}


def _numbers(strings: Sequence[str]) -> list[int] | None:
    try:
        numbers = [float(value) for value in strings if value.strip()]
    except ValueError:
        return None
    is_whole = bool(numbers) and all(math.isfinite(number) and number == int(number) for number in numbers)
    return [int(number) for number in numbers] if is_whole else None


def _by_number(strings: Sequence[str], numbers: Sequence[int], sides: Sequence[Side]) -> dict[str, str]:
    """Numbers name sides by their own numbers, else by place from 1 or from 0; one number too many is a tie."""
    own = [int(side.token) for side in sides if side.token.isdigit()]
    seen, count = set(numbers), len(sides)
    if count == 2 and min(seen) < 0 < max(seen):
        signs = {value: int(float(value)) for value in strings if value.strip()}
        return {value: "a" if sign < 0 else "b" if sign > 0 else "tie" for value, sign in signs.items()}
    first = min(own) if len(own) == count else 0 if 0 in seen else 1
    if len(own) == count and not seen <= set(own):
        if first == 1 and 0 in seen and count not in seen:
            first = 0
        elif first == 0 and count in seen and 0 not in seen:
            first = 1
    ties = {0} if first == 1 else {count}
    meanings = {}
    for value in strings:
        if not value.strip():
            continue
        place = int(float(value)) - first
        if 0 <= place < count:
            meanings[value] = LETTERS[place]
        elif int(float(value)) in ties:
            meanings[value] = "tie"
    return meanings


def side_of(value: str, sides: Sequence[Side]) -> str | None:
    """The letter of the side that a word names, 'tie' or 'both_bad', None for any other word."""
    word = plain(re.sub(r"[\[\]()\"']", " ", value))
    if re.search(r"[<>]", value):
        return _compared(re.sub(r"[^0-9a-z<>]", "", value.lower()), sides)
    if word in TIES or word.replace("_", "") in TIES:
        return TIES.get(word) or TIES[word.replace("_", "")]
    for letter, place, side in zip(LETTERS, range(1, len(sides) + 1), sides, strict=False):
        marks = {letter, str(place), side.token} if not side.token.isdigit() else {letter, side.token}
        usual = {f"{stem}_{mark}" for stem in SIDE_WORDS for mark in marks}
        usual |= {f"{stem}{mark}" for stem in SIDE_WORDS for mark in marks}
        usual |= marks | {name_of(side.path), "_".join(tokens(name_of(side.path)))}
        if place <= len(ORDINALS):
            usual.add(ORDINALS[place - 1])
        if len(sides) == 2:
            usual.add("left" if place == 1 else "right")
        if word in usual or word.removesuffix("_wins").removesuffix("_better").removesuffix("_is_better") in usual:
            return letter
    return None


def _compared(word: str, sides: Sequence[Side]) -> str | None:
    """The better side in `A>B`, `B>>A`, `1<2`."""
    match = re.fullmatch(r"(\w+?)([<>]+)(\w+)", word)
    if match is None:
        return None
    better = match[1] if ">" in match[2] else match[3]
    return side_of(better, sides)


def _rank_columns(profile: Profile, records: str, sides: Sequence[Side]) -> Comparisons | None:
    """Ranks in one column for each answer: rank_1, rank_2, ..."""
    paths = []
    for side in sides:
        own = [
            relative(one.path, records)
            for one in profile.below(records)
            if RANKS.search(one.name) and side.token in tokens(name_of(one.path)) and one.numbers
        ]
        if not own:
            return None
        paths.append(own[0])
    return Comparisons(tuple(range(len(sides))), ranks=tuple(paths))


def _ranking(profile: Profile, records: str, one: Field, path: str, sides: Sequence[Side]) -> Comparisons | None:
    """One field with the rank of each answer ([2, 1, 3]) or with their order ('2>1>3')."""
    places = tuple(range(len(sides)))
    if path.endswith("[]") and RANKS.search(one.name):
        lists = [value for record in profile.sample for value in values(record, join(records, path[:-2]))]
        is_full = all(isinstance(value, list) and len(value) == len(sides) for value in lists)
        if is_full and len(one.numbers) == len(one.values):
            return Comparisons(places, ranks=(path[:-2],))
        return None
    if len(sides) > 2 and one.is_text and one.strings:
        orders = [order_of(value, sides) for value in one.strings]
        if sum(order is not None for order in orders) >= MIN_KNOWN * len(orders):
            return Comparisons(places, ranks=(path,))
    return None


def order_of(value: str, sides: Sequence[Side]) -> list[int] | None:
    """The ranks of all sides in an order such as `2>1>3` or `b > a = c`; None when it names not each of them once."""
    ranks: dict[str, int] = {}
    for rank, group in enumerate(re.split(r"[>,]", value), 1):
        for word in group.split("="):
            side = side_of(word.strip(), sides)
            if side is None or side in ranks or len(side) > 1:
                return None
            ranks[side] = rank
    return [ranks[LETTERS[place]] for place in range(len(sides))] if len(ranks) == len(sides) else None
