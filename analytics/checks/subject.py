"""What is checked: the tables of a workspace, which documents are new, and what they are compared with."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd

from analytics.ask.columns import tables
from analytics.ask.filters import Filter, Query
from analytics.errors import DataloupeError
from analytics.history.numbers import measure
from analytics.workspace import open_workspace

OLD, PREVIOUS = "old documents", "previous"
_DAYS = re.compile(r"^(\d+) days?$")


class NothingToCompareError(DataloupeError):
    """A check compares with earlier data, and there is none yet."""


@dataclass(frozen=True)
class Subject:
    """A connection to the tables, `first_new` (the doc_id from which documents are new; None: all are), and `snapshot`,
    which gives the numbers of an earlier state that is at least so many days old (0: the previous one), or None.
    """

    connection: duckdb.DuckDBPyConnection
    first_new: int | None = None
    snapshot: Callable[[int], pd.DataFrame | None] = lambda days: None
    old: Callable[[], pd.DataFrame] | None = None
    _numbers: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    def condition(self, documents: str) -> str:
        """SQL on doc_id for "all" or "new" documents."""
        return f"doc_id >= {self.first_new}" if documents == "new" and self.first_new is not None else "true"

    def filters(self, documents: str) -> tuple[Filter, ...]:
        """The filters of a selection of "all" or "new" documents."""
        condition = self.condition(documents)
        return () if condition == "true" else (Query(f"SELECT doc_id FROM documents WHERE {condition}"),)

    def count(self, documents: str) -> int:
        """How many documents there are."""
        query = f"SELECT count(*) FROM documents WHERE {self.condition(documents)}"
        return int(self.value(query))

    def value(self, query: str, *parameters: object) -> float:
        """The single number of a query."""
        ((value,),) = self.connection.execute(query, list(parameters)).fetchall()
        return float(value)

    def require_table(self, name: str) -> None:
        """Raises DataloupeError when there is no such table."""
        present = tables(self.connection)
        if name not in present:
            raise DataloupeError(f"There is no table {name!r}. There are: {', '.join(sorted(present)) or 'none yet'}.")

    def numbers(self, documents: str = "all") -> pd.DataFrame:
        """All numbers (`history.numbers.measure`) of "all" or "new" documents."""
        self.require_table("documents")
        condition = self.condition(documents)
        return self._cached(condition, lambda: measure(self.connection, None if condition == "true" else condition))

    def reference(self, name: str) -> pd.DataFrame:
        """The numbers to compare with: of the "old documents", of the "previous" snapshot, of the newest one that is at
        least "N days" old, or of the workspace at a path. Raises NothingToCompareError when there is none yet.
        """
        return self._cached(f"of {name}", functools.partial(self._reference, name))

    def _reference(self, name: str) -> pd.DataFrame:
        if name == OLD:
            return self._old_numbers()
        days = _DAYS.match(name)
        if name == PREVIOUS or days:
            numbers = self.snapshot(int(days[1]) if days else 0)
            if numbers is None:
                raise NothingToCompareError(f"There is no snapshot to compare with ({name}).")
            return numbers
        return measure(open_workspace(Path(name).expanduser()).connect())

    def _old_numbers(self) -> pd.DataFrame:
        if self.old is not None:
            return self.old()
        if not self.first_new:
            raise NothingToCompareError("There are no earlier documents to compare with.")
        return measure(self.connection, f"doc_id < {self.first_new}")

    def _cached(self, key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        if key not in self._numbers:
            self._numbers[key] = compute()
        return self._numbers[key]


def check_reference(name: str) -> None:
    """Raises DataloupeError for a reference that can never exist."""
    if name in (OLD, PREVIOUS) or _DAYS.match(name) or (Path(name).expanduser() / "manifest.json").is_file():
        return
    raise DataloupeError(
        f"Numbers cannot be compared with {name!r}. Write: {OLD}, {PREVIOUS}, 30 days, or the path of a workspace."
    )
