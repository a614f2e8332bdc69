"""Write the documents that a recipe keeps, with all their columns, tags and masks; and why each other one was left out.

The recipe is the workspace's own - what was decided on the Decisions page - unless another file is named. The ending of
a file names its format: .parquet, .jsonl or .csv. Kept and rejected documents together are all documents, always.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analytics.recipe.export import Written
    from analytics.recipe.model import Recipe
    from analytics.recipe.outcome import Outcome
    from analytics.workspace import Workspace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `dataloupe export` takes."""
    parser.add_argument("workspace", metavar="DIR", help="the workspace whose documents are written")
    parser.add_argument("--recipe", metavar="FILE", help="default: recipe.yaml in the workspace")
    parser.add_argument(
        "--schema", action=_PrintSchema, nargs=0, help="print the JSON Schema of recipe files, for editors, and exit"
    )
    add_outputs(parser)


class _PrintSchema(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *arguments: Any, **keywords: Any) -> None:
        from analytics.recipe.schema import schema_text

        print(schema_text(), end="")
        parser.exit()


def add_outputs(parser: argparse.ArgumentParser) -> None:
    """The files that come of a recipe."""
    parser.add_argument("--out", required=True, metavar="FILE", help="the kept documents")
    parser.add_argument("--rejected", metavar="FILE", help="the other documents, with the first and all reasons")
    parser.add_argument(
        "--remember",
        action="store_true",
        help="write the counts of this run into the recipe, for the next time to be compared with",
    )


def run(arguments: argparse.Namespace) -> None:
    """Export, and say what each step came to."""
    from analytics.recipe.file import NAME, load
    from analytics.workspace import open_workspace

    workspace = open_workspace(arguments.workspace)
    path = arguments.recipe or str(workspace.path / NAME)
    replay(workspace, load(path), path, arguments, elsewhere=False)


def replay(workspace: Workspace, recipe: Recipe, path: str, arguments: argparse.Namespace, elsewhere: bool) -> Recipe:
    """Decide, write the files, tell of it and, when asked to, remember it; the recipe with its counts."""
    from analytics.cli.progress import bar
    from analytics.recipe.binding import check_bound
    from analytics.recipe.export import export
    from analytics.recipe.file import save
    from analytics.recipe.outcome import outcome

    manifest = workspace.read_manifest()
    connection = workspace.connect(manifest)
    found = outcome(connection, recipe)
    check_bound(connection, manifest, recipe, elsewhere)
    with bar("Writing", "documents") as progress:
        written = export(connection, found, arguments.out, arguments.rejected, progress)
    counted = found.counted()
    _tell(found, counted, written, arguments)
    if arguments.remember:
        save(counted, path)
    return counted


def _tell(found: Outcome, counted: Recipe, written: Written, arguments: argparse.Namespace) -> None:
    from analytics.cli.commands.info import print_aligned
    from analytics.recipe.outcome_tables import by_step

    rows = []
    for step, row in zip(counted.steps, by_step(found, found.kept | True).itertuples(), strict=True):
        numbers = [f"{row.documents:,}", f"{row.alone_documents:,}"] if step.counts else ["-", "-"]
        rows.append(
            [
                str(row.step + 1),
                step.action.kind if step.active else f"{step.action.kind} (off)",
                *numbers,
                " ".join(step.why().split())[:70],
            ]
        )
    if rows:
        print_aligned(("step", "does", "documents", "alone", "why"), rows)
    print(
        f"{written.kept:,} documents kept in {arguments.out}"
        + (f", {written.masked:,} documents had something masked" if written.masked else "")
    )
    print(
        f"{written.rejected:,} left out"
        + (f", with their reasons in {arguments.rejected}" if arguments.rejected else "")
    )
