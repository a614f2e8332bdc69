"""A recipe on documents that another corpus may have: the step that removes them, and the corpora to compare."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from analytics.recipe.model import Recipe

CORPORA = "corpora"
JACCARD = 0.8
"""Of the step that is added where the recipe has none: that of the Duplicates page at first."""


def with_corpora(recipe: Recipe, options: Mapping[str, Any]) -> tuple[Recipe, list[list[str]]]:
    """The recipe with a step that removes what the corpora have, and the corpora to compare the documents with: those
    of the options, else those that the recipe remembers.

    Raises DataloupeError when a step needs a corpus and none is named, or it cannot be read.
    """
    from analytics.ask.filters import InCorpus
    from analytics.build.corpus import fingerprints
    from analytics.recipe.model import Step
    from analytics.recipe.steps import Exclude

    steps = [(number, step) for number, step in enumerate(recipe.steps, 1) if step.active]
    needing = [
        (number, step) for number, step in steps if any(isinstance(one, InCorpus) for one in step.action.filters())
    ]
    named: list[list[str]] = options.get(CORPORA, [])
    if named and not needing:
        names = ", ".join(Path(path).name for path, _ in named)
        return recipe.with_step(Step(Exclude((InCorpus(JACCARD),)), f"already in {names}")), named
    if needing and not named:
        paths = [path for path, _ in recipe.read_with.get(CORPORA, ())]
        if not paths:
            number, step = needing[0]
            raise DataloupeError(
                f"step {number} ({step.action.kind}) needs another corpus to compare the documents with. "
                "Name its workspace: --against WORKSPACE."
            )
        named = fingerprints(paths)
    return recipe, named
