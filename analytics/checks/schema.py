"""The JSON Schema of a file of checks, with which an editor checks and completes it."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from analytics.ask.filters import FILTERS, Filter
from analytics.checks.file import VERSION
from analytics.checks.kinds import KINDS

_REFERENCE = "#/$defs/{name}"


def json_schema() -> dict[str, Any]:
    """The schema of a file of checks (JSON Schema 2020-12). It comes from the fields that read the file."""
    filters = [kind for kind in FILTERS.values() if not kind.rests_on_decisions]
    structs = [*KINDS.values(), *filters]
    _, definitions = msgspec.json.schema_components(structs, schema_hook=_other_types, ref_template=_REFERENCE)
    for definition in definitions.values():
        definition["description"] = " ".join(definition["description"].split())
    definitions["Filter"] = _any_of([kind.__name__ for kind in filters])
    definitions["Check"] = _any_of([kind.__name__ for kind in KINDS.values()])
    listed = {"type": "array", "items": {"$ref": _REFERENCE.format(name="Check")}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "dataloupe checks",
        "description": "Limits that the data must pass.",
        "type": "object",
        "properties": {
            "dataloupe": {"const": "checks", "description": "What the file is."},
            "version": {"const": VERSION, "description": "The version of the file's format."},
            "note": {"type": "string", "description": "Where the limits are from."},
            "checks": listed | {"description": "Checks of the whole data."},
            "gates": listed | {"description": "Checks of a batch before it joins."},
        },
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """The schema as an indented JSON text."""
    return json.dumps(json_schema(), indent=2) + "\n"


def _any_of(names: list[str]) -> dict[str, Any]:
    return {"anyOf": [{"$ref": _REFERENCE.format(name=name)} for name in names]}


def _other_types(kind: type) -> dict[str, Any]:
    """The schema of a type that msgspec does not know."""
    if kind is Filter:
        return {"$ref": _REFERENCE.format(name="Filter")}
    raise NotImplementedError(kind)
