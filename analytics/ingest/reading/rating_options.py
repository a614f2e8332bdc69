"""Fields that may be ratings: their values have a scale, and their names say nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from analytics.ingest.logs.record_values import decoded_json
from analytics.ingest.reading.paths import join, values
from analytics.ingest.reading.profile import Field, Profile, relative
from analytics.ingest.reading.rating_values import NUMBERS, split_numbers
from analytics.ingest.reading.scales import Scale, is_unrated, number_of, scale_of
from analytics.ingest.reading.vocabulary import COUNTS, RATER, RATINGS, name_rank, plain

MAX_DISTINCT = 25
MIN_READ = 0.8
MAX_GRID, MAX_GRID_VALUES = 10, 11
MIN_LISTED = 0.9
VALUES = frozenset(["value", "score", "label", "rating", "grade", "verdict", "result"])
"""Names of the value inside an object that is named as a rating."""
UNNAMED = re.compile(r"^column_\d+$")
"""The name of a column of a table without a header."""


@dataclass(frozen=True)
class RatingOption:
    """A field that may be a rating: its steps, its values, its scale, and whether its name says that it is one."""

    field: Field
    path: str
    steps: tuple[str, ...]
    scale: Scale
    named: str | None
    rater: str | None
    is_list: bool
    is_grid: bool

    @property
    def holder(self) -> str:
        return self.path.rpartition(".")[0]


def options_of(
    profile: Profile, parent: str, level: str, taken: Collection[str], lists: Collection[str] = ()
) -> Iterator[RatingOption]:
    """The fields below a parent whose values have a scale, the nearest first. `lists` are those that have answers."""
    fields = [(relative(one.path, parent), one) for one in profile.below(parent)]
    for path, one in sorted(fields, key=lambda item: (item[0].count("."), item[0].count("["))):
        if path in taken or path.count("[]") > 1 or path.count(".") > 2 or not one.count:
            continue
        is_inside = path.count("[]") == 1 and level in ("record", "0", "last")
        if is_inside and not _is_rating_list(path) and path.split("[]")[0] not in lists:
            continue
        steps = tuple(step.strip('"') for step in path.replace("[]", "").split(".") if step != "*") or (one.name,)
        if is_other_field(steps[-1]):
            continue
        option = _option(profile, parent, path, one, steps)
        if option is not None:
            yield option


def _option(profile: Profile, parent: str, path: str, one: Field, steps: tuple[str, ...]) -> RatingOption | None:
    leaf = steps[-1]
    named = next((step for step in reversed(steps[-3:]) if RATINGS.search(step)), None)
    rater = leaf if RATER.search(plain(leaf)) or is_rater(path, named) else None
    if named is not None and leaf != named and plain(leaf) not in VALUES and not rater:
        named = named if _is_object_of_scores(one) else None
    raw = [value for record in profile.sample for value in values(record, join(parent, path))]
    rated = [value for value in raw if not is_unrated(value)]
    listed = [value for value in rated if isinstance(value, str) and NUMBERS.fullmatch(value)]
    is_list = "[]" in path or path.endswith("*")
    if rated and len(listed) >= MIN_LISTED * len(rated):
        raw, is_list = [number for value in listed for number in split_numbers(value)], True
    scale = scale_of(named or leaf, raw)
    if scale is None or scale.read < MIN_READ:
        return None
    if len({str(value) for value in raw}) > MAX_DISTINCT and not _is_share(raw):
        return None
    return RatingOption(one, path, steps, scale, named, rater, is_list, is_grid(raw))


def is_other_field(leaf: str) -> bool:
    """Whether a name says that a value is a comment, a time, an id, or another property of a rating."""
    is_other = name_rank(leaf, "comment") > 0.4 or name_rank(leaf, "time") > 0.4
    return is_other or plain(leaf).endswith(("_id", "_name", "_type", "threshold", "cost", "mode"))


def _is_object_of_scores(one: Field) -> bool:
    """Whether a value inside an object of ratings is a score on a small scale: `evaluation.quality`."""
    numbers = one.numbers
    return len(numbers) == one.count and is_grid(numbers) and not COUNTS.search(plain(one.name))


def is_grid(raw: Sequence[Any]) -> bool:
    """Whether values are whole or half numbers of a small scale."""
    numbers = [number_of(value) for value in raw if not is_unrated(value)]
    known = [number for number in numbers if number is not None]
    if len(known) < max(2, len(numbers)) or max(map(abs, known)) > MAX_GRID or len(set(known)) > MAX_GRID_VALUES:
        return False
    steps = [b - a for a, b in pairwise(known)]
    is_order = len(steps) > 3 and 2 * steps.count(1.0) > len(steps)
    return not is_order and all(2 * number == round(2 * number) for number in known)


def _is_rating_list(path: str) -> bool:
    """Whether a list in a record is one of ratings, by its own name: not the turns or events of the record."""
    name = path.split("[]")[0].split(".")[-1]
    return bool(RATINGS.search(name) or re.search(r"metric|label|annot|rater", name, re.I) or UNNAMED.match(name))


def is_rater(path: str, named: str | None) -> bool:
    """Whether the last step names the rater: `conversation_rating.agent_1`."""
    steps = path.split(".")
    return (
        len(steps) > 1
        and steps[-2].strip('"') == named
        and bool(re.search(r"agent|rater|annotator|user|judge|\d", steps[-1]))
        and "[" not in path
        and not UNNAMED.match(steps[-1])
    )


def _is_share(raw: list[Any]) -> bool:
    numbers = [number for value in raw if (number := number_of(decoded_json(value))) is not None]
    return bool(numbers) and min(numbers) >= 0 and max(numbers) <= 1
