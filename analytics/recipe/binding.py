"""To which data is a step bound? Documents selected by hand and places on a map are those of one workspace."""

from __future__ import annotations

import hashlib

import duckdb

from analytics.errors import DataloupeError
from analytics.recipe.model import Recipe, naming_step
from analytics.recipe.steps import Action
from analytics.workspace import Manifest


def bound_to(connection: duckdb.DuckDBPyConnection, manifest: Manifest, action: Action) -> str | None:
    """16 hex digits that identify the data that an action refers to by numbers of this workspace: the texts of
    documents selected by hand, or the map whose outlines and topic numbers it names. None for an action that means the
    same on all data.
    """
    marks = action.identities(connection, manifest)
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:16] if marks else None


def check_bound(
    connection: duckdb.DuckDBPyConnection, manifest: Manifest, recipe: Recipe, elsewhere: bool = False
) -> None:
    """Raises DataloupeError when an active step refers to other documents or another map than these; with `elsewhere`
    (other data than the recipe's) also when the step does not say to which.
    """
    for index, step in enumerate(recipe.steps):
        here = bound_to(connection, manifest, step.action) if step.active else None
        if here is not None and here != step.bound_to and (elsewhere or step.bound_to is not None):
            with naming_step(index, step):
                raise DataloupeError(
                    "The filter refers to documents selected by hand, or to places or topics of a map. "
                    "This data does not have them. Switch the step off, or select again."
                )
