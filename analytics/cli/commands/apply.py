"""Run a recipe on new files, and show what differs from the last run.

A temporary workspace is built with the tables that the recipe needs. Columns are chosen as for the recipe's own data,
unless an option of this command changes it. Scores of a classifier come from the workspace that contains the recipe,
unless --classifier names another one.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.cli.input_options import add_sources, chosen_options, fetch_sources, input_lines
from analytics.cli.recipe_output import add_output_options, replay

if TYPE_CHECKING:
    from analytics.workspace import Workspace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe apply`."""
    add_sources(parser)
    parser.add_argument("--recipe", required=True, metavar="FILE", help="recipe.yaml of a workspace, or a copy of one")
    parser.add_argument(
        "--classifier", metavar="DIR", help="the workspace with the classifier whose scores the recipe uses"
    )
    add_output_options(parser)


def run(arguments: argparse.Namespace) -> None:
    """Build the tables that the recipe needs, run it, write its files, and compare the counts."""
    from analytics.build.pipeline import build
    from analytics.cli.progress import Reporter
    from analytics.recipe.differences import differences
    from analytics.recipe.file import load

    recipe = load(arguments.recipe)
    tables = recipe.tables()
    trained = _workspace_with_classifier(arguments) if "quality" in tables else None
    fetch_sources(arguments)
    options = {**recipe.read_with, **chosen_options(arguments)}
    if "corrections" in recipe.read_with:  # those of the recipe come before those of this person
        options["corrections"] = {**options["corrections"], **recipe.read_with["corrections"]}
    for line in input_lines(arguments.sources, options):
        print(line)
    with tempfile.TemporaryDirectory(prefix="dataloupe-") as folder:
        path = f"{folder}/workspace"
        with Reporter() as reporter:
            progress, stage = reporter.progress, reporter.stage
            workspace = build(path, arguments.sources, options, on_progress=progress, on_stage=stage, tables=tables)
        if trained is not None:
            from analytics.build.carry_over import score

            score(workspace, trained)
        counted = replay(workspace, recipe, arguments.recipe, arguments, elsewhere=True)
    for line in differences(recipe, counted):
        print(line)


def _workspace_with_classifier(arguments: argparse.Namespace) -> Workspace:
    from analytics.errors import DataloupeError
    from analytics.workspace import open_workspace

    try:
        return open_workspace(arguments.classifier or Path(arguments.recipe).parent)
    except DataloupeError as error:
        raise DataloupeError(
            "The recipe uses the scores of a classifier. "
            f"Name the workspace with the classifier: --classifier DIR. {error}"
        ) from None
