"""A reading with some of its fields as a person names them: `thumbs=messages[].evaluation.score`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from analytics.errors import DataloupeError
from analytics.ingest.reading.fields import SINGLE
from analytics.ingest.reading.infer import ranking
from analytics.ingest.reading.model import Answer, RatingField, Reading
from analytics.ingest.reading.paths import join, values
from analytics.ingest.reading.profile import Profile
from analytics.ingest.reading.rating_fields import USER_RATINGS
from analytics.ingest.reading.roles import meanings
from analytics.ingest.reading.scales import scale_of
from analytics.ingest.reading.vocabulary import plain

RENAMED = {"created_at": "time", "conversation_id": "conversation", "message_id": "id"}
"""Names of fields of plain tables -> of readings."""


def corrected(name: str, reading: Reading, profile: Profile, chosen: Mapping[str, str]) -> Reading:
    """The reading with the path of each chosen field; any other name than a field's is a rating.

    Raises DataloupeError for a path that no record of the sample has.
    """
    for field, path in chosen.items():
        if path and not any(values(record, path) for record in profile.sample):
            raise DataloupeError(f"{name} has nothing at {path!r}, which --map names for {field}.")
        reading = _with_field(reading, profile, RENAMED.get(field, field), path)
    return reading


def _with_field(reading: Reading, profile: Profile, field: str, path: str) -> Reading:
    start = join(reading.records, reading.turns or "")
    is_of_turn = bool(start) and path.startswith((f"{start}.", f"{start}["))
    inner = path.removeprefix(start).lstrip(".") if is_of_turn else path.removeprefix(reading.records).lstrip(".")
    if field == "text":
        return replace(reading, text=(inner,))
    if field in ("prompt", "response"):
        return _with_exchange(reading, field, path.removeprefix(reading.records).lstrip("."))
    if field == "turns":
        return _with_turns(profile, path)
    if field == "role":
        raw = [str(value) for record in profile.sample for value in values(record, path)]
        return replace(reading, role=inner, roles=meanings(inner, raw))
    if field in SINGLE:
        if is_of_turn or reading.kind == "turns":
            return replace(reading, turn_fields={**reading.turn_fields, field: inner})
        return replace(reading, fields={**reading.fields, field: inner})
    return replace(
        reading, ratings=(*_others(reading, inner), _rating(reading, profile, field, path, inner, is_of_turn))
    )


def _with_exchange(reading: Reading, field: str, path: str) -> Reading:
    """The reading as a prompt and its answer, one of which is at a path."""
    if reading.kind != "pairs":
        present = reading.text if reading.kind == "documents" and field == "response" else ()
        reading = Reading("pairs", reading.records, reading.key, present, fields=reading.fields)
    if field == "prompt":
        return replace(reading, text=(path,), turns=None, role=None, roles={})
    return replace(reading, answers=(Answer(path),), comparisons=())


def _with_turns(profile: Profile, path: str) -> Reading:
    """The most likely reading of the list of turns at a path. Raises DataloupeError when it has no texts."""
    wanted = {path, f"{path.removesuffix('[]')}[]"}
    for one in ranking(profile):
        if one.reading.turns and join(one.reading.records, one.reading.turns) in wanted:
            return one.reading
    raise DataloupeError(f"The values at {path!r} are no turns: no list of texts or of objects with a text.")


def _others(reading: Reading, path: str) -> tuple[RatingField, ...]:
    return tuple(one for one in reading.ratings if one.path != path)


def _rating(reading: Reading, profile: Profile, field: str, path: str, inner: str, is_of_turn: bool) -> RatingField:
    raw = [value for record in profile.sample for value in values(record, path)]
    scale = scale_of(field, raw)
    if scale is None:
        raise DataloupeError(f"The values at {path!r} are no ratings: {', '.join(map(repr, raw[:3]))}.")
    is_answer = reading.kind == "pairs" and len(reading.answers) == 1
    level = "turn" if is_of_turn or reading.kind == "turns" else "0" if is_answer else "record"
    kind = "user" if plain(field) in USER_RATINGS else "annotator"
    return RatingField(
        field, inner, level, scale.ends, scale.words, scale.reverse, "[]" in inner, rater_kind=kind, reason=scale.reason
    )
