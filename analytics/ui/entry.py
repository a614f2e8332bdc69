"""What the registry says about one page."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import duckdb

from analytics.access import Permission

DOCUMENTS = ("documents",)


@dataclass(frozen=True)
class Entry:
    """One page: the name of its script, its title and Material symbol in the navigation, its question, what answers it,
    and the tables it needs. `shown_with` are the tables that must have rows for the page to be in the navigation
    (None: `tables`); `shown_if` asks whether these have anything to show.

    `permission` is what a person needs to open the page. A page that declares none is for editors only, so that a new
    page opens to nobody by accident. `shows_texts` says that the page has rows or words of single documents: it is
    closed to people from whom texts are hidden.
    """

    name: str
    title: str
    symbol: str
    question: str
    answer: str
    tables: tuple[str, ...] = DOCUMENTS
    shown_with: tuple[str, ...] | None = None
    shown_if: Callable[[duckdb.DuckDBPyConnection], bool] | None = None
    permission: Permission | None = None
    shows_texts: bool = True

    @property
    def needs(self) -> frozenset[Permission]:
        """All permissions that a person needs to open the page."""
        texts = {Permission.READ_TEXTS} if self.shows_texts else set()
        return frozenset({self.permission or Permission.BUILD} | texts)

    @property
    def icon(self) -> str:
        """The Material symbol as Streamlit names it."""
        return f":material/{self.symbol}:"

    @property
    def file(self) -> str:
        """The page's script, as `st.Page` and `st.switch_page` take it."""
        return f"pages/{self.name}.py"

    def is_shown(self, with_rows: Collection[str], connection: duckdb.DuckDBPyConnection) -> bool:
        """Whether the navigation shows the page for a dataset whose tables `with_rows` have rows."""
        has_tables = set(self.tables if self.shown_with is None else self.shown_with) <= set(with_rows)
        return has_tables and (self.shown_if is None or self.shown_if(connection))

    def describe(self) -> str:
        """The question and what answers it, as running text."""
        return f"{self.question} {self.answer}"
