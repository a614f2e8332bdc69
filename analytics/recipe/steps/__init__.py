"""What a step of a recipe can do: one module an action. An action owns its fields, their YAML, the tables it needs, the
documents it removes or tags, what it changes in exported rows, and its description.
"""

from typing import Any

from analytics.errors import DataloupeError
from analytics.recipe.steps.action import Action, Documents, ExportedRows, StructAction
from analytics.recipe.steps.deduplicate import Deduplicate
from analytics.recipe.steps.exclude import Exclude
from analytics.recipe.steps.fail_rules import FailRules
from analytics.recipe.steps.keep_only import KeepOnly
from analytics.recipe.steps.mask import Mask
from analytics.recipe.steps.tag import Tag
from analytics.registry import members

__all__ = [
    "ACTIONS",
    "Action",
    "Deduplicate",
    "Documents",
    "Exclude",
    "ExportedRows",
    "FailRules",
    "KeepOnly",
    "Mask",
    "StructAction",
    "Tag",
    "action_kind",
]

ACTIONS: dict[str, type[StructAction]] = {
    str(kind.__struct_config__.tag): kind for kind in members("analytics.recipe.steps", StructAction)
}
"""Every action by its kind, which a recipe file names after `do:`."""


def action_kind(kind: Any) -> type[StructAction]:
    """The action of a kind. Raises DataloupeError that names the available kinds."""
    if kind not in ACTIONS:
        raise DataloupeError(f"There is no step {kind!r}. There are: {', '.join(ACTIONS)}.")
    return ACTIONS[kind]
