"""A recipe: steps in their order, and what they came to when they were last counted."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from analytics.errors import DataloupeError
from analytics.recipe.steps import Counts, Step, check_filters


@dataclass(frozen=True)
class Recipe:
    """Ordered steps. `documents` and `kept` are the counts of the last time; `read_with` the build options that its
    data was read with.
    """

    steps: tuple[Step, ...] = ()
    documents: Counts | None = None
    kept: Counts | None = None
    read_with: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __bool__(self) -> bool:
        return bool(self.steps)

    @property
    def digest(self) -> str:
        """16 hex digits over what decides which step takes which documents: the actions that are on, with their
        places.
        """
        return hashlib.sha256(
            repr([(place, step.do) for place, step in enumerate(self.steps) if step.removes]).encode()
        ).hexdigest()[:16]

    def with_step(self, step: Step) -> Recipe:
        """With one more step at the end. Raises DataloupeError when it cannot be one."""
        check_filters(step.do)
        return replace(self, steps=(*self.steps, step))

    def without(self, index: int) -> Recipe:
        return replace(self, steps=self.steps[:index] + self.steps[index + 1 :])

    def moved(self, index: int, by: int) -> Recipe:
        """With a step `by` places later (earlier when negative), as far as that goes."""
        steps = list(self.steps)
        steps.insert(min(max(index + by, 0), len(steps) - 1), steps.pop(index))
        return replace(self, steps=tuple(steps))

    def changed(self, index: int, **fields: Any) -> Recipe:
        """With other `fields` (reason, active, ...) of one step. Raises DataloupeError when there is no such step."""
        if not 0 <= index < len(self.steps):
            raise DataloupeError(f"there is no step {index + 1} - there are {len(self.steps)}")
        return replace(
            self, steps=(*self.steps[:index], replace(self.steps[index], **fields), *self.steps[index + 1 :])
        )
