"""The workspace of a report, and what the report may show of its users and texts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import duckdb
import pandas as pd

from analytics.ask.columns import Column, tables
from analytics.ask.privacy import groups_with_min_users, knows_users
from analytics.workspace import Manifest, Workspace

MAX_CLASSES = 30
"""Labels with more classes say little as a chart."""


@dataclass(frozen=True)
class ReportContext:
    """A workspace at one moment. Groups with fewer than `min_users` users are hidden. Texts of documents are shown,
    with personal data masked, only if `with_texts`.
    """

    workspace: Workspace
    manifest: Manifest
    connection: duckdb.DuckDBPyConnection
    with_texts: bool
    min_users: int

    @cached_property
    def tables(self) -> set[str]:
        return tables(self.connection)

    @cached_property
    def knows_users(self) -> bool:
        """Whether a small group may identify a person."""
        return knows_users(self.connection)

    @cached_property
    def has_labels(self) -> bool:
        """Whether the documents have labels, of 2 to MAX_CLASSES classes."""
        if "documents" not in self.tables:
            return False
        ((classes,),) = self.connection.execute("SELECT count(DISTINCT label) FROM documents").fetchall()
        return bool(1 < classes <= MAX_CLASSES)

    def may_show(self, column: Column, values: pd.Series) -> pd.Series:
        """bool for each of `values` of `column`: whether the report may show its group."""
        shown = groups_with_min_users(self.connection, column, self.min_users)
        if shown is None:
            return pd.Series(True, index=values.index)
        return values.map(lambda value: (None if pd.isna(value) else str(value)) in shown).astype(bool)

    def hidden_note(self, number: int, noun: str) -> str:
        """The sentence that `number` groups are hidden; `noun` is one of them. "" when none is."""
        if not number:
            return ""
        groups, verb = (noun, "is") if number == 1 else (f"{noun}s", "are")
        return f"{number} {groups} with fewer than {self.min_users} users {verb} hidden."
