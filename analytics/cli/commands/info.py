"""Show what a workspace contains: what stands out, tables, rows, bytes, and the state of each stage.

A stage is fresh, stale (its inputs or its code changed), missing (not built yet) or waiting (for the table of another
stage).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analytics.build.staleness import StageState
    from analytics.workspace import Manifest, Workspace

SHOWN_FINDINGS = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe info`."""
    parser.add_argument("workspace", metavar="DIR", help="the workspace")
    parser.add_argument("--format", choices=FORMATS, default="table", help="default: table")


def run(arguments: argparse.Namespace) -> None:
    """Print the facts in the chosen format."""
    FORMATS[arguments.format](facts(arguments.workspace))


def facts(path: str) -> dict[str, Any]:
    """The workspace at `path` as plain values: tables, stages with their state, sources and options of its build."""
    from analytics.build.staleness import stage_states
    from analytics.workspace import open_workspace

    workspace = open_workspace(path)
    manifest = workspace.read_manifest()
    progress = workspace.progress()
    tables = [
        {"name": name, "rows": table.rows, "bytes": table.bytes, "stage": table.stage}
        for name, table in manifest.tables.items()
    ]
    return {
        "workspace": str(workspace.path),
        "dataloupe": manifest.dataloupe,
        "generation": manifest.generation,
        "building": progress.stage if progress else None,
        "sources": list(manifest.build.get("sources", [])),
        "options": dict(manifest.build.get("options", {})),
        "tables": tables,
        "findings": _findings(workspace),
        "stages": [_stage_facts(state, manifest) for state in stage_states(workspace)],
    }


def _findings(workspace: Workspace) -> list[str]:
    """The sentences of what stands out, the most important first."""
    from analytics.findings.table import stored_findings

    return [one.sentence for one in stored_findings(workspace.connect())]


def _stage_facts(state: StageState, manifest: Manifest) -> dict[str, Any]:
    stage = {"name": state.stage.name, "title": state.stage.title, "state": state.state}
    record = manifest.stages.get(state.stage.name)
    if record is None:
        return stage
    made = {"seconds": record.seconds, "engine": record.engine, "dataloupe": record.dataloupe}
    return stage | made | {"notes": dict(record.notes)}


def _print_tables(info: dict[str, Any]) -> None:
    from analytics.cli.text_table import print_table

    sources = ", ".join(info["sources"]) or "no sources yet"
    print(f"{info['workspace']}, made by dataloupe {info['dataloupe']} from {sources}")
    if info["building"]:
        print(f"A build is running: stage {info['building']}.")
    for number, sentence in enumerate(info["findings"][:SHOWN_FINDINGS], 1):
        print(f"{number}. {sentence}")
    print()
    print_table(("table", "rows", "megabytes", "stage"), map(_table_row, info["tables"]))
    print()
    print_table(("stage", "state", "seconds", "engine"), map(_stage_row, info["stages"]))


def _table_row(table: dict[str, Any]) -> list[str]:
    return [table["name"], f"{table['rows']:,}", f"{table['bytes'] / 1e6:,.2f}", table["stage"]]


def _stage_row(stage: dict[str, Any]) -> list[str]:
    seconds = f"{stage['seconds']:,.1f}" if "seconds" in stage else "-"
    return [stage["name"], stage["state"], seconds, stage.get("engine", "-")]


def _print_json(info: dict[str, Any]) -> None:
    print(json.dumps(info, indent=1, default=str))


FORMATS: dict[str, Callable[[dict[str, Any]], None]] = {"table": _print_tables, "json": _print_json}
