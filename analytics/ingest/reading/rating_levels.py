"""What a rating rates: a turn, a whole conversation, the n-th turn, or one of several answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from analytics.ingest.reading.model import RatingField, Reading
from analytics.ingest.reading.paths import first, values
from analytics.ingest.reading.profile import Profile
from analytics.ingest.reading.rating_options import MIN_LISTED
from analytics.ingest.reading.scales import is_unrated
from analytics.ingest.reading.sides import name_of, tokens
from analytics.ingest.reading.vocabulary import plain


def of_turn(profile: Profile, reading: Reading, one: RatingField) -> RatingField:
    """The rating of a row: of its turn, or of its conversation where each has one value in all its rows."""
    conversation = reading.turn_fields.get("conversation")
    if conversation is None or not re.search(r"dialog|conv|session|overall|chat|thread", plain(one.name)):
        return one
    seen: dict[str, set[str]] = {}
    rows = 0
    for record in profile.sample:
        value = first(record, one.path)
        if not is_unrated(value):
            seen.setdefault(str(first(record, conversation)), set()).add(str(value))
            rows += 1
    is_constant = all(len(raw) == 1 for raw in seen.values())
    return replace(one, level="conversation") if is_constant and rows > len(seen) > 1 else one


def by_position(profile: Profile, reading: Reading, one: RatingField) -> RatingField:
    """The rating of a list next to the turns: with one value for each turn, or for each answer."""
    if not one.path.endswith("[]") or one.path.count("[]") > 1 or one.name_path:
        return one
    turns = answers = lists = 0
    for record in profile.sample:
        for inner in values(record, reading.records) if reading.records else [record]:
            spoken = values(inner, reading.turns or "")
            for rated in values(inner, one.path.removesuffix("[]")):
                lists += 1
                turns += len(rated) == len(spoken)
                answers += len(rated) == _answer_count(reading, spoken)
    level = "turns" if turns >= MIN_LISTED * lists else "answers" if answers >= MIN_LISTED * lists else one.level
    return replace(one, level=level if lists > 1 else one.level, several=one.several and level == one.level)


def _answer_count(reading: Reading, turns: Sequence[Any]) -> int:
    if reading.role is None:
        return len(turns) // 2
    return sum(reading.roles.get(str(first(turn, reading.role))) == "assistant" for turn in turns)


def of_answer(reading: Reading, one: RatingField) -> RatingField:
    """The rating of one of several answers where its name has the letter or number of that answer."""
    if reading.kind != "pairs" or len(reading.answers) < 2:
        return one
    marks = marks_of(reading)
    own = [set(tokens(name_of(answer.text))) for answer in reading.answers]
    stem = own[0].intersection(*own[1:])
    steps = [token for step in one.path.split(".") for token in tokens(plain(step))]
    places = [place for place, mark in enumerate(marks) if mark and mark <= set(steps)]
    if len(places) != 1:
        return one
    name = "_".join(token for token in steps if token not in marks[places[0]] | stem and token != "is")
    return replace(one, level=str(places[0]), name=name or "rating", rater=None)


def marks_of(reading: Reading) -> list[set[str]]:
    """For each of several answers the words of its name that the others do not have: its letter or number."""
    own: list[set[str]] = [set(tokens(name_of(answer.text))) for answer in reading.answers]
    return [side - set().union(*(other for other in own if other is not side)) for side in own] if len(own) > 1 else []


def answer_lists(reading: Reading) -> set[str]:
    """The lists that have the answers of a record."""
    return {answer.text.split("[")[0] for answer in reading.answers if "[" in answer.text}


def by_answer(profile: Profile, reading: Reading, one: RatingField) -> RatingField:
    """The rating of a list with one value for each answer of a record."""
    if reading.kind != "pairs" or "[]" not in one.path or not reading.answers:
        return one
    even = lists = 0
    for record in profile.sample:
        for inner in values(record, reading.records) if reading.records else [record]:
            rated = values(inner, one.path)
            answers = [text for answer in reading.answers for text in values(inner, answer.text)]
            lists += bool(rated)
            even += len(rated) == len(answers) > 1
    return replace(one, level="answers", several=False) if lists and even >= MIN_LISTED * lists else one
