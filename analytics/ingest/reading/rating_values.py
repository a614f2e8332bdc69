"""The ratings of a record or a turn, as its reading says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from analytics.ingest.logs.record import Rating
from analytics.ingest.reading.model import RatingField
from analytics.ingest.reading.paths import first, items, values
from analytics.ingest.reading.scales import Scale, is_unrated
from analytics.ingest.reading.turn_messages import string_of

NUMBERS = re.compile(r"\s*-?\d+(?:\.\d+)?(?:\s*[,;| ]\s*-?\d+(?:\.\d+)?)+\s*")
_SEPARATOR = re.compile(r"\s*[,;| ]\s*")


def ratings_of(holder: Any, one: RatingField, number: int | None = None) -> Iterator[Rating]:
    """The ratings at a field; a list or an object has one of each rater. An empty or `no rating` value gives none."""
    scale = Scale(one.scale, one.words, one.reverse, one.reason, 1.0)
    raters = list(_values(holder, one))
    names = [str(name) for name in values(holder, one.name_path)] if one.name_path else []
    annotator = string_of(first(holder, one.rater_path)) if one.rater_path else None
    comment = string_of(first(holder, one.comment_path)) if one.comment_path else None
    for place, (key, raw) in enumerate(raters, 1):
        if is_unrated(raw) or isinstance(raw, (dict, list)):
            continue
        rater = one.rater or key or annotator or (f"rater {place}" if one.several else None)
        name = names[place - 1] if place <= len(names) else one.name
        yield Rating(
            name, raw, scale.value(raw), message_number=number, rater=rater, rater_kind=one.rater_kind, comment=comment
        )


def split_numbers(raw: str) -> list[str]:
    """The numbers in one text: `3,4,5` -> 3, 4 and 5."""
    return _SEPARATOR.split(raw.strip())


def _values(holder: Any, one: RatingField) -> Iterator[tuple[str | None, Any]]:
    for key, raw in items(holder, one.path):
        if one.several and isinstance(raw, str) and NUMBERS.fullmatch(raw):
            yield from ((None, number) for number in split_numbers(raw))
        else:
            yield key, raw
