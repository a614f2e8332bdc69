"""Limits on the values of a column: missing, repeated, or not among those that are allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.ask.columns import SELECTABLE_TABLES, Column, column
from analytics.ask.filters import Query
from analytics.checks.check import Documents, Limited, Measured, Unit, one_of
from analytics.errors import DataloupeError
from analytics.sql import identifier, literal
from analytics.statistics.intervals import wilson

if TYPE_CHECKING:
    from analytics.checks.subject import Subject


class _ColumnCheck(Limited, frozen=True, kw_only=True):
    """A limit on the share of documents with a value that should not be; `column` is `TABLE.NAME`, or a column of
    `documents`.
    """

    column: str
    documents: Documents = "all"
    max: float | None = 0.0

    @property
    def unit(self) -> Unit:
        return "share"

    @property
    def place(self) -> tuple[str, str]:
        """The table and the name of the column."""
        table, _, name = self.column.rpartition(".")
        return table or "documents", name

    def verify(self) -> None:
        super().verify()
        one_of(self.documents, ("all", "new"), "documents")
        if self.place[0] not in SELECTABLE_TABLES:
            raise DataloupeError(f"column must be of one of these tables: {', '.join(SELECTABLE_TABLES)}.")

    def tables(self) -> set[str]:
        return {"documents", self.place[0]}

    def wrong(self, one: Column) -> str:
        """A SELECT of the doc_ids with a value that should not be."""
        raise NotImplementedError

    def measure(self, subject: Subject) -> Measured:
        table, name = self.place
        subject.require_table(table)
        wrong = self.wrong(column(subject.connection, table, name))
        condition = subject.condition(self.documents)
        count = int(subject.value(f"SELECT count(*) FROM documents WHERE {condition} AND doc_id IN ({wrong})"))
        total = subject.count(self.documents)
        low, high = wilson(count, total) if total else (0.0, 1.0)
        filters = (*subject.filters(self.documents), Query(wrong))
        return Measured(count / total if total else 0.0, total, float(low), float(high), filters)


class MissingCheck(_ColumnCheck, frozen=True, kw_only=True, tag="missing"):
    """The share of documents without a value in a column."""

    def describe(self) -> str:
        return f"missing values of {self.column}"

    def wrong(self, one: Column) -> str:
        """A document without a row in the table has no value either."""
        present = f"SELECT doc_id FROM {identifier(one.table)} WHERE {identifier(one.name)} IS NOT NULL"
        return f"SELECT doc_id FROM documents WHERE doc_id NOT IN ({present})"


class UniqueCheck(_ColumnCheck, frozen=True, kw_only=True, tag="unique"):
    """The share of documents whose value in a column an earlier document has, such as a key or a URL."""

    def describe(self) -> str:
        return f"repeated values of {self.column}"

    def wrong(self, one: Column) -> str:
        name, table = identifier(one.name), identifier(one.table)
        ranked = f"row_number() OVER (PARTITION BY {name} ORDER BY doc_id) AS place"
        return f"SELECT doc_id FROM (SELECT doc_id, {ranked} FROM {table} WHERE {name} IS NOT NULL) WHERE place > 1"


class ValuesCheck(_ColumnCheck, frozen=True, kw_only=True, tag="values"):
    """The share of documents whose value in a column is not one of those that are allowed."""

    allowed: tuple[Any, ...] = ()

    def describe(self) -> str:
        return f"other values of {self.column} than {len(self.allowed)} allowed ones"

    def verify(self) -> None:
        super().verify()
        if not self.allowed:
            raise DataloupeError("The check needs values that are allowed: allowed: [a, b].")

    def wrong(self, one: Column) -> str:
        name = identifier(one.name)
        listed = ", ".join(literal(str(value).lower() if value in (True, False) else str(value))
                           for value in self.allowed)  # fmt: skip
        return (
            f"SELECT doc_id FROM {identifier(one.table)} WHERE {name} IS NOT NULL "
            f"AND CAST({name} AS VARCHAR) NOT IN ({listed})"
        )
