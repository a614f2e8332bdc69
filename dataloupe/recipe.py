"""Decisions in code: the same ordered steps as the page Decisions writes into `recipe.yaml`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from analytics.ask.filters import Fails, Filter
from analytics.ask.selection import Selection
from analytics.recipe import file
from analytics.recipe.model import Recipe as Steps
from analytics.recipe.model import Step
from analytics.recipe.steps.action import Action
from analytics.recipe.steps.deduplicate import Deduplicate
from analytics.recipe.steps.exclude import Exclude
from analytics.recipe.steps.fail_rules import FailRules
from analytics.recipe.steps.keep_only import KeepOnly
from analytics.recipe.steps.mask import Mask
from analytics.recipe.steps.tag import Tag
from analytics.rules import rules

if TYPE_CHECKING:
    from dataloupe.workspace import Workspace


class Recipe:
    """Ordered steps that keep or remove documents, mask personal data or tag documents.

    Every method returns a new recipe: `dl.Recipe().exclude(corpus.where(lang="de")).deduplicate(jaccard=0.8)`.
    """

    def __init__(self, steps: Steps | None = None):
        self.steps = steps or Steps()

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Recipe:
        """The recipe in a YAML file. Raises DataloupeError that names the line or step that is wrong."""
        return cls(file.load(path))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the recipe as YAML, for people to read and edit."""
        file.save(self.steps, path)

    def exclude(self, selected: Workspace | Filter | Iterable[Filter], reason: str = "") -> Recipe:
        """Remove the selected documents."""
        return self._with(Exclude(_filters(selected)), reason)

    def keep_only(self, selected: Workspace | Filter | Iterable[Filter], reason: str = "") -> Recipe:
        """Remove all documents but the selected ones."""
        return self._with(KeepOnly(_filters(selected)), reason)

    def fail_rules(self, *rule_sets: str, reason: str = "") -> Recipe:
        """Remove the documents that fail a rule of published sets: "Gopher quality", "C4", "FineWeb" ..."""
        failing = tuple(Fails.of(rule) for name in rule_sets for rule in rules(name))
        return self._with(FailRules(failing), reason)

    def deduplicate(
        self,
        jaccard: float | None = 0.8,
        containment: float | None = None,
        cosine: float | None = None,
        keep: str = "longest",
        reason: str = "",
    ) -> Recipe:
        """Keep one of each group of documents that repeat each other, by thresholds in 0 .. 1; None ignores a score."""
        return self._with(Deduplicate(jaccard, containment, cosine, keep), reason)

    def mask(self, *kinds: str, columns: tuple[str, ...] = ("text", "title"), reason: str = "") -> Recipe:
        """Replace personal data of these kinds in the exported columns: "email", "phone" ..."""
        return self._with(Mask(kinds, columns), reason)

    def tag(self, name: str, selected: Workspace | Filter | Iterable[Filter], reason: str = "") -> Recipe:
        """Give the selected documents a tag in the export."""
        return self._with(Tag(name, _filters(selected)), reason)

    def __len__(self) -> int:
        return len(self.steps.steps)

    def __repr__(self) -> str:
        lines = [f"{number}. {step.action.describe()}" for number, step in enumerate(self.steps.steps, 1)]
        return "\n".join(["Recipe", *lines]) if lines else "Recipe without steps"

    def _with(self, action: Action, reason: str) -> Recipe:
        return Recipe(self.steps.with_step(Step(action, reason)))


def _filters(selected: Workspace | Filter | Iterable[Filter]) -> tuple[Filter, ...]:
    if isinstance(selected, Filter):
        return (selected,)
    selection = getattr(selected, "selection", None)
    return selection.filters if isinstance(selection, Selection) else tuple(cast("Iterable[Filter]", selected))
