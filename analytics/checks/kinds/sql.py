"""A limit on the result of a SELECT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.ask.filters import Query
from analytics.ask.filters.filter import one_line, tables_of_statement
from analytics.ask.sql.limits import WHOLE_RESULT, check_length
from analytics.ask.sql.query import run_query
from analytics.checks.check import Limited, Measured
from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from analytics.checks.subject import Subject


class SqlCheck(Limited, frozen=True, kw_only=True, tag="sql"):
    """The one number of a SELECT; of a SELECT with a column `doc_id` the number of its documents, which a failure then
    shows. It runs with the restrictions of the SQL page.
    """

    query: str

    def describe(self) -> str:
        return f"SQL “{one_line(self.query)}”"

    def verify(self) -> None:
        super().verify()
        check_length(self.query)

    def tables(self) -> set[str]:
        return tables_of_statement(self.query)

    def measure(self, subject: Subject) -> Measured:
        table = run_query(subject.connection, self.query, WHOLE_RESULT).table
        if "doc_id" in table.column_names:
            distinct = len(set(table["doc_id"].to_pylist()) - {None})
            return Measured(distinct, filters=(Query(self.query),))
        if table.shape != (1, 1):
            raise DataloupeError(
                f"The query must return one number, or a column doc_id. It returns {table.num_rows:,} rows and "
                f"{table.num_columns:,} columns."
            )
        value = table.column(0)[0].as_py()
        if value is None:
            raise DataloupeError("The query returns no number: NULL.")
        try:
            return Measured(float(value))
        except (TypeError, ValueError):
            raise DataloupeError(f"The query must return a number, not {str(value)[:40]!r}.") from None
