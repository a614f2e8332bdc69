"""The filter of documents whose label may be wrong."""

from __future__ import annotations

from typing import Any

import duckdb

from analytics.ask.columns import column
from analytics.ask.filters.filter import StructFilter, selectable


class Mislabelled(StructFilter, frozen=True, tag="mislabelled"):
    """Documents whose label, in a column of `documents` or `metadata`, is probably an error by `label_checks`; with
    `label` and `belongs_to` those labelled as the one that confidently belong to the other.
    """

    table: str
    column: str
    label: str | None = None
    belongs_to: str | None = None

    @property
    def labels_in(self) -> str:
        """The column as `label_checks` names it."""
        return f"{self.table}.{self.column}"

    def query(self) -> tuple[str, list[Any]]:
        if self.label is None:
            return "SELECT doc_id FROM label_checks WHERE labels_in = ? AND is_issue", [self.labels_in]
        return (
            f"SELECT doc_id FROM label_checks WHERE labels_in = ? AND {_same('label')} AND {_same('belongs_to')}",
            [self.labels_in, self.label, self.belongs_to],
        )

    def describe(self) -> str:
        if self.label is None:
            return f"{self.column} may be wrong"
        return f"{self.column} is {self.label}, probably {self.belongs_to}"

    def check(self, connection: duckdb.DuckDBPyConnection) -> None:
        selectable(self.table)
        column(connection, self.table, self.column)


def _same(column: str) -> str:
    """A condition that a label equals a parameter, also where one is of a column of integers and one of doubles."""
    return f"regexp_replace({column}, '^(-?\\d+)\\.0$', '\\1') = regexp_replace(?, '^(-?\\d+)\\.0$', '\\1')"
