"""A recipe that names topics, on new documents: the workspace whose topics it names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from analytics.build.carry_over_topics import Topics
    from analytics.recipe.model import Recipe

TABLES = {"map", "topics"}


def named_topics(recipe: Recipe, path: str, workspace: str | None) -> Topics | None:
    """The topics of `workspace`, else of the workspace that has the recipe `path`; None for a recipe without topics.

    Raises DataloupeError when the recipe names topics and there is no workspace that has them.
    """
    if not TABLES & recipe.tables():
        return None
    from analytics.build.carry_over_topics import Topics
    from analytics.workspace import open_workspace

    folder = Path(workspace or Path(path).parent)
    if workspace is None and not (folder / "manifest.json").is_file():
        numbers = [str(number) for number, step in enumerate(recipe.steps, 1) if TABLES & step.action.tables()]
        raise DataloupeError(
            f"step {', '.join(numbers)}: The filter refers to documents by places or topics of a map. "
            "Name the workspace with these topics: --topics DIR."
        )
    return Topics.of(open_workspace(folder))


def bound(recipe: Recipe, topics: Topics) -> Recipe:
    """The recipe, whose steps that do not say so refer to the data of this workspace."""
    from analytics.recipe.binding import bound_to

    manifest = topics.context.manifest
    connection = topics.context.workspace.connect(manifest)
    for index, step in enumerate(recipe.steps):
        if step.active and step.bound_to is None:
            recipe = recipe.with_step_changed(index, bound_to=bound_to(connection, manifest, step.action))
    return recipe
