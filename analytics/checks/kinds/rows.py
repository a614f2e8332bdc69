"""A limit on the rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.checks.check import Limited, Measured
from analytics.sql import identifier

if TYPE_CHECKING:
    from analytics.checks.subject import Subject


class RowsCheck(Limited, frozen=True, kw_only=True, tag="rows"):
    """How many rows a table has, such as `documents`, `rejects` or `feedback`."""

    table: str = "documents"

    def describe(self) -> str:
        return f"rows of {self.table}"

    def tables(self) -> set[str]:
        return {self.table}

    def measure(self, subject: Subject) -> Measured:
        subject.require_table(self.table)
        return Measured(subject.value(f"SELECT count(*) FROM {identifier(self.table)}"))
