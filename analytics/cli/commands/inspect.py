"""Show how files would be read: format, columns and first rows. Nothing is built.

SOURCE and the options are those of `dataloupe build`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.cli.input_options import add_build_options, add_sources, chosen_options, fetch_sources
from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from analytics.ingest import Input, InputDescription

MAX_INPUTS = 50
MAX_CHARACTERS = 400
EXAMPLES = 3
MAX_EXAMPLE_CHARACTERS = 160


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe inspect`."""
    add_sources(parser)
    add_build_options(parser)
    parser.add_argument(
        "--save", metavar="FILE", help="write the reading as YAML, to correct it and build with --reading"
    )
    parser.add_argument(
        "--forget", action="store_true", help="forget what was corrected on the Data page for files like these"
    )
    parser.add_argument("--json", action="store_true", help="print columns, mapping and preview as JSON, for programs")


def run(arguments: argparse.Namespace) -> None:
    """Print how each input is read with examples, or all facts as JSON."""
    from analytics.ingest import describe_input, find_inputs
    from analytics.ingest.reading.reading_file import to_yaml

    fetch_sources(arguments)
    options = chosen_options(arguments)
    if arguments.forget:
        options = _without_corrections(arguments.sources, options)
    if arguments.json:
        _print_json(arguments.sources, options)
        return
    readings = 0
    for source in find_inputs(arguments.sources, options)[:MAX_INPUTS]:
        try:
            description = describe_input(source, options)
        except DataloupeError as error:
            if not source.is_one_of_many:
                raise
            print(f"{source.name}: skipped. {error}")
            continue
        print(description.summary_text())
        for line in reading_lines(description):
            print(f"  {line}")
        reading = getattr(description.plan, "reading", None)
        if reading is not None and arguments.save:
            readings += 1
            Path(arguments.save).write_text(to_yaml(reading), "utf-8")
            print(f"  saved to {arguments.save}")
    if arguments.save and readings != 1:
        raise DataloupeError(
            f"{readings} of the inputs are read by a reading; --save needs exactly one. Name one file."
        )


def _without_corrections(sources: Sequence[str], options: Mapping[str, Any]) -> Mapping[str, Any]:
    """Forget the corrections that apply to these inputs; the options without them."""
    from analytics.ingest import find_inputs
    from analytics.ingest.corrected_inputs import with_used_corrections
    from analytics.ingest.correcting.memory import forget

    for structure in with_used_corrections(find_inputs(sources, options), options).get("corrections", {}):
        forget(structure)
    return {name: value for name, value in options.items() if name != "corrections"}


def reading_lines(description: InputDescription) -> Iterator[str]:
    """Why an input is read so, how sure that is, the ratings, and the first records as they will be."""
    reading = getattr(description.plan, "reading", None)
    if reading is not None:
        yield f"sure: {reading.confidence:.0%}" + (f"; the runner-up: {reading.runner_up}" if reading.runner_up else "")
        yield from (f"because {reason}" for reason in reading.reasons)
        yield from (f"{what} from {path}" for what, path in {**reading.fields, **reading.turn_fields}.items())
        yield from (f"rating {one.name!r} of each {one.level} from {one.path}: {one.reason}" for one in reading.ratings)
    for row in _preview(description)[:EXAMPLES]:
        text = " ".join(str(row.get("text") or "").split())
        facts = ", ".join(
            f"{name} {row[name]}" for name in ("title", "label", "created_at") if row.get(name) is not None
        )
        yield f"{row['kind']}: {text[:MAX_EXAMPLE_CHARACTERS]}{f' ({facts})' if facts else ''}"


def _print_json(sources: list[str], options: Mapping[str, Any]) -> None:
    from analytics.ingest import find_inputs

    inputs = find_inputs(sources, options)
    first = [_facts(one, options) for one in inputs[:MAX_INPUTS]]
    print(json.dumps({"inputs": len(inputs), "first": first}, default=str))


def _facts(source: Input, options: Mapping[str, Any]) -> dict[str, Any]:
    """How the input will be read, or `problem`: why it cannot be read."""
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
