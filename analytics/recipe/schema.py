"""The JSON Schema of a recipe file, with which an editor checks and completes it. It comes from the same fields that
read the file.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from analytics.ask.filters import FILTERS, Filter
from analytics.recipe.file import STEP_KEYS, TOP_KEYS
from analytics.recipe.model import VERSION, Counts, Step
from analytics.recipe.steps import ACTIONS, Action

TITLE = "dataloupe recipe"
_REFERENCE = "#/$defs/{name}"


def json_schema() -> dict[str, Any]:
    """The schema of a recipe file (JSON Schema 2020-12)."""
    filters = [kind for kind in FILTERS.values() if not kind.rests_on_decisions]
    structs = [*ACTIONS.values(), *filters, Counts, Step]
    _, definitions = msgspec.json.schema_components(structs, schema_hook=_other_types, ref_template=_REFERENCE)
    about_step = definitions.pop("Step")["properties"]
    for kind in ACTIONS.values():
        definitions[kind.__name__] = _step(definitions[kind.__name__], about_step)
    for definition in definitions.values():
        definition["description"] = " ".join(definition["description"].split())
    definitions["Filter"] = _any_of(kind.__name__ for kind in filters)
    definitions["Step"] = _any_of(kind.__name__ for kind in ACTIONS.values())
    definitions["Counts"]["additionalProperties"] = False
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": TITLE,
        "description": "Decisions about a corpus, in their order.",
        "type": "object",
        "properties": {key: _top_property(key) for key in TOP_KEYS},
        "required": ["steps"],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """The schema as an indented JSON text."""
    return json.dumps(json_schema(), indent=2) + "\n"


def _step(action: dict[str, Any], about_step: dict[str, Any]) -> dict[str, Any]:
    """The schema of a step: the keys of its action, and the keys that every step has."""
    about = {key: about_step[key] for key in STEP_KEYS if key != "do"}
    properties = action["properties"]
    needed = [key for key, schema in properties.items() if "minItems" in schema]
    for key in needed:
        del properties[key]["default"]
    return action | {"properties": properties | about, "required": [*action["required"], *needed]}


def _top_property(key: str) -> dict[str, Any]:
    counts = {"$ref": _REFERENCE.format(name="Counts")}
    properties: dict[str, dict[str, Any]] = {
        "dataloupe": {"const": "recipe", "description": "What the file is."},
        "version": {"const": VERSION, "description": "The version of the file's format."},
        "read with": {"type": "object", "description": "The build options of the recipe's data."},
        "documents": counts | {"description": "The counts of all documents in the last run."},
        "kept": counts | {"description": "The counts of the kept documents in the last run."},
        "steps": {"type": "array", "items": {"$ref": _REFERENCE.format(name="Step")}},
    }
    return properties[key]


def _any_of(names: Any) -> dict[str, Any]:
    return {"anyOf": [{"$ref": _REFERENCE.format(name=name)} for name in names]}


def _other_types(kind: type) -> dict[str, Any]:
    """The schema of a type that msgspec does not know."""
    if kind is Filter:
        return {"$ref": _REFERENCE.format(name="Filter")}
    if kind is Action:
        return {"type": "string"}
    raise NotImplementedError(kind)
