"""The last prompt and the last answer in the input and output of a traced call, which can have any structure."""

from __future__ import annotations

from typing import Any

from analytics.ingest.logs.record import Message, NotThisFormat
from analytics.ingest.logs.record_values import content_text, decoded_json, parse_messages

PROMPT_KEYS = ("input", "question", "query", "prompt", "text", "content")
ANSWER_KEYS = ("message", "output", "answer", "response", "completion", "text", "content", "choices")
PROMPT_ROLES = ("user", "human")
ANSWER_ROLES = ("assistant", "ai", "model", "message")


def last_prompt(value: Any) -> str | None:
    """The last message of the user in `value`."""
    return _last(value, PROMPT_ROLES, PROMPT_KEYS)


def last_answer(value: Any) -> str | None:
    """The last message of the assistant in `value`."""
    return _last(value, ANSWER_ROLES, ANSWER_KEYS)


def _last(value: Any, roles: tuple[str, ...], keys: tuple[str, ...]) -> str | None:
    messages = _messages(value)
    if messages is None:
        return content_text(_innermost(value, keys))
    texts = (message.text for message in reversed(messages) if message.role.lower() in roles and message.text)
    return next(texts, None)


def _messages(value: Any) -> list[Message] | None:
    """The messages in `value`; None if it is not a list of messages, nor an object with one."""
    value = decoded_json(value)
    if isinstance(value, dict):
        value = decoded_json(value.get("messages"))
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return None
    try:
        return parse_messages([turn for turn in value if isinstance(turn, dict)])
    except NotThisFormat:
        return None


def _innermost(value: Any, keys: tuple[str, ...]) -> Any:
    """The value under the first of `keys` that has one, at any depth, in the last item of each list."""
    value = decoded_json(value)
    if isinstance(value, list) and value:
        return _innermost(value[-1], keys)
    if isinstance(value, dict):
        return next((_innermost(value[key], keys) for key in keys if value.get(key)), None)
    return value
