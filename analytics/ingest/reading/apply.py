"""What a record says by a reading: messages, ratings and preferences, or a flat document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from analytics.ingest.logs.record import LogRecord, Message, NotThisFormat
from analytics.ingest.reading import transcripts
from analytics.ingest.reading.answers import add_pair
from analytics.ingest.reading.model import Reading
from analytics.ingest.reading.paths import first, items, values
from analytics.ingest.reading.rating_values import ratings_of
from analytics.ingest.reading.turn_messages import PERSON, content_at, message_of, string_of, text_of

SIDES = ("user", "assistant")
ANNOTATOR = re.compile(r"annotat|rater|label+er|worker|evaluator|assessor|judge|reviewer|coder", re.IGNORECASE)


def records_of(record: Any, reading: Reading) -> Iterator[tuple[str | None, Any]]:
    """(key, record) of every record that the reading has in what a container gives."""
    return items(record, reading.records) if reading.records else iter([(None, record)])


def log_of(record: Any, reading: Reading, key: str | None = None, number: int = 0, name: str = "") -> LogRecord:
    """What one record says. `number` is its place in the input, `name` the conversation where no field says it.

    Raises NotThisFormat when the record has no turn, or is an event of another kind.
    """
    if reading.kind == "turns":
        return _turn(record, reading, number, name)
    log = _frame(record, reading, key)
    if reading.kind == "conversations":
        _add_conversation(log, record, reading)
    elif reading.kind == "pairs":
        add_pair(log, record, reading)
        if reading.continues:
            _continue(log, number)
    else:
        _add_transcript(log, record, reading)
    if not any(message.text for message in log.messages):
        raise NotThisFormat("no turn with text")
    for one in reading.ratings:
        if one.level == "record":
            log.ratings += ratings_of(record, one)
        elif one.level == "last":
            log.ratings += ratings_of(record, one, len(log.messages) - 1)
    _name_annotator(log, record, reading)
    return log


def _name_annotator(log: LogRecord, record: Any, reading: Reading) -> None:
    """A field of users that is named after annotators names who rated, not who asked."""
    path = reading.fields.get("user", "")
    if not log.ratings or not ANNOTATOR.search(path.split(".")[-1]):
        return
    annotator = string_of(first(record, path))
    for message in log.messages:
        message.user = None if message.user == annotator else message.user
    for rating in log.ratings:
        rating.rater = rating.rater or annotator


def _continue(log: LogRecord, number: int) -> None:
    """Make the exchange of a record one of several of its conversation."""
    log.is_whole, log.is_tree, log.position = False, False, float(number)
    for message in log.messages:
        message.id = message.parent = message.on_path = None


def flat_document(record: Any, reading: Reading) -> dict[str, Any]:
    """The fields of a document under `_` and their name, next to the other fields of its record."""
    flat = {f"_{name}": first(record, path) for name, path in reading.fields.items()}
    texts = [text for path in reading.text if (text := text_of(content_at(record, path))) is not None]
    flat["_text"] = "\n\n".join(filter(None, texts)) if texts else None  # an empty text is a document, as in a corpus
    if not isinstance(record, Mapping):
        return flat
    tops = _tops((*reading.fields.values(), *reading.text))
    return {str(key): value for key, value in record.items() if key not in tops} | flat


def _frame(record: Any, reading: Reading, key: str | None) -> LogRecord:
    """A log with the fields of the record, without messages."""
    fields = {what: first(record, path) for what, path in reading.fields.items()}
    conversation = fields.get("conversation")
    if conversation is None:
        conversation = key if reading.key == "conversation" else fields.get("id")
    return LogRecord(
        conversation=string_of(conversation),
        title=string_of(fields.get("title")),
        label=string_of(fields.get("label")),
        source=string_of(fields.get("source")),
        extra=_extra(record, reading),
    )


def _extra(record: Any, reading: Reading) -> dict[str, Any]:
    """The values of a record that became nothing else: metadata."""
    if not isinstance(record, Mapping):
        return {}
    used = (
        *reading.fields.values(),
        *reading.text,
        *(one.text for one in reading.answers),
        reading.turns or "",
        reading.last_answer or "",
        *(one.winner or "" for one in reading.comparisons),
    )
    tops = _tops(used)
    return {
        str(name): value
        for name, value in record.items()
        if name not in tops and value is not None and value != {} and value != []
    }


def _tops(paths: tuple[str, ...]) -> set[str]:
    """The first step of each path."""
    return {path.split(".")[0].split("[")[0] for path in paths if path}


def _add_conversation(log: LogRecord, record: Any, reading: Reading) -> None:
    turns = _turns(record, reading)
    model, when, user = (
        first(record, reading.fields[what]) if what in reading.fields else None for what in ("model", "time", "user")
    )
    places: list[int | None] = []
    for number, turn in enumerate(turns):
        before = len(log.messages)
        _add_turn(log, turn, reading, number, None)
        places.append(before if len(log.messages) > before else None)
    if reading.last_answer and (answer := text_of(content_at(record, reading.last_answer))):
        log.messages.append(Message("assistant", answer))
    _rate_by_position(log, record, reading, places)
    for message in log.messages:
        message.created_at = when if message.created_at is None else message.created_at
        if message.role == "assistant":
            message.model = message.model or string_of(model)
        elif message.role == "user":
            message.user = message.user or string_of(user)


def _turns(record: Any, reading: Reading) -> list[Any]:
    """The turns of a record; those of two lists alternate."""
    turns = values(record, reading.turns or "")
    if not reading.answer_turns:
        return turns
    pairs = zip_longest(turns, values(record, reading.answer_turns))
    return [{"role": role, "text": text} for pair in pairs for role, text in zip(SIDES, pair, strict=True) if text]


def _rate_by_position(log: LogRecord, record: Any, reading: Reading, places: list[int | None]) -> None:
    """Add the ratings of lists next to the turns: one for each turn, or one for each answer."""
    for one in reading.ratings:
        if one.level not in ("turns", "answers"):
            continue
        rated = [
            place
            for place in places
            if one.level == "turns" or (place is not None and log.messages[place].role == "assistant")
        ]
        raw = values(record, one.path.removesuffix("[]"))
        for place, value in zip(rated, raw[0] if raw and isinstance(raw[0], list) else (), strict=False):
            if place is not None:
                log.ratings += ratings_of(value, replace(one, path=""), place)


def _add_exchange(log: LogRecord, turn: Any, reading: Reading) -> None:
    """A prompt and its answer, from a turn that has both."""
    fields = {what: first(turn, path) for what, path in reading.turn_fields.items()}
    prompt = "\n\n".join(text for path in reading.text if (text := text_of(first(turn, path))))
    answer = text_of(first(turn, reading.answers[0].text))
    when = fields.get("time")
    if prompt:
        log.messages.append(Message("user", prompt, created_at=when, user=string_of(fields.get("user"))))
    if answer:
        log.messages.append(Message("assistant", answer, created_at=when, model=string_of(fields.get("model"))))
        _rate_turn(log, turn, reading, len(log.messages) - 1)


def _add_turn(log: LogRecord, turn: Any, reading: Reading, number: int, parent: str | None) -> None:
    if reading.answers:
        _add_exchange(log, turn, reading)
        return
    message = message_of(turn, reading, number)
    if reading.replies and isinstance(turn, Mapping):
        message.id = message.id or f"{len(log.messages)}"
        message.parent = parent
        log.is_tree = True
    place = len(log.messages)
    if message.text is None and not reading.replies:
        return
    log.messages.append(message)
    _rate_turn(log, turn, reading, place)
    if reading.replies and isinstance(turn, Mapping):
        for reply in turn.get(reading.replies) or ():
            _add_turn(log, reply, reading, number + 1, message.id)


def _rate_turn(log: LogRecord, turn: Any, reading: Reading, place: int) -> None:
    for one in reading.ratings:
        if one.level == "turn" and isinstance(turn, (Mapping, list)):
            log.ratings += ratings_of(turn, one, place)


def _turn(record: Any, reading: Reading, number: int, name: str) -> LogRecord:
    """One record that is one turn."""
    if not isinstance(record, Mapping):
        raise NotThisFormat("the record is not an object")
    message = message_of(record, reading, number)
    raw = first(record, reading.role or "")
    if reading.only_roles and (raw is None or str(raw) not in reading.roles) and message.role != "tool":
        raise NotThisFormat(f"an event that is not a turn: {reading.role} is {raw!r}")
    if message.text is None:
        raise NotThisFormat("a turn without text")
    fields = {
        what: string_of(first(record, reading.turn_fields[what]))
        for what in ("conversation", "label", "title")
        if what in reading.turn_fields
    }
    used = _tops((*reading.turn_fields.values(), *reading.text, reading.role or ""))
    message.extra = {str(key): value for key, value in record.items() if key not in used and value is not None}
    log = LogRecord(
        fields.get("conversation") or name,
        [message],
        is_whole=False,
        position=float(number),
        label=fields.get("label"),
        title=fields.get("title"),
    )
    is_overall = reading.overall is not None and message.text == reading.overall
    if is_overall:
        log.messages.clear()
    for one in reading.ratings:
        log.ratings += ratings_of(record, one, 0 if one.level == "turn" and not is_overall else None)
    return log


def _add_transcript(log: LogRecord, record: Any, reading: Reading) -> None:
    text = first(record, reading.text[0]) if isinstance(record, Mapping) else record
    lines = transcripts.split(str(text or ""), reading.grammar or "label")
    if reading.last_answer and (answer := text_of(first(record, reading.last_answer))):
        spoken = transcripts.split(answer, reading.grammar or "label")
        is_marked = len(spoken) == 1 and spoken[0].name in reading.roles
        lines += spoken if is_marked else [transcripts.Line("assistant", answer)]
    for line in lines:
        role = reading.roles.get(line.name) or ("assistant" if line.name == "assistant" else None)
        if not line.text and role is None:
            continue
        log.messages.append(
            Message(role or PERSON, line.text, user=None if role else line.name or None, created_at=line.time)
        )
