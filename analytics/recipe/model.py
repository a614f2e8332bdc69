"""A recipe: steps in their order, and the counts of its last run."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import duckdb
import msgspec
from msgspec.structs import replace

from analytics.errors import DataloupeError
from analytics.recipe.steps import Action

VERSION = 1
"""The version of the recipe file; a file without a version is from before version 1, and is still read."""


class Counts(msgspec.Struct, frozen=True, rename={"by_source": "by source"}):
    """Documents and estimated tokens (None: unknown), and the documents by source: of all documents, or of those that a
    step removes or tags. Only the larger sources are counted where there are many.
    """

    documents: int
    tokens: int | None = None
    by_source: Mapping[str, int] = {}

    def of(self, source: str) -> int | None:
        """Documents of one source; None for a source that is not counted."""
        is_complete = sum(self.by_source.values()) == self.documents
        return self.by_source.get(source, 0 if is_complete else None)


class Step(msgspec.Struct, frozen=True, rename={"action": "do", "bound_to": "bound to"}):
    """An action, the reason for it, whether it is switched on, and the counts of the last run.

    `bound_to` identifies the data that a step refers to by numbers, such as documents selected by hand or a map; None
    for a step that means the same on all data (see `recipe.binding`).
    """

    old_names: ClassVar[Mapping[str, str]] = {"came to": "counts"}

    action: Action
    reason: str = ""
    active: bool = True
    counts: Counts | None = None
    bound_to: str | None = None

    @property
    def removes(self) -> bool:
        return self.active and self.action.removes

    def why(self) -> str:
        """The reason, or what the step does where no reason is given."""
        return self.reason or self.action.describe()


class Recipe(msgspec.Struct, frozen=True, rename={"read_with": "read with"}):
    """Ordered steps; `documents` and `kept` have the counts of the last run, `read_with` its data's build options."""

    steps: tuple[Step, ...] = ()
    documents: Counts | None = None
    kept: Counts | None = None
    read_with: Mapping[str, Any] = {}

    def __bool__(self) -> bool:
        return bool(self.steps)

    @property
    def digest(self) -> str:
        """16 hex digits of what decides which step removes which documents: the active removing actions, with their
        numbers.
        """
        deciding = [(index, step.action) for index, step in enumerate(self.steps) if step.removes]
        return hashlib.sha256(repr(deciding).encode()).hexdigest()[:16]

    def with_step(self, step: Step) -> Recipe:
        """With one more step at the end. Raises DataloupeError for an action that cannot be part of a recipe."""
        step.action.check()
        return replace(self, steps=(*self.steps, step))

    def without_step(self, index: int) -> Recipe:
        return replace(self, steps=self.steps[:index] + self.steps[index + 1 :])

    def with_step_moved(self, index: int, by: int) -> Recipe:
        """With a step `by` positions later (earlier when negative), at most to the end or the start."""
        steps = list(self.steps)
        steps.insert(min(max(index + by, 0), len(steps) - 1), steps.pop(index))
        return replace(self, steps=tuple(steps))

    def with_step_changed(self, index: int, **fields: Any) -> Recipe:
        """With other `fields` (reason, active, ...) of one step. Raises DataloupeError when there is no such step."""
        if not 0 <= index < len(self.steps):
            raise DataloupeError(f"There is no step {index + 1}. The recipe has {len(self.steps)} steps.")
        changed = replace(self.steps[index], **fields)
        return replace(self, steps=(*self.steps[:index], changed, *self.steps[index + 1 :]))

    def without_counts(self) -> Recipe:
        steps = tuple(replace(step, counts=None) for step in self.steps)
        return replace(self, steps=steps, documents=None, kept=None)

    def tables(self) -> set[str]:
        """The tables that the active steps need, and those that counting needs."""
        needed = {table for step in self.steps if step.active for table in step.action.tables()}
        return {"documents", "metadata", "signals"} | needed


@contextlib.contextmanager
def naming_step(index: int, step: Step) -> Iterator[None]:
    """Name the step in every error that occurs inside."""
    name = f"step {index + 1} ({step.action.kind})"
    try:
        yield
    except DataloupeError as error:
        raise DataloupeError(f"{name}: {error}") from None
    except duckdb.Error as error:
        raise DataloupeError(f"{name}: The step does not fit this workspace: {str(error).splitlines()[0]}") from None
