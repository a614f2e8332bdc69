"""Limits of an SQL statement that a person types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.errors import DataloupeError

MAX_CHARACTERS = 20_000
"""Characters of a statement."""


@dataclass(frozen=True)
class Limits:
    """Limits of a statement: seconds from its start, bytes of memory, and rows and bytes of its result. None is no
    limit.
    """

    seconds: float | None = 4.5
    memory: int = 3 << 30
    rows: int | None = 10_000
    bytes: int | None = 32 << 20


WHOLE_RESULT = Limits(rows=None, bytes=256 << 20)
"""For results that must be whole: doc_ids, downloads."""


def check_length(statement: str) -> None:
    """Raises DataloupeError when `statement` has more than MAX_CHARACTERS characters."""
    if len(statement) > MAX_CHARACTERS:
        raise DataloupeError(f"The statement has {len(statement):,} characters. The maximum is {MAX_CHARACTERS:,}.")


def limits_note(unenforced: Sequence[str]) -> str:
    """A sentence about limits that this operating system does not enforce; "" when it enforces all."""
    return f"This system does not enforce limits on: {', '.join(unenforced)}." if unenforced else ""
