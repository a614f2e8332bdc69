"""Make the decisions of a recipe on new files, and tell what differs from the last time.

Builds a workspace for the time being, with only the stages that the recipe needs. The files are read as those of the
recipe were (the column of the text, and so on) unless an option here says otherwise. A recipe whose column is gone
stops with one line. Scores of a classifier come from the workspace in which the recipe lies, unless another is named.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analytics.workspace import Workspace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `dataloupe apply` takes."""
    from analytics.cli.commands.build import add_reading
    from analytics.cli.commands.export import add_outputs

    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="files, globs or directories")
    parser.add_argument(
        "--recipe", required=True, metavar="FILE", help="the decisions: recipe.yaml of a workspace, or a copy of one"
    )
    parser.add_argument(
        "--classifier",
        metavar="DIR",
        help="the workspace whose classifier scores the documents, where the recipe asks for scores",
    )
    add_outputs(parser)
    add_reading(parser)
    parser.set_defaults(against=[])


def run(arguments: argparse.Namespace) -> None:
    """Build what is needed, replay, write and compare."""
    from analytics.build.pipeline import build
    from analytics.cli.commands.build import chosen_options, understood
    from analytics.cli.commands.export import replay
    from analytics.cli.progress import Reporter
    from analytics.recipe.differences import differences
    from analytics.recipe.file import load

    recipe = load(arguments.recipe)
    tables = recipe.tables()
    trained = _trained(arguments) if "quality" in tables else None
    options = {**recipe.read_with, **chosen_options(arguments)}
    for line in understood(arguments.sources, options):
        print(line)
    with tempfile.TemporaryDirectory(prefix="dataloupe-") as folder:
        with Reporter() as reporter:
            workspace = build(
                f"{folder}/workspace",
                arguments.sources,
                options,
                on_progress=reporter.progress,
                on_stage=reporter.stage,
                tables=tables,
            )
        if trained is not None:
            from analytics.build.carry_over import score

            score(workspace, trained)
        now = replay(workspace, recipe, arguments.recipe, arguments, elsewhere=True)
    for line in differences(recipe, now):
        print(line)


def _trained(arguments: argparse.Namespace) -> Workspace:
    """The workspace whose classifier the recipe was made with."""
    from analytics.errors import DataloupeError
    from analytics.workspace import open_workspace

    try:
        return open_workspace(arguments.classifier or Path(arguments.recipe).parent)
    except DataloupeError as error:
        raise DataloupeError(
            f"the recipe asks for a classifier's scores, and {error} - or name the workspace that has the classifier: --classifier DIR"
        ) from None
