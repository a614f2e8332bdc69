"""Join two conversations with the same beginning into one tree."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.ingest.logs.record import Message

Ends = tuple[int | None, int | None, int | None]
"""The numbers of the last common message, of the last answer of a, and of the last answer of b."""


def join_branches(
    sides: Sequence[list[Message]], models: Sequence[str | None], n_common: int | None = None
) -> tuple[list[Message], Ends]:
    """Two conversations as one tree, and the numbers of the messages that are compared.

    Their first `n_common` messages are one path; by default all equal prompts at the beginning. Equal answers of two
    models stay two messages.
    """
    n_common = _count_equal_prompts(sides) if n_common is None else n_common
    tree = sides[0][:n_common]
    for number, message in enumerate(tree):
        message.id, message.parent, message.on_path = f"{number}", f"{number - 1}" if number else None, True
    ends: list[int | None] = []
    for side, messages, model in zip("ab", sides, models, strict=True):
        for number, message in enumerate(messages[n_common:], n_common):
            message.id = f"{number} {side}"
            message.parent = _parent_id(number, side, n_common)
            message.on_path = True  # both were shown
            message.model = None if message.role in ("user", "system") else model
            tree.append(message)
        ends.append(len(tree) - 1 if len(messages) > n_common else None)
    return tree, (n_common - 1 if n_common else None, ends[0], ends[1])


def _parent_id(number: int, side: str, n_common: int) -> str | None:
    if not number:
        return None
    return f"{number - 1}" if number == n_common else f"{number - 1} {side}"


def _count_equal_prompts(sides: Sequence[list[Message]]) -> int:
    differing = (
        number
        for number, (a, b) in enumerate(zip(*sides, strict=False))
        if a.text != b.text or a.role != b.role or a.role not in ("user", "system")
    )
    return next(differing, min(map(len, sides)))
