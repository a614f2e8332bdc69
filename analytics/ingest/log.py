"""What one record of a log says, in any format: messages, ratings of them, and preferences between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

USER_ROLES = frozenset({"user", "human", "prompter", "client", "customer"})
ASSISTANT_ROLES = frozenset({"assistant", "gpt", "bot", "ai", "model", "chatgpt", "bard", "bing", "agent", "chatbot"})
OTHER_ROLES = frozenset({"system", "developer", "tool", "function", "function_call", "observation"})


@dataclass(slots=True)
class Message:
    """One message. `text` None: a node that only holds a tree together; its children hang on its parent.

    `parent` is the id of the message before it; in a linear record (no message has a parent) each follows the one
    before. `on_path` says whether it is part of the conversation that was last shown, None when the record does not
    tell. Times are as in the record; `extra` are columns of metadata for this message.
    """

    role: str
    text: str | None
    id: str | None = None
    parent: str | None = None
    on_path: bool | None = None
    model: str | None = None
    created_at: Any = None
    user: str | None = None
    prompt_version: str | None = None
    latency_ms: Any = None
    cost: Any = None
    lang: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Rating:
    """One piece of feedback: on a message (its id, or its number in the record), or on the whole conversation when both
    are None.

    `value` is in [0, 1] when the format defines its scale; else None, and the scale is taken from all values of that
    name.
    """

    name: str
    raw: Any
    value: float | None = None
    message: str | None = None
    number: int | None = None
    rater: str | None = None
    rater_kind: str = "user"
    comment: str | None = None
    created_at: Any = None


@dataclass(slots=True)
class Preference:
    """Which of two answers won: 'a', 'b', 'tie' or 'both_bad'. `prompt`, `a`, `b` are numbers of messages in the
    record, None without text.

    `in_order` tells that a was shown first (or on the left); False when a is merely the winner.
    """

    winner: str
    model_a: str | None = None
    model_b: str | None = None
    prompt: int | None = None
    a: int | None = None
    b: int | None = None
    judge: str | None = None
    judge_kind: str = "annotator"
    turn: int | None = None
    prompt_id: str | None = None
    in_order: bool = True


@dataclass(slots=True)
class Log:
    """All that one record says. `extra` are columns of metadata for all of its messages.

    `whole` is False when other records may belong to the same conversation: they are put in order by `position`, then
    time. `tree` is True when a message without parent is a root, not the next in line.
    """

    conversation: str | None = None
    messages: list[Message] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    preferences: list[Preference] = field(default_factory=list)
    title: str | None = None
    source: str | None = None
    label: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    whole: bool = True
    position: float | None = None
    tree: bool = False
    leaf: str | None = None
    """In a tree, the message that was last shown: the path runs from it to the root."""


class NotThisShape(ValueError):
    """Why a record is not what its format promises."""
