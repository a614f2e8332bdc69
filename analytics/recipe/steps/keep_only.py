"""Remove all documents but those of a selection, such as those that a classifier keeps."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from analytics.ask.filters import Filter
from analytics.ask.selection import Selection
from analytics.recipe.steps.action import Documents, Filters, StructAction, check_any_filters


class KeepOnly(StructAction, frozen=True, tag="keep only"):
    """Remove the documents that do not pass every filter."""

    removes: ClassVar[bool] = True

    where: Filters = ()

    def describe(self) -> str:
        return f"keep only where {Selection(self.where).describe()}"

    def filters(self) -> tuple[Filter, ...]:
        return self.where

    def check(self) -> None:
        check_any_filters(self)
        super().check()

    def affected(self, documents: Documents) -> np.ndarray:
        return ~documents.selected(*self.where)

    def has_no_match(self, affected: np.ndarray) -> bool:
        return bool(affected.all())
