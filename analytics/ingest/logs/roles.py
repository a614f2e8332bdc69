"""The `kind` of each message in `documents`, by its role."""

from __future__ import annotations

from analytics.ingest.logs.record import ASSISTANT_ROLES, OTHER_ROLES, USER_ROLES, LogRecord


def message_kinds(record: LogRecord) -> list[str]:
    """'prompt' for the user's messages, 'response' for the assistant's, 'document' for system and tools.

    Of two unknown roles (two people, for example), the first with text gives the prompts.
    """
    kinds = [_kind(message.role) for message in record.messages]
    if None not in kinds:
        return [kind for kind in kinds if kind is not None]
    unknown = (
        message.role
        for message, kind in zip(record.messages, kinds, strict=True)
        if kind is None and message.text is not None
    )
    prompting = next(unknown, None)
    return [
        kind or ("prompt" if message.role == prompting else "response")
        for message, kind in zip(record.messages, kinds, strict=True)
    ]


def _kind(role: str) -> str | None:
    role = role.lower()
    if role in USER_ROLES:
        return "prompt"
    if role in ASSISTANT_ROLES:
        return "response"
    return "document" if role in OTHER_ROLES else None
