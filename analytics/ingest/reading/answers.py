"""A prompt and its answers as messages, and which answer is better."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from analytics.ingest.logs.record import LogRecord, Message, Preference
from analytics.ingest.logs.record_values import to_number
from analytics.ingest.reading.model import Comparisons, RatingField, Reading
from analytics.ingest.reading.paths import first, values
from analytics.ingest.reading.rating_values import ratings_of
from analytics.ingest.reading.sides import LETTERS, Side
from analytics.ingest.reading.turn_messages import message_of, string_of, text_of
from analytics.ingest.reading.winners import order_of

_TURN_MARK = re.compile(r"\s*(?:\|\|\||__eou__|\[SEP\]|<eos>|<\|endofturn\|>|</s>)\s*")


def add_pair(log: LogRecord, record: Any, reading: Reading) -> None:
    """Add a prompt and its answers as a tree: each answer has the prompt as parent."""
    fields = {what: first(record, path) for what, path in reading.fields.items()}
    _add_prompts(log, record, reading, fields)
    prompts = len(log.messages)
    parent = log.messages[-1].id if log.messages else None
    groups = [_add_answers(log, record, reading, side, fields, parent) for side in range(len(reading.answers))]
    log.is_tree = True
    for one in reading.ratings:
        if one.level.isdigit() and int(one.level) < len(groups) and groups[int(one.level)]:
            log.ratings += ratings_of(record, one, groups[int(one.level)][0])
        elif one.level == "answers":
            _rate_each(log, record, one, [place for places in groups for place in places])
    for comparison in reading.comparisons:
        log.preferences += _preferences(log, record, comparison, groups, prompts - 1 if prompts else None)


def _rate_each(log: LogRecord, record: Any, one: RatingField, places: Sequence[int]) -> None:
    """Add the ratings of a list: the n-th rates the n-th answer."""
    names = values(record, one.name_path) if one.name_path else []
    for number, (place, value) in enumerate(zip(places, values(record, one.path), strict=False)):
        own = replace(one, path="", name_path=None, name=str(names[number]) if number < len(names) else one.name)
        log.ratings += ratings_of(value, own, place)


def _add_prompts(log: LogRecord, record: Any, reading: Reading, fields: dict[str, Any]) -> None:
    if reading.turns:
        _add_turns(log, record, reading)
        return
    text = "\n\n".join(text for path in reading.text if (text := text_of(first(record, path))))
    turns = [turn.strip() for turn in _TURN_MARK.split(text) if turn.strip()]
    for number, turn in enumerate(turns):
        role = "user" if number % 2 == 0 else "assistant"
        above = f"prompt {number - 1}" if number else None
        message = Message(role, turn, f"prompt {number}", above, on_path=True, created_at=fields.get("time"))
        message.user = string_of(fields.get("user")) if role == "user" else None
        log.messages.append(message)


def _add_turns(log: LogRecord, record: Any, reading: Reading) -> None:
    """Add a prompt that is a list of turns."""
    for number, turn in enumerate(values(record, reading.turns or "")):
        message = message_of(turn, reading, number)
        if message.text is not None:
            message.id, message.parent = f"prompt {len(log.messages)}", f"prompt {len(log.messages) - 1}"
            message.parent = message.parent if log.messages else None
            message.on_path = True
            log.messages.append(message)


def _add_answers(
    log: LogRecord, record: Any, reading: Reading, side: int, fields: dict[str, Any], parent: str | None
) -> list[int]:
    """Add the texts of one answer; gives their numbers in the record."""
    answer = reading.answers[side]
    places: list[int] = []
    for raw in values(record, answer.text):
        text = text_of(raw)
        if text is None:
            continue
        places.append(len(log.messages))
        model = first(record, answer.model_path) if answer.model_path else answer.model or fields.get("model")
        message = Message("assistant", text, f"answer {side} {len(places)}", parent, on_path=True)
        message.model, message.created_at = string_of(model), fields.get("time")
        log.messages.append(message)
    return places


def _preferences(
    log: LogRecord, record: Any, one: Comparisons, groups: list[list[int]], prompt: int | None
) -> Iterator[Preference]:
    sides = [groups[side] for side in one.sides]
    if not all(sides[:2]):
        return
    if one.ranks:
        yield from _by_rank(log, record, one, sides, prompt)
    elif one.winner is None:
        for a, b in zip(*sides[:2], strict=False):
            yield _preference(log, "a", (a, b), prompt, one, is_ordered=False)
    else:
        models = [log.messages[side[0]].model if side else None for side in sides]
        for winner, judge in _verdicts(record, one, one.winner, models):
            for (a, b), won in _pairs(sides, winner):
                yield _preference(log, won, (a, b), prompt, one, judge)


def _pairs(sides: Sequence[list[int]], winner: str | None) -> Iterator[tuple[tuple[int, int], str | None]]:
    """((a, b), who won) of each pair that a verdict decides: the winner against all others, or no winner at all."""
    best = LETTERS.index(winner) if winner in tuple(LETTERS) else None
    for a, b in combinations(range(len(sides)), 2):
        if not sides[a] or not sides[b] or (best is not None and best not in (a, b)):
            continue
        yield (sides[a][0], sides[b][0]), winner if best is None else "a" if best == a else "b"


def _by_rank(
    log: LogRecord, record: Any, one: Comparisons, sides: Sequence[list[int]], prompt: int | None
) -> Iterator[Preference]:
    """Each pair of ranked answers; the lower rank wins, equal ranks tie."""
    ranks = _ranks(record, one, len(sides))
    for a, b in combinations(range(len(sides)), 2):
        of_a, of_b = ranks[a], ranks[b]
        if of_a is not None and of_b is not None and sides[a] and sides[b]:
            winner = "a" if of_a < of_b else "b" if of_b < of_a else "tie"
            yield _preference(log, winner, (sides[a][0], sides[b][0]), prompt, one)


def _ranks(record: Any, one: Comparisons, count: int) -> list[float | None]:
    raw = [first(record, path) for path in one.ranks]
    if len(raw) == 1:
        places = [Side("", str(place)) for place in range(1, count + 1)]
        raw = (order_of(raw[0], places) if isinstance(raw[0], str) else raw[0]) or []
    ranks = [to_number(value) for value in raw[:count]]
    return [*ranks, *[None] * (count - len(ranks))]


def _preference(
    log: LogRecord,
    winner: str | None,
    pair: tuple[int, int],
    prompt: int | None,
    one: Comparisons,
    judge: str | None = None,
    is_ordered: bool = True,
) -> Preference:
    (a, b), judge = pair, judge or one.judge_name
    models = (log.messages[a].model, log.messages[b].model)
    return Preference(winner, *models, prompt, a, b, judge, one.judge_kind, in_order=is_ordered)


def _verdicts(
    record: Any, one: Comparisons, path: str, models: Sequence[str | None]
) -> Iterator[tuple[str | None, str | None]]:
    """(winner, judge) of each judgment of a record; None as winner where a judge of a list did not decide."""
    named = {model: letter for model, letter in zip(models, LETTERS, strict=False) if model}
    meanings = named | dict(one.values)
    head, is_list, tail = path.rpartition("[]")
    if not is_list:
        judge = string_of(first(record, one.judge)) if one.judge else None
        yield from ((winner, judge) for value in values(record, path) if (winner := meanings.get(str(value))))
        return
    start = f"{head}[]."
    for element in values(record, f"{head}[]"):
        decision = first(element, tail.lstrip(".")) if tail else element
        judge = string_of(first(element, one.judge.removeprefix(start))) if one.judge else None
        if decision is None or str(decision) in meanings:
            yield (None if decision is None else meanings[str(decision)]), judge
