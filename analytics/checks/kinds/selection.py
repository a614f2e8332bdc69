"""A limit on the documents of a selection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from analytics.ask.filters import Filter
from analytics.ask.selection import Selection, where
from analytics.checks.check import Documents, Limited, Measured, Unit, one_of
from analytics.errors import DataloupeError
from analytics.statistics.intervals import wilson

if TYPE_CHECKING:
    from analytics.checks.subject import Subject

Filters = Annotated[tuple[Filter, ...], msgspec.Meta(extra_json_schema={"minItems": 1})]


class SelectionCheck(Limited, frozen=True, kw_only=True, tag="selection"):
    """The `share` or the `count` of the documents that pass every filter, as a recipe step writes them."""

    where: Filters
    counted: Annotated[str, msgspec.Meta(extra_json_schema={"enum": ["share", "count"]})] = "share"
    documents: Documents = "all"

    @property
    def unit(self) -> Unit:
        return "share" if self.counted == "share" else "number"

    def describe(self) -> str:
        return f"documents where {Selection(self.where).describe()}"

    def verify(self) -> None:
        super().verify()
        one_of(self.counted, ("share", "count"), "counted")
        one_of(self.documents, ("all", "new"), "documents")
        if not self.where:
            raise DataloupeError("The check needs at least one filter.")
        if any(one.rests_on_decisions for one in self.where):
            raise DataloupeError("A check cannot depend on the decisions of a recipe. Remove that filter.")

    def tables(self) -> set[str]:
        return {"documents"} | {table for one in self.where for table in one.tables()}

    def measure(self, subject: Subject) -> Measured:
        for table in sorted(self.tables()):
            subject.require_table(table)
        for one in self.where:
            one.check(subject.connection)
        chosen = where(subject.connection, Selection(self.where))
        condition = subject.condition(self.documents)
        count = int(subject.value(f"SELECT count(*) FROM documents WHERE {condition} AND {chosen}"))
        total = subject.count(self.documents)
        filters = (*subject.filters(self.documents), *self.where)
        if self.counted == "count":
            return Measured(count, total, filters=filters)
        low, high = wilson(count, total) if total else (0.0, 1.0)
        return Measured(count / total if total else 0.0, total, float(low), float(high), filters)
