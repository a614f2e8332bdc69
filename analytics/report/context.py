"""The workspace of a report, and what the report may show of its users and texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import duckdb
import pandas as pd

from analytics.ask.columns import Column, tables
from analytics.ask.privacy import groups_with_min_users, knows_users
from analytics.ask.selection import Selection, where
from analytics.recipe import decided, file
from analytics.recipe.model import Recipe
from analytics.recipe.outcome import Outcome, outcome
from analytics.workspace import Manifest, Workspace

DEFAULT_MIN_USERS = 10
"""By default, groups with fewer users are hidden."""

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

    def with_defaults(self) -> ReportContext:
        """The same workspace in a report without other choices."""
        return replace(self, with_texts=False, min_users=DEFAULT_MIN_USERS)

    def users_of(self, selection: Selection) -> int | None:
        """How many users the selected documents have; None when no users are known."""
        if not self.knows_users:
            return None
        ((users,),) = self.connection.execute(
            f"SELECT count(DISTINCT user_id) FROM turns WHERE {where(self.connection, selection)}"
        ).fetchall()
        return int(users)

    def provide(self, selection: Selection) -> None:
        """Make the tables that filters on the decisions need. Raises DataloupeError when the decisions have changed."""
        decided.provide(self.connection, selection, self._outcome)

    def _outcome(self) -> Outcome:
        path = self.workspace.path / file.NAME
        return outcome(self.connection, file.load(path) if path.is_file() else Recipe())

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
