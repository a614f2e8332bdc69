"""What a page works with: a connection, the selection, the workspace, and cached answers to its questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import duckdb
import streamlit as st

from analytics.access import Grant, Permission, local_grant, server_settings
from analytics.ask.columns import Column, column, tables
from analytics.ask.selection import Selection
from analytics.ask.size import Size
from analytics.ask.workspaces.served import Manifest, Workspace
from analytics.ui.frame.cache import Shared, State, remember
from analytics.ui.frame.decisions import Decisions
from analytics.ui.frame.missing import show_empty_selection, show_missing, show_no_logs

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Page:
    """The visit of one page: its own cursor, the selection, and the workspace as it is visible now.

    Answers are cached until something new is built. Which method to use:

    - `ask`: a question about the selected documents, `question(connection, selection, ...)`;
    - `ask_of`: a question about all documents or about other selections, `question(connection, ...)`;
    - `derive`: a function of answers that are already here, `function(...)`.

    Each takes `shared=Shared(max_entries, spinner)` for big answers (see `cache.Shared`). Arguments that cannot be
    hashed, such as an answer of an earlier question, are passed as `Keyed(value, key)`.
    """

    connection: duckdb.DuckDBPyConnection
    selection: Selection
    workspace: Workspace
    manifest: Manifest
    corpus: Size
    selected: Size
    grant: Grant = field(default_factory=lambda: local_grant(server_settings()))

    def ask(self, question: Callable[..., Answer], *args: Any, shared: Shared | None = None, **kwargs: Any) -> Answer:
        """`question(connection, selection, *args, **kwargs)`, cached for this selection."""
        return remember(question, self._state, (self.connection, self.selection), *args, shared=shared, **kwargs)

    def ask_of(
        self, question: Callable[..., Answer], *args: Any, shared: Shared | None = None, **kwargs: Any
    ) -> Answer:
        """`question(connection, *args, **kwargs)`, cached for all selections of the page. `args` may be selections."""
        return remember(question, self._state[:-1], (self.connection,), *args, shared=shared, **kwargs)

    def derive(
        self, function: Callable[..., Answer], *args: Any, shared: Shared | None = None, **kwargs: Any
    ) -> Answer:
        """`function(*args, **kwargs)`, cached for this selection."""
        return remember(function, self._state, (), *args, shared=shared, **kwargs)

    @property
    def _state(self) -> State:
        return str(self.workspace.path), self.manifest.generation, self.grant.hidden_below, self.selection.to_url()

    @property
    def decisions(self) -> Decisions:
        """What has been decided about the documents."""
        return Decisions(self.workspace, self.manifest, self.connection, self.grant)

    def may(self, permission: Permission) -> bool:
        """Whether the person of this visit may do this here: for what a page shows. Each action asks again."""
        return self.grant.allows(permission)

    def has(self, table: str) -> bool:
        """Whether the workspace has this table."""
        return table in tables(self.connection)

    def column(self, table: str, name: str) -> Column:
        """A column of a table with one row a document. Raises DataloupeError naming the columns there are."""
        return column(self.connection, table, name)

    def needs(self, *names: str) -> None:
        """Stop the page, with what to do next, when one of these tables is missing or no document is selected."""
        missing = [name for name in names if not self.has(name)]
        if "turns" in names and self.corpus.documents and not self._has_conversations():
            show_no_logs(self.workspace)
        elif missing or not self.corpus.documents:
            show_missing(self.workspace, missing)
        elif not self.selected.documents:
            show_empty_selection()
        else:
            return
        st.stop()

    def _has_conversations(self) -> bool:
        return self.has("turns") and bool(self.connection.execute("SELECT 1 FROM turns LIMIT 1").fetchone())
