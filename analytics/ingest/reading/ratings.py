"""Which fields are ratings of a document, a turn or an answer?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from analytics.ingest.logs.record_values import decoded_json
from analytics.ingest.reading.model import RatingField, Reading
from analytics.ingest.reading.paths import join, values
from analytics.ingest.reading.profile import Field, Profile, relative
from analytics.ingest.reading.scales import number_of, scale_of
from analytics.ingest.reading.vocabulary import RATINGS, name_rank, plain

MAX_DISTINCT = 25
USER_RATINGS = frozenset(["thumbs", "thumb", "feedback", "user_rating", "vote", "like"])
"""Names of ratings that users give, not annotators."""

VALUES = frozenset(["value", "score", "label", "rating", "grade", "verdict", "result"])
"""Names of the value inside an object that is named as a rating."""
SUMMARIES = frozenset(["success", "passed", "pass", "is_success", "is_passed"])


USER_RATINGS = frozenset(["thumbs", "thumb", "feedback", "user_rating", "vote", "like"])
"""Names of ratings that users give, not annotators."""


def with_ratings(profile: Profile, reading: Reading) -> Reading:
    """The reading with the rating fields of its records and turns."""
    fields: list[RatingField] = []
    each = join(reading.records, reading.turns or "")
    if reading.kind == "turns":
        fields += _fields(profile, reading.records, "turn", _taken(reading))
    elif reading.kind == "conversations":
        fields += _fields(profile, each, "turn", _taken(reading))
        fields += [
            one
            for one in _fields(profile, reading.records, "record", _taken(reading))
            if not join(reading.records, one.path).startswith(each)
        ]
    else:
        fields += _fields(
            profile,
            reading.records,
            "0" if reading.kind == "pairs" and len(reading.answers) == 1 else "record",
            _taken(reading),
        )
    return replace(reading, ratings=tuple(_without_summaries(fields)))


def _without_summaries(ratings: Sequence[RatingField]) -> Iterator[RatingField]:
    """The ratings without a verdict, such as `success`, that only summarizes a list of named scores of the same
    thing.
    """
    listed = {one.level for one in ratings if one.name_path}
    yield from (one for one in ratings if one.name_path or one.level not in listed or plain(one.name) not in SUMMARIES)


def _taken(reading: Reading) -> set[str]:
    named = {path for what, path in (*reading.fields.items(), *reading.turn_fields.items()) if what not in ("score",)}
    return named | {reading.role or ""} | {one.winner for one in reading.comparisons if one.winner}


def _fields(profile: Profile, parent: str, level: str, taken: Collection[str]) -> Iterator[RatingField]:
    """Rating fields below a parent: by their own name or that of the object around them; one a name, the nearest."""
    seen: set[str] = set()
    below = profile.below(parent)
    for one in sorted(
        below, key=lambda field: (relative(field.path, parent).count("."), relative(field.path, parent).count("["))
    ):
        path = relative(one.path, parent)
        if path in taken or path.count("[]") > 1 or path.count(".") > 2 or not one.count:
            continue
        if path.count("[]") == 1 and level == "record" and not _is_rating_list(path):
            continue
        steps = [step.strip('"') for step in path.replace("[]", "").split(".") if step != "*"]
        leaf = steps[-1] if steps else one.name
        named = next((step for step in reversed(steps[-3:]) if RATINGS.search(step)), None)
        if (
            named is None
            or name_rank(leaf, "comment") > 0.4
            or name_rank(leaf, "time") > 0.4
            or plain(leaf).endswith(("_id", "_name", "_type", "threshold", "cost", "mode"))
        ):
            continue
        if leaf != named and plain(leaf) not in VALUES and not _is_rater(path, named):
            continue
        name = leaf if leaf == named or plain(leaf) not in ("value", "score", "label") else steps[-2]
        name_path = _name_beside(profile, parent, path)
        key = f"list {steps[-2] if len(steps) > 1 else name}" if name_path else plain(name)
        if key in seen or (name_path and plain(leaf) not in ("score", "value", "rating", "grade")):
            continue
        field = _rating(profile, parent, path, named if _is_rater(path, named) else name, one, level)
        if field is not None:
            seen.add(key)
            yield replace(field, rater=leaf if _is_rater(path, named) else None, name_path=name_path)


def _is_rating_list(path: str) -> bool:
    """Whether a list in a record is one of ratings, by its own name: not the turns or events of the record."""
    return bool(
        RATINGS.search(path.split("[]")[0].split(".")[-1])
        or re.search(r"metric|label|annot", path.split("[]")[0], re.I)
    )


def _is_rater(path: str, named: str) -> bool:
    """Whether the last step names the rater: `conversation_rating.agent_1`."""
    steps = path.split(".")
    return (
        len(steps) > 1
        and steps[-2].strip('"') == named
        and bool(re.search(r"agent|rater|annotator|user|judge|\d", steps[-1]))
        and "[" not in path
    )


def _name_beside(profile: Profile, parent: str, path: str) -> str | None:
    """The field that names the rating, where ratings are a list of {name, score}."""
    if "[]" not in path or not path.rpartition(".")[0].endswith("[]"):
        return None
    holder = path.rpartition(".")[0]
    for leaf in ("name", "metric", "criterion", "key", "aspect", "attribute"):
        one = profile.fields.get(join(parent, holder, leaf) if parent else f"{holder}.{leaf}")
        if one is not None and one.is_text and one.mean_length < 60:
            return f"{holder}.{leaf}"
    return None


def _rating(profile: Profile, parent: str, path: str, name: str, one: Field, level: str) -> RatingField | None:
    raw = [value for record in profile.sample for value in values(record, join(parent, path))]
    raters = "[]" in path or path.endswith("*")
    scale = scale_of(name, raw)
    if scale is None or scale.read < 0.8 or (len({str(value) for value in raw}) > MAX_DISTINCT and not _is_share(raw)):
        return None
    return RatingField(
        name, path, level, scale.ends, scale.words, scale.reverse, raters,
        rater_kind="user" if plain(name) in USER_RATINGS else "annotator",
        reason=scale.reason,
    )  # fmt: skip


def _is_share(raw: list[Any]) -> bool:
    numbers = [number for value in raw if (number := number_of(decoded_json(value))) is not None]
    return bool(numbers) and min(numbers) >= 0 and max(numbers) <= 1
