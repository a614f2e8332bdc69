"""A limit on any number of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.checks.check import Documents, Limited, Measured, Unit, one_of
from analytics.checks.numbers import NAMES, SHARES, Key, documents_behind, row_of, tables_of

if TYPE_CHECKING:
    from analytics.checks.subject import Subject


class NumberCheck(Limited, frozen=True, kw_only=True, tag="number", rename={"group_value": "is"}):
    """A number of `analytics.history.numbers`, such as `duplicate_rate`, `pii_rate` of `email_count`, or `share` in the
    group `language`, `is: en`. `documents` are "all", or the "new" ones.
    """

    number: str
    of: str | None = None
    group: str | None = None
    group_value: str | None = None
    documents: Documents = "all"

    @property
    def key(self) -> Key:
        return Key(self.number, self.of, self.group, self.group_value)

    @property
    def unit(self) -> Unit:
        return "share" if self.number in SHARES else "number"

    def describe(self) -> str:
        return self.key.describe() + (" of new documents" if self.documents == "new" else "")

    def verify(self) -> None:
        super().verify()
        one_of(self.number, NAMES, "number")
        one_of(self.documents, ("all", "new"), "documents")
        self.key.verify()

    def tables(self) -> set[str]:
        return tables_of(self.key)

    def measure(self, subject: Subject) -> Measured:
        row = row_of(subject, self.key, self.documents)
        side = "low" if self.max is None or (self.min is not None and row.value < self.min) else "high"
        filters = documents_behind(subject, self.key, self.documents, side, self.min if side == "low" else self.max)
        return Measured(row.value, row.n, row.low, row.high, filters, row.note)
