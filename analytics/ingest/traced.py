"""What the user said and what was answered, from whatever went into and came out of a traced call."""

from __future__ import annotations

from typing import Any

from analytics.ingest.log import Message, NotThisShape
from analytics.ingest.log_values import messages_of, nested, text_of

ASKED_IN = ("input", "question", "query", "prompt", "text", "content")
SAID_IN = ("message", "output", "answer", "response", "completion", "text", "content", "choices")


def asked(value: Any) -> str | None:
    """The last thing that the user said."""
    return _last(value, ("user", "human"), ASKED_IN)


def said(value: Any) -> str | None:
    """The last thing that was answered."""
    return _last(value, ("assistant", "ai", "model", "message"), SAID_IN)


def _last(value: Any, roles: tuple[str, ...], keys: tuple[str, ...]) -> str | None:
    turns = _turns(value)
    if turns is None:
        return text_of(_inside(value, keys))
    return next((turn.text for turn in reversed(turns) if turn.role.lower() in roles and turn.text), None)


def _turns(value: Any) -> list[Message] | None:
    value = nested(value)
    if isinstance(value, dict):
        value = nested(value.get("messages"))
    try:
        return (
            messages_of([turn for turn in value if isinstance(turn, dict)])
            if isinstance(value, list) and value and isinstance(value[0], dict)
            else None
        )
    except NotThisShape:
        return None


def _inside(value: Any, keys: tuple[str, ...]) -> Any:
    value = nested(value)
    if isinstance(value, list) and value:
        return _inside(value[-1], keys)
    if isinstance(value, dict):
        return next((_inside(value[key], keys) for key in keys if value.get(key)), None)
    return value
