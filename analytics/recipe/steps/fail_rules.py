"""Remove the documents that fail at least one quality rule."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from analytics.ask.filters import Filter
from analytics.recipe.steps.action import Documents, Filters, StructAction, check_any_filters


class FailRules(StructAction, frozen=True, tag="fail rules"):
    """Remove the documents that pass any filter of `rules`: a `Fails` filter for a quality rule, or another filter."""

    removes: ClassVar[bool] = True

    rules: Filters = ()

    def describe(self) -> str:
        return "exclude where " + " or ".join(rule.describe() for rule in self.rules)

    def filters(self) -> tuple[Filter, ...]:
        return self.rules

    def check(self) -> None:
        check_any_filters(self)
        super().check()

    def affected(self, documents: Documents) -> np.ndarray:
        failed: np.ndarray = np.logical_or.reduce([documents.selected(rule) for rule in self.rules])
        return failed
