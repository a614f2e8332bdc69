"""Which fields are ratings of a document, a turn, a conversation or an answer?

By their own name or that of the object around them; by the name of who rated (annotator_1); or because they are small
numbers next to ratings on the same scale.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from analytics.ingest.logs.record_values import decoded_json
from analytics.ingest.reading.model import RatingField, Reading
from analytics.ingest.reading.paths import first, join, values
from analytics.ingest.reading.profile import Field, Profile, relative
from analytics.ingest.reading.rating_values import NUMBERS, split_numbers
from analytics.ingest.reading.scales import LADDERS, Scale, is_unrated, number_of, scale_of, word_of
from analytics.ingest.reading.sides import name_of, tokens
from analytics.ingest.reading.vocabulary import COUNTS, RATER, RATINGS, name_rank, plain

MAX_DISTINCT = 25
MIN_READ = 0.8
MAX_GRID, MAX_GRID_VALUES = 10, 11
MIN_LISTED = 0.9
MAX_WORD = 30
"""A longer value is a comment, not a rating."""
USER_RATINGS = frozenset(["thumbs", "thumb", "feedback", "user_rating", "vote", "like", "liked", "reaction"])
"""Names of ratings that users give, not annotators."""
VALUES = frozenset(["value", "score", "label", "rating", "grade", "verdict", "result"])
"""Names of the value inside an object that is named as a rating."""
SUMMARIES = frozenset(["success", "passed", "pass", "is_success", "is_passed"])
NAMES_NEXT_TO_SCORES = ("name", "metric", "criterion", "key", "aspect", "attribute", "dimension")
RATER_FIELD = re.compile(r"^(?:annotator|rater|worker|evaluator|judge|assessor|coder|reviewer)(?:_?id|_name)?$")
"""Names of a field that says who rated."""
COMMENT_FIELD = re.compile(r"^(?:comments?|feedback_(?:text|comment)|rating_(?:reason|comment)|explanation|rationale)$")
MAX_OPINIONS = 8
THUMB_WORDS = frozenset({"up", "down", "thumbs_up", "thumbs_down", "thumb_up", "thumb_down", "thumbsup", "thumbsdown",
                         "👍", "👎", "like", "dislike", "upvote", "downvote"})  # fmt: skip
OPINIONS = [frozenset(ladder) for ladder in LADDERS if re.search("agree|satisf|excellent|poor|great", " ".join(ladder))]
UNNAMED = re.compile(r"^column_\d+$")
"""The name of a column of a table without a header."""


@dataclass(frozen=True)
class _Option:
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


def with_ratings(profile: Profile, reading: Reading) -> Reading:
    """The reading with the rating fields of its records, turns and answers."""
    each = join(reading.records, reading.turns or "")
    taken = _taken(reading)
    if reading.kind == "turns":
        ratings = [_of_turn(profile, reading, one) for one in _ratings(profile, reading.records, "turn", taken)]
    elif reading.kind == "conversations":
        ratings = list(_ratings(profile, each, "turn", taken))
        ratings += [
            _by_position(profile, reading, one)
            for one in _ratings(profile, reading.records, "record", taken)
            if not join(reading.records, one.path).startswith(each)
        ]
    else:
        level = "0" if reading.kind == "pairs" and len(reading.answers) == 1 else "record"
        marks = _marks(reading)
        ratings = [
            _by_answer(profile, reading, _of_answer(reading, one))
            for one in _ratings(profile, reading.records, level, taken, marks, _answer_lists(reading))
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
    return any(RATINGS.search(key) and not _is_no_rating(key) for key in short | of_turns)


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


def _of_turn(profile: Profile, reading: Reading, one: RatingField) -> RatingField:
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


def _by_position(profile: Profile, reading: Reading, one: RatingField) -> RatingField:
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


def _of_answer(reading: Reading, one: RatingField) -> RatingField:
    """The rating of one of several answers where its name has the letter or number of that answer."""
    if reading.kind != "pairs" or len(reading.answers) < 2:
        return one
    marks = _marks(reading)
    own = [set(tokens(name_of(answer.text))) for answer in reading.answers]
    stem = own[0].intersection(*own[1:])
    steps = [token for step in one.path.split(".") for token in tokens(plain(step))]
    places = [place for place, mark in enumerate(marks) if mark and mark <= set(steps)]
    if len(places) != 1:
        return one
    name = "_".join(token for token in steps if token not in marks[places[0]] | stem and token != "is")
    return replace(one, level=str(places[0]), name=name or "rating", rater=None)


def _marks(reading: Reading) -> list[set[str]]:
    """For each of several answers the words of its name that the others do not have: its letter or number."""
    own: list[set[str]] = [set(tokens(name_of(answer.text))) for answer in reading.answers]
    return [side - set().union(*(other for other in own if other is not side)) for side in own] if len(own) > 1 else []


def _answer_lists(reading: Reading) -> set[str]:
    """The lists that have the answers of a record."""
    return {answer.text.split("[")[0] for answer in reading.answers if "[" in answer.text}


def _is_of_answer(one: _Option, marks: Sequence[set[str]]) -> bool:
    """Whether a value is that of one of several answers, by its letter or number: label_1 with good and bad."""
    steps = {token for step in one.steps for token in tokens(plain(step))}
    is_verdict = one.is_grid or one.scale.ends is None
    return is_verdict and not COUNTS.search(plain(one.steps[-1])) and sum(bool(m) and m <= steps for m in marks) == 1


def _by_answer(profile: Profile, reading: Reading, one: RatingField) -> RatingField:
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


def _ratings(
    profile: Profile,
    parent: str,
    level: str,
    taken: Collection[str],
    marks: Sequence[set[str]] = (),
    lists: Collection[str] = (),
) -> Iterator[RatingField]:
    """Rating fields below a parent, the nearest first; one field a name and rater.

    `marks` are the letters or numbers of several answers, `lists` the lists that have answers.
    """
    options = list(_options(profile, parent, level, taken, lists))
    seen: set[tuple[str, str | None]] = set()
    for one in options:
        is_evident = one.named or one.rater or _are_opinions(one.field) or _is_of_answer(one, marks)
        is_evident = is_evident or bool(lists and one.is_list and (one.is_grid or one.scale.ends is None))
        if not (is_evident or _is_next_to_ratings(one, options)):
            continue
        rating = _rating_field(profile, parent, one, level)
        key = (f"list {one.steps[-2:][0]}" if rating.name_path else plain(rating.name), rating.rater)
        if key in seen or (rating.name_path and plain(one.steps[-1]) not in VALUES):
            continue
        seen.add(key)
        yield rating


def _options(
    profile: Profile, parent: str, level: str, taken: Collection[str], lists: Collection[str] = ()
) -> Iterator[_Option]:
    fields = [(relative(one.path, parent), one) for one in profile.below(parent)]
    for path, one in sorted(fields, key=lambda item: (item[0].count("."), item[0].count("["))):
        if path in taken or path.count("[]") > 1 or path.count(".") > 2 or not one.count:
            continue
        is_inside = path.count("[]") == 1 and level in ("record", "0")
        if is_inside and not _is_rating_list(path) and path.split("[]")[0] not in lists:
            continue
        steps = tuple(step.strip('"') for step in path.replace("[]", "").split(".") if step != "*") or (one.name,)
        if _is_no_rating(steps[-1]):
            continue
        option = _option(profile, parent, path, one, steps)
        if option is not None:
            yield option


def _option(profile: Profile, parent: str, path: str, one: Field, steps: tuple[str, ...]) -> _Option | None:
    leaf = steps[-1]
    named = next((step for step in reversed(steps[-3:]) if RATINGS.search(step)), None)
    rater = leaf if RATER.search(plain(leaf)) or _is_rater(path, named) else None
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
    return _Option(one, path, steps, scale, named, rater, is_list, _is_grid(raw))


def _is_no_rating(leaf: str) -> bool:
    """Whether a name says that a value is a comment, a time, an id, or another property of a rating."""
    is_other = name_rank(leaf, "comment") > 0.4 or name_rank(leaf, "time") > 0.4
    return is_other or plain(leaf).endswith(("_id", "_name", "_type", "threshold", "cost", "mode"))


def _is_object_of_scores(one: Field) -> bool:
    """Whether a value inside an object of ratings is a score on a small scale: `evaluation.quality`."""
    numbers = one.numbers
    return len(numbers) == one.count and _is_grid(numbers) and not COUNTS.search(plain(one.name))


def _is_grid(raw: Sequence[Any]) -> bool:
    """Whether values are whole or half numbers of a small scale."""
    numbers = [number_of(value) for value in raw if not is_unrated(value)]
    known = [number for number in numbers if number is not None]
    if len(known) < max(2, len(numbers)) or max(map(abs, known)) > MAX_GRID or len(set(known)) > MAX_GRID_VALUES:
        return False
    steps = [b - a for a, b in pairwise(known)]
    is_order = len(steps) > 3 and 2 * steps.count(1.0) > len(steps)
    return not is_order and all(2 * number == round(2 * number) for number in known)


def _is_next_to_ratings(one: _Option, options: Sequence[_Option]) -> bool:
    """Whether small numbers are ratings: next to one with a name on the same scale, or columns without names."""
    if (
        not one.is_grid
        or one.field.n_distinct < 2
        or COUNTS.search(plain(one.steps[-1]))
        or name_rank(one.steps[-1], "order") > 0.3
    ):
        return False
    if name_rank(one.steps[-1], "id") > 0.3 or name_rank(one.steps[-1], "label") > 0.3:
        return False
    near = [other for other in options if other is not one and other.holder == one.holder and other.is_grid]
    if UNNAMED.match(one.steps[-1]):
        return one.is_list or sum(other.scale.ends == one.scale.ends for other in near) >= 1
    is_scale = one.scale.ends is not None and (one.scale.ends != (0.0, 1.0) or len(near) > 1)
    return is_scale and any(other.named for other in near)


def _are_opinions(one: Field) -> bool:
    """Whether the values can mean nothing but opinions: thumbs, or several steps from one extreme to the other."""
    if not one.is_text or one.n_distinct > MAX_OPINIONS:
        return False
    spoken = {word_of(value) for value in one.strings if not is_unrated(value)}
    return len(spoken) > 1 and (spoken <= THUMB_WORDS or (len(spoken) > 2 and any(spoken <= one for one in OPINIONS)))


def _is_rating_list(path: str) -> bool:
    """Whether a list in a record is one of ratings, by its own name: not the turns or events of the record."""
    name = path.split("[]")[0].split(".")[-1]
    return bool(RATINGS.search(name) or re.search(r"metric|label|annot|rater", name, re.I) or UNNAMED.match(name))


def _is_rater(path: str, named: str | None) -> bool:
    """Whether the last step names the rater: `conversation_rating.agent_1`."""
    steps = path.split(".")
    return (
        len(steps) > 1
        and steps[-2].strip('"') == named
        and bool(re.search(r"agent|rater|annotator|user|judge|\d", steps[-1]))
        and "[" not in path
        and not UNNAMED.match(steps[-1])
    )


def _rating_field(profile: Profile, parent: str, one: _Option, level: str) -> RatingField:
    leaf, name = one.steps[-1], one.steps[-1]
    if one.named and leaf != one.named and plain(leaf) in ("value", "score", "label"):
        name = one.steps[-2]
    rater = one.rater
    if rater:
        above = one.steps[-2] if len(one.steps) > 1 else ""
        name = one.named if one.named and one.named != leaf else above if RATINGS.search(above) else "rating"
    name_path = _name_path(profile, parent, one.path)
    return RatingField(
        name, one.path, level, one.scale.ends, one.scale.words, one.scale.reverse, one.is_list, rater, name_path,
        rater_kind="user" if plain(name) in USER_RATINGS else "annotator",
        reason=one.scale.reason,
        rater_path=None if rater or one.is_list else _next_to(profile, parent, one, RATER_FIELD),
        comment_path=_next_to(profile, parent, one, COMMENT_FIELD),
    )  # fmt: skip


def _next_to(profile: Profile, parent: str, one: _Option, name: re.Pattern[str]) -> str | None:
    """The path of a text with such a name in the object that has the rating; none in a list."""
    if "[" in one.path or "*" in one.path:
        return None
    for other in profile.below(parent):
        path = relative(other.path, parent)
        is_value = other.count and not other.types["bool"] and not other.types["float"]
        if path.rpartition(".")[0] == one.holder and "[" not in path and name.search(plain(other.name)) and is_value:
            return path
    return None


def _name_path(profile: Profile, parent: str, path: str) -> str | None:
    """The field that names the rating, where ratings are a list of {name, score}."""
    if "[]" not in path or not path.rpartition(".")[0].endswith("[]"):
        return None
    holder = path.rpartition(".")[0]
    for leaf in NAMES_NEXT_TO_SCORES:
        one = profile.fields.get(join(parent, holder, leaf) if parent else f"{holder}.{leaf}")
        if one is not None and one.is_text and one.mean_length < 60:
            return f"{holder}.{leaf}"
    return None


def _is_share(raw: list[Any]) -> bool:
    numbers = [number for value in raw if (number := number_of(decoded_json(value))) is not None]
    return bool(numbers) and min(numbers) >= 0 and max(numbers) <= 1
