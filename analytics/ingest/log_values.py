"""Values as logs write them: JSON inside strings, contents in parts, thumbs in many words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from analytics.ingest.log import ASSISTANT_ROLES, Message, NotThisShape

UP = frozenset(
    {
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
    }
)
DOWN = frozenset(
    {
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
    }
)


def thumb(value: Any) -> float | None:
    """1.0 for a thumb up, 0.0 for a thumb down, None for what is neither."""
    word = str(value).strip().lower().replace(" ", "_")
    return 1.0 if word in UP else 0.0 if word in DOWN else None


def nested(value: Any) -> Any:
    """The object or list behind `value`, through any layers of JSON in strings; `value` itself when there is none."""
    while isinstance(value, str) and value.lstrip()[:1] in ("{", "[", '"'):
        try:
            inner = orjson.loads(value)
        except orjson.JSONDecodeError:
            break
        value = inner
    return value


def text_of(content: Any) -> str | None:
    """The text of a message's content: a string, a list of parts, or an object with text in it. None when there is no
    text.
    """
    if isinstance(content, str):
        return content if content.strip() else None
    if isinstance(content, Mapping):
        return text_of(
            next(
                (content[key] for key in ("text", "content", "value", "parts", "output", "result") if content.get(key)),
                None,
            )
        )
    if isinstance(content, list):
        parts = [part for part in map(text_of, content) if part]
        return "\n".join(parts) or None
    return None


def messages_of(turns: Any, role: str = "role", content: str = "content") -> list[Message]:
    """Messages from a list of objects with keys `role` and `content`. Raises NotThisShape when it is no such list."""
    turns = nested(turns)
    if not isinstance(turns, list) or not all(isinstance(turn, Mapping) for turn in turns):
        raise NotThisShape("its messages are no list of objects")
    found = []
    for turn in turns:
        speaker = turn.get(role) or turn.get("role") or turn.get("type")
        if not isinstance(speaker, str):
            raise NotThisShape(f"a message without {role!r}")
        when = next(
            (turn[key] for key in ("created_at", "timestamp", "create_time", "time") if turn.get(key) is not None), None
        )
        name = turn.get("model") if speaker.lower() in ASSISTANT_ROLES else None
        found.append(
            Message(
                speaker,
                text_of(turn.get(content, turn.get("content"))),
                _string(turn.get("id")),
                created_at=when,
                model=_string(name),
            )
        )
    return found


def string(record: Mapping[str, Any], *keys: str) -> str | None:
    """The first of `keys` that has a value, as text."""
    return next((_string(record[key]) for key in keys if record.get(key) not in (None, "")), None)


def others(record: Mapping[str, Any], used: Iterable[str]) -> dict[str, Any]:
    """The values of `record` that became nothing else: metadata."""
    used = set(used)
    return {key: value for key, value in record.items() if key not in used and value is not None}


def _string(value: Any) -> str | None:
    return None if value is None else value if isinstance(value, str) else str(value)
