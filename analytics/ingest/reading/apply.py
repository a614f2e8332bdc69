"""What a record says by a reading: messages, ratings and preferences, or a flat document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from analytics.ingest.logs.record import LogRecord, Message, NotThisFormat, Preference, Rating
from analytics.ingest.logs.record_values import content_text, decoded_json
from analytics.ingest.reading import transcripts
from analytics.ingest.reading.model import ACTION_ROLE, KEY_ROLE, Comparisons, RatingField, Reading
from analytics.ingest.reading.paths import first, items, values
from analytics.ingest.reading.scales import Scale, is_unrated
from analytics.ingest.reading.vocabulary import plain

PERSON = "participant"
CALLS = ("tool_calls", "function_call")
TOOL_PARTS = frozenset({"tool_result", "tool_use", "tool_call", "function_call", "function_call_output"})
_TURN_MARK = re.compile(r"\s*(?:\|\|\||__eou__|\[SEP\]|<eos>|<\|endofturn\|>|</s>)\s*")
ANNOTATOR = re.compile(r"annotat|rater|label+er|worker|evaluator|assessor|judge|reviewer|coder", re.IGNORECASE)
SPOKEN = re.compile(r"(?:utter|say|respond|reply|answer|ask|inform|greet|confirm)(?:_|$)", re.IGNORECASE)
"""Names of actions in which an assistant speaks."""
Record = Mapping[str, Any]


def records_of(record: Any, reading: Reading) -> Iterator[tuple[str | None, Any]]:
    """(key, record) of every record that the reading finds in what a container gives."""
    return items(record, reading.records) if reading.records else iter([(None, record)])


def log_of(record: Any, reading: Reading, key: str | None = None, number: int = 0, name: str = "") -> LogRecord:
    """What one record says. `number` is its place in the input, `name` the conversation where no field says it.

    Raises NotThisFormat when the record has no turn, or is an event of another kind.
    """
    if reading.kind == "turns":
        return _turn(record, reading, number, name)
    log = _frame(record, reading, key)
    if reading.kind == "conversations":
        _conversation(log, record, reading)
    elif reading.kind == "pairs":
        _pair(log, record, reading)
    else:
        _transcript(log, record, reading)
    if not any(message.text for message in log.messages):
        raise NotThisFormat("no turn with text")
    for one in reading.ratings:
        if one.level == "record":
            log.ratings += _ratings(record, one)
    _name_annotator(log, record, reading)
    return log


def _name_annotator(log: LogRecord, record: Any, reading: Reading) -> None:
    """A field of users that is named after annotators names who rated, not who asked."""
    path = reading.fields.get("user", "")
    if not log.ratings or not ANNOTATOR.search(path.split(".")[-1]):
        return
    annotator = _string(first(record, path))
    for message in log.messages:
        message.user = None if message.user == annotator else message.user
    for rating in log.ratings:
        rating.rater = rating.rater or annotator


def _frame(record: Any, reading: Reading, key: str | None) -> LogRecord:
    """A log with the fields of the record, without messages."""
    fields = {what: first(record, path) for what, path in reading.fields.items()}
    conversation = fields.get("conversation")
    if conversation is None:
        conversation = key if reading.key == "conversation" else fields.get("id")
    return LogRecord(
        conversation=_string(conversation),
        title=_string(fields.get("title")),
        label=_string(fields.get("label")),
        source=_string(fields.get("source")),
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
        *(one.winner or "" for one in reading.comparisons),
    )
    tops = {path.split(".")[0].split("[")[0] for path in used if path}
    return {
        str(name): value
        for name, value in record.items()
        if name not in tops and value is not None and value != {} and value != []
    }


def _conversation(log: LogRecord, record: Any, reading: Reading) -> None:
    turns = values(record, reading.turns or "")
    model, when, user = (
        first(record, reading.fields[what]) if what in reading.fields else None for what in ("model", "time", "user")
    )
    for number, turn in enumerate(turns):
        _add_turn(log, turn, reading, number, None)
    for message in log.messages:
        message.created_at = when if message.created_at is None else message.created_at
        if message.role == "assistant":
            message.model = message.model or _string(model)
        elif message.role == "user":
            message.user = message.user or _string(user)


def _add_exchange(log: LogRecord, turn: Any, reading: Reading) -> None:
    """A prompt and its answer, from a turn that holds both."""
    fields = {what: first(turn, path) for what, path in reading.turn_fields.items()}
    prompt = "\n\n".join(text for path in reading.text if (text := _text(first(turn, path))))
    answer = _text(first(turn, reading.answers[0].text))
    when = fields.get("time")
    if prompt:
        log.messages.append(Message("user", prompt, created_at=when, user=_string(fields.get("user"))))
    if answer:
        log.messages.append(Message("assistant", answer, created_at=when, model=_string(fields.get("model"))))
        for one in reading.ratings:
            if one.level == "turn":
                log.ratings += _ratings(turn, one, len(log.messages) - 1)


def _add_turn(log: LogRecord, turn: Any, reading: Reading, number: int, parent: str | None) -> None:
    if reading.answers:
        _add_exchange(log, turn, reading)
        return
    message = _message(turn, reading, number)
    if reading.replies and isinstance(turn, Mapping):
        message.id = message.id or f"{len(log.messages)}"
        message.parent = parent
        log.is_tree = True
    place = len(log.messages)
    if message.text is None and not reading.replies:
        return
    log.messages.append(message)
    for one in reading.ratings:
        if one.level == "turn" and isinstance(turn, Mapping):
            log.ratings += _ratings(turn, one, place)
    if reading.replies and isinstance(turn, Mapping):
        for reply in turn.get(reading.replies) or ():
            _add_turn(log, reply, reading, number + 1, message.id)


def _message(turn: Any, reading: Reading, number: int) -> Message:
    if reading.role == KEY_ROLE:
        return _keyed_message(turn, reading)
    role, person = _role(turn, reading, number)
    fields = {what: first(turn, path) for what, path in reading.turn_fields.items()}
    content = (
        first(turn, reading.text[0]) if reading.text and reading.text[0] else turn if isinstance(turn, str) else None
    )
    text = _text(content)
    if role == "user" and _is_tool_content(content):
        role = "tool"
    if text is None and role in ("assistant", "tool"):
        text = _calls(turn, content)
    return Message(
        role, text, _string(fields.get("id")), _string(fields.get("parent")) if reading.replies else None,
        model=_string(fields.get("model")) if role == "assistant" else None,
        created_at=fields.get("time"),
        user=person or _string(fields.get("user")) if role in (PERSON, "user") else None,
        latency_ms=fields.get("latency_ms"), cost=fields.get("cost"), lang=_string(fields.get("lang")),
    )  # fmt: skip


def _keyed_message(turn: Any, reading: Reading) -> Message:
    """The message of a turn whose key says who speaks."""
    pairs = turn.items() if isinstance(turn, Mapping) else ()
    key, value = next(((str(key), value) for key, value in pairs if str(key) in reading.roles), ("", None))
    role = reading.roles.get(key, PERSON)
    if role == ACTION_ROLE:
        role = "assistant" if SPOKEN.match(str(value)) or " " in str(value).strip() else "tool"
    return Message(role, _text(value))


def _role(turn: Any, reading: Reading, number: int) -> tuple[str, str | None]:
    """(role, person): what the turn's role field means; a person where it names people."""
    if reading.role is None:
        return (reading.alternate or ("user",))[number % max(len(reading.alternate), 1)], None
    raw = first(turn, reading.role)
    if raw is None:
        return PERSON, None
    value = str(raw).lower() if isinstance(raw, bool) else str(raw)
    if value in reading.roles:
        return reading.roles[value], None
    return (value, None) if reading.roles else (PERSON, value)


def _calls(turn: Any, content: Any) -> str | None:
    """What an assistant without words did: the tools it called, as JSON; an empty result of a tool is an empty text."""
    calls = [piece for piece in content if isinstance(piece, Mapping)] if isinstance(content, list) else []
    if isinstance(turn, Mapping):
        for name in CALLS:
            called = turn.get(name)
            calls += called if isinstance(called, list) else [called] if called else []
    if calls:
        return "\n".join(orjson.dumps(call, default=str).decode() for call in calls)
    return "" if content == "" and isinstance(turn, Mapping) and str(turn.get("role")) in ("tool", "function") else None


def _is_tool_content(content: Any) -> bool:
    """Whether all pieces of a content are calls of tools or their results."""
    content = decoded_json(content) if isinstance(content, str) and content[:1] in "[{" else content
    pieces = content if isinstance(content, list) else [content]
    kinds = [str(piece.get("type")) for piece in pieces if isinstance(piece, Mapping) and piece.get("type")]
    return bool(kinds) and len(kinds) == len(pieces) and set(kinds) <= TOOL_PARTS


def _text(content: Any) -> str | None:
    """The text of a content: a string, pieces, an object with a text in it (`answer` too)."""
    if isinstance(content, Mapping) and not any(
        content.get(key) for key in ("text", "content", "value", "parts", "output", "result")
    ):
        words = [value for value in content.values() if isinstance(value, str) and " " in value.strip()]
        return words[0] if len(words) == 1 or (words and "answer" in map(plain, content)) else None
    return content_text(content)


def _turn(record: Any, reading: Reading, number: int, name: str) -> LogRecord:
    """One record that is one turn."""
    if not isinstance(record, Mapping):
        raise NotThisFormat("it is no object")
    message = _message(record, reading, number)
    raw = first(record, reading.role or "")
    if reading.only_roles and (raw is None or str(raw) not in reading.roles) and message.role not in ("tool",):
        raise NotThisFormat(f"an event that is no turn ({reading.role} is {raw!r})")
    if message.text is None:
        raise NotThisFormat("an event without text")
    conversation = (
        _string(first(record, reading.turn_fields["conversation"])) if "conversation" in reading.turn_fields else None
    )
    used = {path.split(".")[0] for path in (*reading.turn_fields.values(), *reading.text, reading.role or "")}
    extra = {str(key): value for key, value in record.items() if key not in used and value is not None}
    message.extra = extra
    fields = {
        what: _string(first(record, reading.turn_fields[what]))
        for what in ("label", "title")
        if what in reading.turn_fields
    }
    log = LogRecord(
        conversation or name,
        [message],
        is_whole=False,
        position=float(number),
        label=fields.get("label"),
        title=fields.get("title"),
    )
    for one in reading.ratings:
        log.ratings += _ratings(record, one, 0)
    return log


def _pair(log: LogRecord, record: Any, reading: Reading) -> None:
    """A prompt and its answers as a tree: each answer hangs on the prompt."""
    prompts = _turns_of("\n\n".join(text for path in reading.text if (text := _text(first(record, path)))))
    user, when, model = (
        first(record, reading.fields[what]) if what in reading.fields else None for what in ("user", "time", "model")
    )
    for number, prompt in enumerate(prompts):
        role = "user" if number % 2 == 0 else "assistant"
        above = f"prompt {number - 1}" if number else None
        log.messages.append(
            Message(
                role,
                prompt,
                f"prompt {number}",
                above,
                on_path=True,
                created_at=when,
                user=_string(user) if role == "user" else None,
            )
        )
    parent = log.messages[-1].id if log.messages else None
    groups: list[list[int]] = []
    for side, answer in enumerate(reading.answers):
        places = []
        for raw in values(record, answer.text):
            text = _text(raw)
            if text is None:
                continue
            places.append(len(log.messages))
            own = first(record, answer.model_path) if answer.model_path else answer.model or model
            log.messages.append(
                Message(
                    "assistant",
                    text,
                    f"answer {side} {len(places)}",
                    parent,
                    on_path=True,
                    model=_string(own),
                    created_at=when,
                )
            )
        groups.append(places)
    log.is_tree = True
    for one in reading.ratings:
        if one.level.isdigit() and int(one.level) < len(groups) and groups[int(one.level)]:
            log.ratings += _ratings(record, one, groups[int(one.level)][0])
    for comparison in reading.comparisons:
        _compare(log, record, comparison, groups, len(prompts) - 1 if prompts else None)


def _turns_of(prompt: str) -> list[str]:
    """The turns of a prompt that joins several with a mark (`|||`, `__eou__`, `[SEP]`, `<eos>`)."""
    return [turn.strip() for turn in _TURN_MARK.split(prompt) if turn.strip()] if prompt else []


def _compare(log: LogRecord, record: Any, one: Comparisons, groups: list[list[int]], prompt: int | None) -> None:
    sides = (groups[one.a], groups[one.b])
    if not all(sides):
        return
    if one.winner is None:
        verdicts: list[tuple[str | None, str | None]] = [("a", None)] * min(map(len, sides))
    else:
        verdicts = list(_verdicts(record, one, one.winner))
    for place, (winner, judge) in enumerate(verdicts):
        a, b = (sides[0][place], sides[1][place]) if one.winner is None else (sides[0][0], sides[1][0])
        models = (log.messages[a].model, log.messages[b].model)
        is_ordered = one.winner is not None
        log.preferences.append(Preference(winner, *models, prompt, a, b, judge, one.judge_kind, in_order=is_ordered))


def _verdicts(record: Any, one: Comparisons, path: str) -> Iterator[tuple[str | None, str | None]]:
    """(winner, judge) of each judgment of a record; None as winner where a judge of a list did not decide."""
    head, is_list, tail = path.rpartition("[]")
    if not is_list:
        judge = _string(first(record, one.judge)) if one.judge else None
        yield from ((winner, judge) for value in values(record, path) if (winner := one.values.get(str(value))))
        return
    start = f"{head}[]."
    for element in values(record, f"{head}[]"):
        decision = first(element, tail.lstrip("."))
        judge = _string(first(element, one.judge.removeprefix(start))) if one.judge else None
        if decision is None or str(decision) in one.values:
            yield (None if decision is None else one.values[str(decision)]), judge


def _transcript(log: LogRecord, record: Any, reading: Reading) -> None:
    text = first(record, reading.text[0]) if isinstance(record, Mapping) else record
    for line in transcripts.split(str(text or ""), reading.grammar or "label"):
        role = reading.roles.get(line.name)
        if not line.text and role is None:
            continue
        log.messages.append(
            Message(role or PERSON, line.text, user=None if role else line.name or None, created_at=line.time)
        )


def _ratings(holder: Any, one: RatingField, number: int | None = None) -> Iterator[Rating]:
    """The ratings at a field; a list or an object holds one of each rater. Nothing rated is no rating."""
    scale = Scale(one.scale, one.words, one.reverse, one.reason, 1.0)
    raters = list(items(holder, one.path))
    names = [str(name) for name in values(holder, one.name_path)] if one.name_path else []
    for place, (key, raw) in enumerate(raters, 1):
        if is_unrated(raw) or isinstance(raw, (dict, list)):
            continue
        rater = one.rater or key or (f"rater {place}" if one.several else None)
        name = names[place - 1] if place <= len(names) else one.name
        yield Rating(name, raw, scale.value(raw), message_number=number, rater=rater, rater_kind=one.rater_kind)


def _string(value: Any) -> str | None:
    return None if value is None or isinstance(value, (dict, list)) else value if isinstance(value, str) else str(value)
