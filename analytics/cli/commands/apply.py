"""Run a recipe on new files, and show what differs from the last run.

A temporary workspace is built with the tables that the recipe needs. Columns are chosen as for the recipe's own data,
unless an option of this command changes it. Scores of a classifier come from the workspace that contains the recipe,
unless --classifier names another one. With --against WORKSPACE, documents that are already in it are removed, by a last
step where the recipe has none. Steps that name topics use those of the same workspace as the classifier does, or of
--topics: each new document gets the topic that it would have there.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.cli.corpus_step import with_corpora
from analytics.cli.engine_option import add_engine_option
from analytics.cli.input_options import add_against, add_sources, chosen_options, fetch_sources, input_lines
from analytics.cli.recipe_output import add_output_options, print_files, print_steps, replay
from analytics.cli.topic_steps import TABLES, bound, named_topics

if TYPE_CHECKING:
    from analytics.recipe.model import Recipe
    from analytics.workspace import Workspace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe apply`."""
    add_sources(parser)
    parser.add_argument("--recipe", required=True, metavar="FILE", help="recipe.yaml of a workspace, or a copy of one")
    parser.add_argument(
        "--classifier", metavar="DIR", help="the workspace with the classifier whose scores the recipe uses"
    )
    parser.add_argument("--topics", metavar="DIR", help="the workspace with the topics that the recipe names")
    add_against(parser)
    add_output_options(parser)
    add_engine_option(parser)


def run(arguments: argparse.Namespace) -> None:
    """Build the tables that the recipe needs, run it, write its files, and compare the counts."""
    from analytics.build.engines import engine_of
    from analytics.build.pipeline import build
    from analytics.cli.progress import Reporter
    from analytics.recipe.differences import differences
    from analytics.recipe.file import load

    engine = engine_of(arguments.engine)
    recipe = load(arguments.recipe)
    chosen = chosen_options(arguments)
    recipe, corpora = with_corpora(recipe, chosen)
    topics = named_topics(recipe, arguments.recipe, arguments.topics)
    tables = recipe.tables()
    if topics is not None:
        recipe, tables = bound(recipe, topics), tables - TABLES | topics.tables
    trained = _workspace_with_classifier(arguments) if "quality" in tables else None
    fetch_sources(arguments, engine)
    options = {**recipe.read_with, **chosen, "corpora": corpora}
    if "corrections" in recipe.read_with:  # those of the recipe come before those of this person
        options["corrections"] = {**options["corrections"], **recipe.read_with["corrections"]}
    if arguments.engine.startswith("sc://"):
        _on_cluster(engine, recipe, options, arguments, trained)
        return
    for line in input_lines(arguments.sources, options):
        print(line)
    with tempfile.TemporaryDirectory(prefix="dataloupe-") as folder:
        path = f"{folder}/workspace"
        with Reporter() as reporter:
            progress, stage = reporter.progress, reporter.stage
            workspace = build(
                path, arguments.sources, options, on_progress=progress, on_stage=stage, tables=tables, engine=engine
            )
        if topics is not None:
            topics.place(workspace, engine)
        if trained is not None:
            from analytics.build.carry_over import score

            score(workspace, trained, engine)
        counted = replay(workspace, recipe, arguments.recipe, arguments, elsewhere=True)
    for line in differences(recipe, counted):
        print(line)


def _on_cluster(
    engine: Any, recipe: Recipe, options: Mapping[str, Any], arguments: argparse.Namespace, trained: Workspace | None
) -> None:
    """Run the recipe over the sources shard by shard; --out and --rejected become folders."""
    from analytics.build.shards.recipe_run import apply_to_shards
    from analytics.ingest import find_inputs
    from analytics.recipe.differences import differences
    from analytics.recipe.file import save
    from analytics.recipe.formats import format_of

    targets = [Path(name).absolute() for name in (arguments.out, arguments.rejected) if name]
    for target in targets:
        format_of(target)
    inputs = find_inputs(arguments.sources, options)
    print(f"{len(inputs):,} inputs, {sum(one.size for one in inputs):,} bytes")
    classifier = str(trained.path.absolute()) if trained else None
    rejected = targets[1] if arguments.rejected else None
    result = apply_to_shards(engine, inputs, options, recipe, targets[0], rejected, classifier, _print_title)
    counted = result.counted(recipe)
    numbers = {index: (affected.documents, alone.documents) for index, (affected, alone) in result.steps.items()}
    print_steps(counted, numbers)
    print_files(result.written, arguments)
    if arguments.remember:
        save(counted, arguments.recipe)
    for line in differences(recipe, counted):
        print(line)


def _print_title(title: str) -> None:
    print(title, file=sys.stderr, flush=True)


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
