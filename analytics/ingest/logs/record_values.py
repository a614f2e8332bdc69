"""Read values of log records: text of a message, JSON inside strings, thumbs in many spellings, unused fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from analytics.ingest.column_conversion import parse_time
from analytics.ingest.logs.record import ASSISTANT_ROLES, Message, NotThisFormat

THUMBS_UP = frozenset(
    [
        "up",
        "thumbsup",
        "thumbs_up",
        "thumb_up",
        "like",
        "liked",
        "good",
        "positive",
        "yes",
        "true",
        "1",
        "1.0",
        "+1",
        "👍",
        "helpful",
    ],
)
THUMBS_DOWN = frozenset(
    [
        "down",
        "thumbsdown",
        "thumbs_down",
        "thumb_down",
        "dislike",
        "disliked",
        "bad",
        "negative",
        "no",
        "false",
        "0",
        "0.0",
        "-1",
        "-1.0",
        "👎",
        "unhelpful",
    ],
)
CONTENT_KEYS = ("text", "content", "value", "parts", "output", "result")
TIME_KEYS = ("created_at", "timestamp", "create_time", "time")


def parse_thumb(value: Any) -> float | None:
    """1.0 for a thumb up, 0.0 for a thumb down, None for anything else."""
    word = str(value).strip().lower().replace(" ", "_")
    if word in THUMBS_UP:
        return 1.0
    return 0.0 if word in THUMBS_DOWN else None


def decoded_json(value: Any) -> Any:
    """The object or list that the string `value` encodes, through any layers; `value` itself if it encodes none."""
    while isinstance(value, str) and value.lstrip()[:1] in ("{", "[", '"'):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            break
    return value


def content_text(content: Any) -> str | None:
    """The text of a message's content: a string, a list of contents, or an object with one. None without text."""
    if isinstance(content, str):
        return content if content.strip() else None
    if isinstance(content, Mapping):
        inner = next((content[key] for key in CONTENT_KEYS if content.get(key)), None)
        return content_text(inner) if inner is not None else _only_prose(content)
    if isinstance(content, list):
        texts = [text for text in map(content_text, content) if text]
        return "\n".join(texts) or None
    return None


def _only_prose(content: Mapping[str, Any]) -> str | None:
    """The only string with a space in an object with keys of its own, such as {"answer": ...}."""
    prose = [value for value in content.values() if isinstance(value, str) and " " in value.strip()]
    return prose[0] if len(prose) == 1 else None


def parse_messages(turns: Any, role: str = "role", content: str = "content") -> list[Message]:
    """Messages from a list of objects with keys `role` and `content`. Raises NotThisFormat if it is no such list."""
    turns = decoded_json(turns)
    if not isinstance(turns, list) or not all(isinstance(turn, Mapping) for turn in turns):
        raise NotThisFormat("its messages are not a list of objects")
    return [_message(turn, role, content) for turn in turns]


def first_string(record: Mapping[str, Any], *keys: str) -> str | None:
    """The value of the first of `keys` that has one, as text."""
    return next((_as_string(record[key]) for key in keys if record.get(key) not in (None, "")), None)


def unused_fields(record: Mapping[str, Any], used: Iterable[str]) -> dict[str, Any]:
    """The values of `record` under other keys than `used`: metadata."""
    used = set(used)
    return {key: value for key, value in record.items() if key not in used and value is not None}


def to_number(value: Any) -> float | None:
    """`value` as a float; None if it is none."""
    try:
        return None if value is None else float(value)
    except (TypeError, ValueError):
        return None


def milliseconds_between(start: Any, end: Any) -> float | None:
    """The time between two points in time; None if one of them is missing."""
    start, end = parse_time(start), parse_time(end)
    return (end - start).total_seconds() * 1000 if start and end else None


def _message(turn: Mapping[str, Any], role: str, content: str) -> Message:
    speaker = turn.get(role) or turn.get("role") or turn.get("type")
    if not isinstance(speaker, str):
        raise NotThisFormat(f"a message without {role!r}")
    created_at = next((turn[key] for key in TIME_KEYS if turn.get(key) is not None), None)
    model = turn.get("model") if speaker.lower() in ASSISTANT_ROLES else None
    text = content_text(turn.get(content, turn.get("content")))
    return Message(speaker, text, _as_string(turn.get("id")), created_at=created_at, model=_as_string(model))


def _as_string(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else str(value)
