"""The content of one record of a log, in any format: messages, ratings of them, and preferences between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

USER_ROLES = frozenset({"user", "human", "prompter", "client", "customer"})
ASSISTANT_ROLES = frozenset({"assistant", "gpt", "bot", "ai", "model", "chatgpt", "bard", "bing", "agent", "chatbot"})
OTHER_ROLES = frozenset({"system", "developer", "tool", "function", "function_call", "observation", "participant"})

ANNOTATOR_COLUMNS = (
    "annotator", "annotator_id", "rater", "rater_id", "labeler", "labeler_id", "labeller", "labeller_id", "worker_id",
    "worker", "evaluator", "evaluator_id", "assessor", "reviewer", "reviewer_id", "coder", "annotated_by", "rated_by",
)  # fmt: skip
"""Columns that name who rated an answer, not who asked."""


@dataclass(slots=True)
class Message:
    """One message. With `text` None it is only a node of a tree: its children get its parent.

    `parent` is the id of the message before it. If no message of a record has a parent, each follows the one before.
    `on_path` says whether it belongs to the conversation as last shown; None if the record does not say so.
    Times are as in the record. `extra` are metadata columns of this message.
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
    """One piece of feedback on a message, or on the whole conversation if no message is given.

    The message is given by its id or by its number in the record. `value` is in [0, 1] if the format defines its
    scale; else it is None, and the scale is derived from all values with that name.
    """

    name: str
    raw: Any
    value: float | None = None
    message_id: str | None = None
    message_number: int | None = None
    rater: str | None = None
    rater_kind: str = "user"
    comment: str | None = None
    created_at: Any = None


@dataclass(slots=True)
class Preference:
    """Which of two answers won: 'a', 'b', 'tie' or 'both_bad'; None where the judge did not decide.

    `prompt`, `a` and `b` are numbers of messages in the record, None without text. `in_order` says that a was shown
    first (or on the left); it is False if a is only the winner.
    """

    winner: str | None
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
class LogRecord:
    """The content of one record. `extra` are metadata columns of all its messages.

    `is_whole` is False if other records can belong to the same conversation: they are ordered by `position`, then
    time. `is_tree` is True if a message without parent is a root, not the next in line. `leaf` is the id of the
    message of a tree that was shown last: the path goes from it to the root.
    """

    conversation: str | None = None
    messages: list[Message] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    preferences: list[Preference] = field(default_factory=list)
    title: str | None = None
    source: str | None = None
    label: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    is_whole: bool = True
    position: float | None = None
    is_tree: bool = False
    leaf: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it makes no row in any table."""
        has_text = any(message.text is not None for message in self.messages)
        return not (self.ratings or self.preferences or has_text)


class NotThisFormat(ValueError):
    """Why a record is not in the format that it should have."""
