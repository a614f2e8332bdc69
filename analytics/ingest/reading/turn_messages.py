"""The message of one turn: who speaks, the text, and its other fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from analytics.ingest.logs.record import Message
from analytics.ingest.logs.record_values import content_text, decoded_json
from analytics.ingest.reading.model import ACTION_ROLE, KEY_ROLE, Reading
from analytics.ingest.reading.paths import first, values
from analytics.ingest.reading.vocabulary import plain

PERSON = "participant"
CALLS = ("tool_calls", "function_call")
TOOL_PARTS = frozenset({"tool_result", "tool_use", "tool_call", "function_call", "function_call_output"})
TEXT_KEYS = ("text", "content", "value", "parts", "output", "result")
SPOKEN = re.compile(r"(?:utter|say|respond|reply|answer|ask|inform|greet|confirm)(?:_|$)", re.IGNORECASE)
"""Names of actions in which an assistant speaks."""


def message_of(turn: Any, reading: Reading, number: int) -> Message:
    """The message of turn `number` of a conversation; without text when nothing was written and nothing called."""
    if reading.role == KEY_ROLE:
        return _keyed_message(turn, reading)
    role, person = _role(turn, reading, number)
    content = _content(turn, reading)
    text = text_of(content)
    if role == "user" and (not isinstance(content, str) or content[:1] in "[{") and _is_tool_content(content):
        role = "tool"
    if text is None and role in ("assistant", "tool"):
        text = _calls(turn, content)
    message = Message(role, text)
    for what, path in reading.turn_fields.items():
        if (value := first(turn, path)) is not None:
            _set_field(message, what, value, reading)
    message.user = person or message.user if role in (PERSON, "user") else None
    return message


def _set_field(message: Message, what: str, value: Any, reading: Reading) -> None:
    """Set one field of a message; a model only for answers, a parent only in a tree."""
    if what == "time":
        message.created_at = value
    elif what in ("latency_ms", "cost"):
        setattr(message, what, value)
    elif (
        what in ("id", "user", "lang")
        or (what == "model" and message.role == "assistant")
        or (what == "parent" and reading.replies)
    ):
        setattr(message, what, string_of(value))


def text_of(content: Any) -> str | None:
    """The text of a content: a string, pieces, an object with a text in it (`answer` too)."""
    if isinstance(content, str):
        return content if content.strip() else None
    if isinstance(content, Mapping) and not any(content.get(key) for key in TEXT_KEYS):
        prose = [value for value in content.values() if isinstance(value, str) and " " in value.strip()]
        return prose[0] if len(prose) == 1 or (prose and "answer" in map(plain, content)) else None
    return content_text(content)


def content_at(record: Any, path: str) -> Any:
    """The content at a path: all pieces of a list, else the first value."""
    return (values(record, path) or None) if "[]" in path else first(record, path)


def string_of(value: Any) -> str | None:
    """A plain value as text; None for a list, an object or nothing."""
    return None if value is None or isinstance(value, (dict, list)) else value if isinstance(value, str) else str(value)


def _content(turn: Any, reading: Reading) -> Any:
    content: Any = None
    for path in reading.text:
        content = content_at(turn, path) if path else turn if isinstance(turn, str) else None
        if content is not None and content != "":
            return content
    return content


def _keyed_message(turn: Any, reading: Reading) -> Message:
    """The message of a turn whose key says who speaks."""
    pairs = turn.items() if isinstance(turn, Mapping) else ()
    key, value = next(((str(key), value) for key, value in pairs if str(key) in reading.roles), ("", None))
    role = reading.roles.get(key, PERSON)
    if role == ACTION_ROLE:
        role = "assistant" if SPOKEN.match(str(value)) or " " in str(value).strip() else "tool"
    return Message(role, text_of(value))


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
