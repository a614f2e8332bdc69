"""The ratings of a reading: those of its records, turns and answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from analytics.ingest.reading.model import RatingField, Reading
from analytics.ingest.reading.paths import join
from analytics.ingest.reading.profile import Profile
from analytics.ingest.reading.rating_fields import rating_fields
from analytics.ingest.reading.rating_levels import answer_lists, by_answer, by_position, marks_of, of_answer, of_turn
from analytics.ingest.reading.rating_options import is_other_field
from analytics.ingest.reading.vocabulary import RATINGS, plain

MAX_WORD = 30
"""A longer value is a comment, not a rating."""
SUMMARIES = frozenset(["success", "passed", "pass", "is_success", "is_passed"])


def with_ratings(profile: Profile, reading: Reading) -> Reading:
    """The reading with the rating fields of its records, turns and answers."""
    each = join(reading.records, reading.turns or "")
    taken = _taken(reading)
    if reading.kind == "turns":
        ratings = [of_turn(profile, reading, one) for one in rating_fields(profile, reading.records, "turn", taken)]
    elif reading.kind == "conversations":
        ratings = list(rating_fields(profile, each, "turn", taken))
        ratings += [
            by_position(profile, reading, one)
            for one in rating_fields(profile, reading.records, "record", taken)
            if not join(reading.records, one.path).startswith(each)
        ]
    else:
        level = "0" if reading.kind == "pairs" and len(reading.answers) == 1 else "record"
        level = "last" if reading.kind == "transcripts" and reading.last_answer else level
        marks = marks_of(reading)
        ratings = [
            by_answer(profile, reading, of_answer(reading, one))
            for one in rating_fields(profile, reading.records, level, taken, marks, answer_lists(reading))
        ]
    return replace(reading, ratings=tuple(_without_summaries(ratings)))


def are_human(reading: Reading) -> bool:
    """Whether the ratings are what annotators decided on scales: of several, by name, or several numbers of each."""
    grids = [one for one in reading.ratings if one.scale is not None and one.scale[1] - one.scale[0] > 1]
    return len(grids) > 1 or any(one.several or one.rater or one.rater_path for one in reading.ratings)


def has_unread_ratings(record: Mapping[str, Any], turns: Sequence[Any], read: Collection[str] = ()) -> bool:
    """Whether a record or its turns have ratings that a format with fixed fields does not read (all but `read`)."""
    keys = {str(key) for key, value in record.items() if value is not None and key not in read and value is not turns}
    short = {key for key in keys if not isinstance(record.get(key), str) or len(record[key]) <= MAX_WORD}
    of_turns = {
        str(key)
        for turn in turns[:6]
        if isinstance(turn, Mapping)
        for key, value in turn.items()
        if value is not None and not (isinstance(value, str) and len(value) > MAX_WORD)
    }
    return any(RATINGS.search(key) and not is_other_field(key) for key in short | of_turns)


def _without_summaries(ratings: Sequence[RatingField]) -> Iterator[RatingField]:
    """The ratings without a verdict, such as `success`, that only summarizes a list of named scores of the same
    thing.
    """
    listed = {one.level for one in ratings if one.name_path}
    yield from (one for one in ratings if one.name_path or one.level not in listed or plain(one.name) not in SUMMARIES)


def _taken(reading: Reading) -> set[str]:
    named = {path for what, path in (*reading.fields.items(), *reading.turn_fields.items()) if what != "score"}
    verdicts = {path for one in reading.comparisons for path in (one.winner or "", *one.ranks)}
    return named | verdicts | {reading.role or "", *reading.text, *(one.text for one in reading.answers)}
