"""Write what a recipe keeps and removes, and print what each step does; shared by `export` and `apply`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from analytics.build.engine import Engine
    from analytics.recipe.export import Written
    from analytics.recipe.model import Recipe
    from analytics.recipe.outcome import Outcome
    from analytics.workspace import Workspace

MAX_REASON_CHARACTERS = 70


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """Options for the files that a recipe gives."""
    parser.add_argument("--out", required=True, metavar="FILE", help="write the kept documents to FILE")
    parser.add_argument(
        "--rejected", metavar="FILE", help="write the removed documents to FILE, with the first and all reasons"
    )
    parser.add_argument(
        "--remember",
        action="store_true",
        help="save the counts of this run in the recipe; the next `apply` compares its counts with them",
    )


def replay(
    workspace: Workspace,
    recipe: Recipe,
    path: str,
    arguments: argparse.Namespace,
    elsewhere: bool,
    engine: Engine | None = None,
) -> Recipe:
    """Run the recipe, write its files and print its counts; gives the recipe with the counts.

    `elsewhere`: the recipe was made in another workspace. With an `engine` of several processes, files become folders.
    """
    from analytics.cli.progress import progress_bar
    from analytics.recipe.binding import check_bound
    from analytics.recipe.export import export
    from analytics.recipe.file import save
    from analytics.recipe.outcome import outcome
    from analytics.recipe.outcome_tables import by_step

    manifest = workspace.read_manifest()
    connection = workspace.connect(manifest)
    result = outcome(connection, recipe)
    check_bound(connection, manifest, recipe, elsewhere)
    if engine is not None and not engine.shares_memory:
        from analytics.build.export_slices import export_slices

        written = export_slices(engine, workspace, result, arguments.out, arguments.rejected)
    else:
        with progress_bar("Write", "documents") as progress:
            written = export(connection, result, arguments.out, arguments.rejected, progress)
    counted = result.counted()
    numbers = {
        row.step: (row.documents, row.alone_documents)
        for row in by_step(result, result.kept | True).itertuples()
        if counted.steps[row.step].counts
    }
    print_steps(counted, numbers)
    print_files(written, arguments)
    warn_of_items(connection, result)
    if arguments.remember:
        save(counted, path)
    return counted


def print_steps(counted: Recipe, numbers: Mapping[int, tuple[int, int]]) -> None:
    """Print what each step does. `numbers` has the documents that it affects in its place, and as the only step."""
    from analytics.cli.text_table import print_table

    rows = []
    for index, step in enumerate(counted.steps):
        kind = step.action.kind if step.active else f"{step.action.kind} (off)"
        shown = [f"{count:,}" for count in numbers[index]] if index in numbers else ["-", "-"]
        rows.append([str(index + 1), kind, *shown, " ".join(step.why().split())[:MAX_REASON_CHARACTERS]])
    if rows:
        print_table(("step", "action", "documents", "alone", "reason"), rows)
    for index, (_, alone) in numbers.items():
        action = counted.steps[index].action
        everything = counted.documents.documents if counted.documents else 0
        if action.filters() and (alone == everything if action.kind == "keep only" else not alone):
            print(f"Step {index + 1} matches no document: {action.describe()}.")


def warn_of_items(connection: duckdb.DuckDBPyConnection, result: Outcome) -> None:
    """Print which evaluation sets have items in the kept documents."""
    import numpy as np

    from analytics.ask.evaluation import leaked_documents

    leaked = leaked_documents(connection)
    if leaked.empty:
        return
    kept = leaked[np.isin(leaked.doc_id, result.doc_ids[result.kept])]
    for name, own in kept.groupby("set"):
        print(
            f"{own.doc_id.nunique():,} kept documents contain items of the evaluation set {name}. Remove them with: "
            f"dataloupe evaluation-set exclude DIR '{name}'."
        )


def print_files(written: Written, arguments: argparse.Namespace) -> None:
    """Print how many documents were written where."""
    from analytics.csv_text import formulas_note

    masked = f" ({written.masked:,} with masked text)" if written.masked else ""
    print(f"{written.kept:,} documents kept in {arguments.out}{masked}")
    rejected = f", with reasons in {arguments.rejected}" if arguments.rejected else ""
    print(f"{written.rejected:,} documents removed{rejected}")
    if note := formulas_note(written.escaped):
        print(note)
