"""The ratings of a record or a turn, as its reading says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from analytics.ingest.logs.record import Rating
from analytics.ingest.reading.model import RatingField
from analytics.ingest.reading.paths import first, items, values
from analytics.ingest.reading.scales import Scale, is_unrated
from analytics.ingest.reading.turn_messages import string_of

MAX_REMEMBERED = 10_000
NUMBERS = re.compile(r"\s*-?\d+(?:\.\d+)?(?:\s*[,;| ]\s*-?\d+(?:\.\d+)?)+\s*")
_SEPARATOR = re.compile(r"\s*[,;| ]\s*")


def ratings_of(holder: Any, one: RatingField, number: int | None = None) -> list[Rating]:
    """The ratings at a field; a list or an object has one of each rater. An empty or `no rating` value gives none."""
    if type(holder) is dict and one.path not in holder and _is_plain(one):
        return []
    annotator = string_of(first(holder, one.rater_path)) if one.rater_path else None
    comment = string_of(first(holder, one.comment_path)) if one.comment_path else None
    names = [str(name) for name in values(holder, one.name_path)] if one.name_path else []
    ratings = []
    for place, (key, raw) in enumerate(_values(holder, one), 1):
        known = _known(one, raw)
        if known is None:
            continue
        rater = one.rater or key or annotator or (f"rater {place}" if one.several else None)
        name = names[place - 1] if place <= len(names) else one.name
        ratings.append(Rating(name, raw, known[0], None, number, rater, one.rater_kind, comment))
    return ratings


def _known(one: RatingField, raw: Any) -> tuple[float | None] | None:
    """(the value in [0, 1],) of a rating, None when nothing was rated; each different value is read once."""
    if isinstance(raw, (dict, list)):
        return None
    key = (type(raw), raw)
    memory = one.memory
    if key not in memory:
        if len(memory) >= MAX_REMEMBERED:
            memory.clear()
        scale = Scale(one.scale, one.words, one.reverse, one.reason, 1.0)
        memory[key] = None if is_unrated(raw) else (scale.value(raw),)
    return memory[key]


def _is_plain(one: RatingField) -> bool:
    """Whether the path of a rating is one key, so that a holder without the key has no rating."""
    return (
        "." not in one.path and "[" not in one.path and "*" not in one.path and '"' not in one.path and one.path != ""
    )


def split_numbers(raw: str) -> list[str]:
    """The numbers in one text: `3,4,5` -> 3, 4 and 5."""
    return _SEPARATOR.split(raw.strip())


def _values(holder: Any, one: RatingField) -> Iterator[tuple[str | None, Any]]:
    if type(holder) is dict and one.path in holder and _is_plain(one):
        pairs: Iterable[tuple[str | None, Any]] = [(None, holder[one.path])]
    else:
        pairs = items(holder, one.path)
    for key, raw in pairs:
        if one.several and isinstance(raw, str) and NUMBERS.fullmatch(raw):
            yield from ((None, number) for number in split_numbers(raw))
        else:
            yield key, raw
