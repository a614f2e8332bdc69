"""Show how files would be read: format, columns and first rows. Nothing is built.

SOURCE and the options are those of `dataloupe build`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from analytics.cli.input_options import add_build_options, add_sources, chosen_options, input_lines

if TYPE_CHECKING:
    from analytics.ingest import Input, InputDescription

MAX_INPUTS = 50
MAX_CHARACTERS = 400


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe inspect`."""
    add_sources(parser)
    add_build_options(parser)
    parser.add_argument("--json", action="store_true", help="print columns, mapping and preview as JSON, for programs")


def run(arguments: argparse.Namespace) -> None:
    """Print one line per input, or all facts as JSON."""
    options = chosen_options(arguments)
    if arguments.json:
        _print_json(arguments.sources, options)
        return
    for line in input_lines(arguments.sources, options):
        print(line)


def _print_json(sources: list[str], options: Mapping[str, Any]) -> None:
    from analytics.ingest import find_inputs

    inputs = find_inputs(sources, options)
    first = [_facts(one, options) for one in inputs[:MAX_INPUTS]]
    print(json.dumps({"inputs": len(inputs), "first": first}, default=str))


def _facts(source: Input, options: Mapping[str, Any]) -> dict[str, Any]:
    """How the input will be read, or `problem`: why it cannot be read."""
    from analytics.errors import DataloupeError
    from analytics.ingest import describe_input

    facts = {"name": source.name, "format": source.format, "bytes": source.size}
    try:
        description = describe_input(source, options)
    except DataloupeError as error:
        return facts | {"problem": str(error)}
    plan = description.plan
    mapping = {"text": plan.text, **plan.fields} if plan else {}
    return facts | {
        "shape": description.shape,
        "line": description.summary_text(),
        "why": plan.why if plan else None,
        "columns": dict(description.columns),
        "mapping": {field: str(column) for field, column in mapping.items() if column},
        "preview": _preview(description),
    }


def _preview(description: InputDescription) -> list[dict[str, Any]]:
    rows = [] if description.preview is None else description.preview.to_pylist()
    return [{name: _shortened(value) for name, value in row.items()} for row in rows]


def _shortened(value: Any) -> Any:
    return value[:MAX_CHARACTERS] if isinstance(value, str) else value
