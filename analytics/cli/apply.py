"""Make the decisions of a recipe on new files, and tell what differs from the last time.

Builds a workspace for the time being, with only the stages that the recipe needs. The files are read as those of the recipe were
(the column of the text, and so on) unless an option here says otherwise. A recipe whose column is gone stops with one line.
"""

from __future__ import annotations

import argparse
import tempfile


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `dataloupe apply` takes."""
    from analytics.cli.build import add_reading
    from analytics.cli.export import add_outputs

    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="files, globs or directories")
    parser.add_argument("--recipe", required=True, metavar="FILE", help="the decisions, as the Decisions page and `dataloupe export` have them")
    add_outputs(parser)
    add_reading(parser)
    parser.set_defaults(against=[])


def run(arguments: argparse.Namespace) -> None:
    """Build what is needed, replay, write and compare."""
    from analytics.build.pipeline import build
    from analytics.cli.build import chosen_options, understood
    from analytics.cli.export import replay
    from analytics.cli.progress import Reporter
    from analytics.recipe.file import load
    from analytics.recipe.replay import differences, needs_vectors, until

    recipe = load(arguments.recipe)
    options = {**recipe.read_with, **chosen_options(arguments)}
    if not needs_vectors(recipe):
        options["encoder"] = "none"
    for line in understood(arguments.sources, options):
        print(line)
    with tempfile.TemporaryDirectory(prefix="dataloupe-") as folder:
        with Reporter() as reporter:
            workspace = build(f"{folder}/workspace", arguments.sources, options, until(recipe), on_progress=reporter.progress, on_stage=reporter.stage)
        now = replay(workspace, recipe, arguments.recipe, arguments, elsewhere=True)
    for line in differences(recipe, now):
        print(line)
