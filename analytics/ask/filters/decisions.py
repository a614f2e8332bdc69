"""The filter of documents that the decisions keep or remove."""

from __future__ import annotations

from typing import Any, ClassVar

from analytics.ask.filters.filter import StructFilter
from analytics.sql import identifier


class Decided(StructFilter, frozen=True, tag="decided"):
    """Documents that the decisions keep or remove, or that step number `step` (from 0) removes.

    `recipe` is the digest of those decisions: `recipe.decided.provide` makes the table with their outcome.
    """

    rests_on_decisions: ClassVar[bool] = True

    recipe: str
    kept: bool = True
    step: int | None = None

    def query(self) -> tuple[str, list[Any]]:
        table = identifier(f"decided_{self.recipe}")
        if self.step is not None:
            return f"SELECT doc_id FROM {table} WHERE step = ?", [self.step]
        return f"SELECT doc_id FROM {table} WHERE step IS {'' if self.kept else 'NOT '}NULL", []

    def describe(self) -> str:
        by = "the decisions" if self.step is None else f"step {self.step + 1} of the decisions"
        return f"{'kept' if self.kept and self.step is None else 'removed'} by {by}"
