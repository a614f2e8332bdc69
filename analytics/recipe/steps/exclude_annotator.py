"""Do not count the answers of one person."""

from __future__ import annotations

from analytics.recipe.steps.action import StructAction


class ExcludeAnnotator(StructAction, frozen=True, tag="exclude annotator"):
    """The answers of `annotator` do not count, to all schemas or to one. No document is removed.

    The annotations stay in the file; while the step is active, agreement, judges and exports do not see them.
    """

    annotator: str
    schema: str | None = None

    def describe(self) -> str:
        of = "" if self.schema is None else f" to “{self.schema}”"
        return f"do not count the answers of “{self.annotator}”{of}"
