"""What a report is about, and what of it may be told."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import duckdb
import pandas as pd

from analytics.ask.columns import Column, tables
from analytics.ask.privacy import groups_with_min_users, knows_users
from analytics.workspace import Manifest, Workspace


@dataclass(frozen=True)
class ReportContext:
    """A workspace at one moment. `k`: groups of fewer users are left out; `with_texts`: whether texts may be shown,
    masked.
    """

    workspace: Workspace
    manifest: Manifest
    connection: duckdb.DuckDBPyConnection
    with_texts: bool
    k: int

    @cached_property
    def tables(self) -> set[str]:
        return tables(self.connection)

    @cached_property
    def names_users(self) -> bool:
        """Whether people could be recognised in small groups."""
        return knows_users(self.connection)

    def enough(self, column: Column, values: pd.Series) -> pd.Series:
        """Which of the groups `values` of `column` may be told about (bool)."""
        told = groups_with_min_users(self.connection, column, self.k)
        return (
            pd.Series(True, index=values.index)
            if told is None
            else values.map(lambda value: (None if pd.isna(value) else str(value)) in told).astype(bool)
        )

    def left_out(self, number: int, what: str) -> str:
        """The line that says how many of `what` (in the singular) were left out; "" where none was."""
        one = number == 1
        return (
            f"{number} {what}{'' if one else 's'} with fewer than {self.k} users {'is' if one else 'are'} left out."
            if number
            else ""
        )
