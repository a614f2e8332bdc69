"""A limit on the age of the newest document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from analytics.ask.columns import column
from analytics.checks.check import Check, Measured
from analytics.errors import DataloupeError
from analytics.number_text import number_text
from analytics.sql import identifier

if TYPE_CHECKING:
    from analytics.checks.subject import Subject


class FreshCheck(Check, frozen=True, kw_only=True, tag="fresh", rename={"max_days": "max days"}):
    """The days since the newest value of a column of times, which must be at most `max days`."""

    max_days: Annotated[float, msgspec.Meta(ge=0)]
    column: str = "created_at"

    def describe(self) -> str:
        return f"days since the newest {self.column}"

    def limit_text(self) -> str:
        return f"at most {number_text(self.max_days)} days"

    def tables(self) -> set[str]:
        return {"documents"}

    def measure(self, subject: Subject) -> Measured:
        subject.require_table("documents")
        one = column(subject.connection, "documents", self.column)
        if not one.is_time:
            raise DataloupeError(f"The column {self.column!r} has no times. Its type is {one.type}.")
        name = identifier(one.name)
        query = f"SELECT epoch(now()) - epoch(max({name})), count({name}) FROM documents"
        ((seconds, n),) = subject.connection.execute(query).fetchall()
        if seconds is None:
            raise DataloupeError(f"No document has a value in {self.column!r}.")
        return Measured(float(seconds) / 86_400, int(n))

    def is_within(self, measured: Measured) -> bool:
        return measured.value <= self.max_days
