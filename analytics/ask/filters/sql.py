"""The filter of an SQL statement."""

from __future__ import annotations

import hashlib
from typing import Any

from analytics.ask.filters.filter import StructFilter, one_line, tables_of_statement
from analytics.ask.sql.limits import check_length


class Query(StructFilter, frozen=True, tag="sql"):
    """Documents whose doc_id the SELECT statement `sql` yields; in it the table `selected` has the doc_ids that the
    filters before this one select.

    A link can contain a statement that somebody else wrote: `where` runs it in a process of its own, never on the
    connection of a page.
    """

    sql: str

    def query(self) -> tuple[str, list[Any]]:
        check_length(self.sql)
        return f"SELECT doc_id FROM documents WHERE doc_id IN (SELECT doc_id FROM {self.answer})", []

    @property
    def answer(self) -> str:
        """The name of the table with the statement's doc_ids while a selection is computed."""
        return f"answer_{hashlib.sha256(self.sql.encode()).hexdigest()[:16]}"

    def describe(self) -> str:
        return f"SQL “{one_line(self.sql)}”"

    def tables(self) -> set[str]:
        return tables_of_statement(self.sql)
