"""Tell what is in a workspace: tables, rows, bytes, how each stage was made, and what is stale."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `dataloupe info` takes."""
    parser.add_argument("workspace", metavar="DIR", help="the workspace to tell about")
    parser.add_argument("--format", choices=FORMATS, default="table", help="default: table")


def run(arguments: argparse.Namespace) -> None:
    """Print what is known in the chosen format."""
    FORMATS[arguments.format](facts(arguments.workspace))


def facts(path: str) -> dict[str, Any]:
    """What is in the workspace at `path`, as plain values: `tables`, `stages` (with their state), the last build's
    sources and options.
    """
    from analytics.build.staleness import stage_states
    from analytics.workspace import open_workspace

    workspace = open_workspace(path)
    manifest = workspace.read_manifest()
    progress = workspace.progress()
    stages = []
    for state in stage_states(workspace):
        record = manifest.stages.get(state.stage.name)
        made = (
            {
                "seconds": record.seconds,
                "engine": record.engine,
                "dataloupe": record.dataloupe,
                "notes": dict(record.notes),
            }
            if record
            else {}
        )
        stages.append({"name": state.stage.name, "title": state.stage.title, "state": state.state, **made})
    return {
        "workspace": str(workspace.path),
        "dataloupe": manifest.dataloupe,
        "generation": manifest.generation,
        "building": progress.stage if progress else None,
        "sources": list(manifest.build.get("sources", [])),
        "options": dict(manifest.build.get("options", {})),
        "tables": [
            {"name": name, "rows": table.rows, "bytes": table.bytes, "stage": table.stage}
            for name, table in manifest.tables.items()
        ],
        "stages": stages,
    }


def _print_tables(known: dict[str, Any]) -> None:
    print(
        f"{known['workspace']}, made by dataloupe {known['dataloupe']} from {', '.join(known['sources']) or 'nothing yet'}"
    )
    if known["building"]:
        print(f"A build is running: stage {known['building']}.")
    print()
    print_aligned(
        ("table", "rows", "megabytes", "made by stage"),
        (
            [table["name"], f"{table['rows']:,}", f"{table['bytes'] / 1e6:,.2f}", table["stage"]]
            for table in known["tables"]
        ),
    )
    print()
    print_aligned(
        ("stage", "state", "seconds", "engine"),
        (
            [
                stage["name"],
                stage["state"],
                f"{stage['seconds']:,.1f}" if "seconds" in stage else "-",
                stage.get("engine", "-"),
            ]
            for stage in known["stages"]
        ),
    )


def print_aligned(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows in columns; a column of numbers stands to the right."""
    lines = [list(header), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    numeric = [
        len(lines) > 1 and all(cell[:1].isdigit() or cell == "-" for cell in column[1:])
        for column in zip(*lines, strict=True)
    ]
    for line in lines:
        print(
            "  ".join(
                cell.rjust(width) if right else cell.ljust(width)
                for cell, width, right in zip(line, widths, numeric, strict=True)
            ).rstrip()
        )


def _print_json(known: dict[str, Any]) -> None:
    print(json.dumps(known, indent=1, default=str))


FORMATS: dict[str, Callable[[dict[str, Any]], None]] = {"table": _print_tables, "json": _print_json}
