"""Say how files would be read - format, columns, what becomes what, the first rows - and build nothing.

SOURCE and the options are those of `dataloupe build`.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from analytics.cli.commands.build import add_reading_options, chosen_options, understood

SHOWN_INPUTS = 50
SHOWN_CHARACTERS = 400


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `dataloupe inspect` takes."""
    add_reading_options(parser)
    parser.add_argument("--json", action="store_true", help="everything that is known, for programs")


def run(arguments: argparse.Namespace) -> None:
    """Print a line an input, or all that is known of each."""
    options = chosen_options(arguments)
    if not arguments.json:
        for line in understood(arguments.sources, options):
            print(line)
        return
    from analytics.ingest import find_inputs

    inputs = find_inputs(arguments.sources, options)
    print(
        json.dumps(
            {"inputs": len(inputs), "first": [_facts(one, options) for one in inputs[:SHOWN_INPUTS]]}, default=str
        )
    )


def _facts(one: Any, options: Any) -> dict[str, Any]:
    """What is understood of one input, or `problem`: why it cannot be read."""
    from analytics.errors import DataloupeError
    from analytics.ingest import describe_input

    facts = {"name": one.name, "format": one.format, "bytes": one.size}
    try:
        found = describe_input(one, options)
    except DataloupeError as error:
        return facts | {"problem": str(error)}
    plan = found.plan
    mapping = {"text": plan.text, **plan.fields} if plan else {}
    rows = found.preview.to_pylist() if found.preview is not None else []
    return facts | {
        "shape": found.shape,
        "line": found.summary_text(),
        "why": plan.why if plan else None,
        "columns": dict(found.columns),
        "mapping": {field: str(column) for field, column in mapping.items() if column},
        "preview": [
            {name: value[:SHOWN_CHARACTERS] if isinstance(value, str) else value for name, value in row.items()}
            for row in rows
        ],
    }
