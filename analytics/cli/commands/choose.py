"""Choose the N documents that are worth having: good, different from each other, close to a target, and balanced.

A choice is a step of a recipe: with --recipe it is added to that file, and `dataloupe export` and `apply` repeat it.
The weights are from 0 to 1, such as --weights diversity=1,quality=0.5. Each aim is measured as a share of what it
reaches alone, so equal weights mean equal importance. A group is written as for `dataloupe train`.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from analytics.recipe.model import Recipe
    from analytics.recipe.steps.choose import Choose
    from analytics.workspace import Workspace

AIMS = ("diversity", "quality", "closeness", "balance")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe choose`."""
    parser.add_argument("workspace", metavar="DIR", help="the workspace with the documents")
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--n", type=int, metavar="N", help="how many documents to choose")
    size.add_argument("--tokens", type=int, metavar="N", help="how many tokens to choose, by estimate")
    parser.add_argument("--quality", metavar="COLUMN", help="a column or signal that says how good a document is")
    parser.add_argument("--lower-is-better", action="store_true", help="low values of --quality are good")
    parser.add_argument(
        "--target", metavar="GROUP|FILE", help="documents, or a file of texts, that the chosen ones should resemble"
    )
    parser.add_argument("--balance", metavar="GROUPING", help="source, language, theme, ...: equal shares of each")
    parser.add_argument(
        "--weights", metavar="AIM=W,...", help="default: 1 for diversity and for each aim that is given"
    )
    parser.add_argument("--among", metavar="GROUP", help="choose among these documents; default: all")
    parser.add_argument("--keep-duplicates", action="store_true", help="near-duplicates may be chosen together")
    parser.add_argument(
        "--recipe", metavar="FILE", help="the choice follows the steps of this recipe, and is added to it"
    )
    parser.add_argument(
        "--out", required=True, metavar="FILE", help="write the chosen documents: .parquet, .jsonl, .csv"
    )
    parser.add_argument("--rejected", metavar="FILE", help="write the other documents to FILE")
    parser.add_argument("--evaluation-set", metavar="NAME", help="save the choice as an evaluation set, too")


def run(arguments: argparse.Namespace) -> None:
    """Choose, write the documents, and print how far each aim is reached."""
    from pathlib import Path

    from analytics.cli.recipe_output import replay
    from analytics.recipe.file import load, save
    from analytics.recipe.model import Recipe, Step
    from analytics.workspace import open_workspace

    workspace = open_workspace(arguments.workspace)
    has_recipe = arguments.recipe is not None and Path(arguments.recipe).exists()
    recipe = load(arguments.recipe) if has_recipe else Recipe()
    step = Step(_step(arguments))
    step.action.check_columns(workspace.connect())
    recipe = recipe.with_step(step)
    arguments.remember = False
    replay(workspace, recipe, arguments.recipe or "", arguments, elsewhere=False)
    if arguments.evaluation_set is not None:
        _save_set(workspace, recipe, arguments.evaluation_set)
    if arguments.recipe is not None:
        save(recipe, arguments.recipe)
        print(f"The choice is the last step of {arguments.recipe}.")


def _save_set(workspace: Workspace, recipe: Recipe, name: str) -> None:
    """Save what the recipe keeps as an evaluation set, and compare it with the documents."""
    from analytics.ask.evaluation import items_of
    from analytics.build.evaluation_sets import compare
    from analytics.recipe.outcome import outcome
    from analytics.workspace.evaluation_sets import save

    connection = workspace.connect()
    result = outcome(connection, recipe)
    rows = items_of(connection, result.doc_ids[result.kept])
    one = save(workspace.path, name, rows, recipe.steps[-1].action.describe())
    compare(str(workspace.path))
    print(f"Saved {one.describe()}, content {one.content_hash[:12]}.")


def _step(arguments: argparse.Namespace) -> Choose:
    from pathlib import Path

    from analytics.ask.choice import Request, Weights, read_examples
    from analytics.ask.duplicates import Thresholds
    from analytics.ask.selection import ALL
    from analytics.cli.commands.train import parse_group
    from analytics.recipe.steps.choose import Choose
    from analytics.workspace import open_workspace

    connection = open_workspace(arguments.workspace).connect()
    quality = None if arguments.quality is None else _column(connection, arguments.quality)
    is_file = arguments.target is not None and Path(arguments.target).is_file()
    request = Request(
        arguments.n or arguments.tokens or 0,
        "documents" if arguments.tokens is None else "tokens",
        Weights(**_weights(arguments)),
        quality,
        arguments.lower_is_better,
        ALL if arguments.target is None or is_file else parse_group(arguments.target),
        arguments.balance,
        None if arguments.keep_duplicates else Thresholds(),
        read_examples(Path(arguments.target)) if is_file else (),
    )
    return Choose.of(request, ALL if arguments.among is None else parse_group(arguments.among))


def _weights(arguments: argparse.Namespace) -> dict[str, float]:
    """The weight of each aim. Raises DataloupeError for what is not AIM=NUMBER,..."""
    if arguments.weights is None:
        given = {"quality": arguments.quality, "closeness": arguments.target, "balance": arguments.balance}
        return {"diversity": 1.0} | {aim: float(value is not None) for aim, value in given.items()}
    weights = dict.fromkeys(AIMS, 0.0)
    for item in arguments.weights.split(","):
        aim, _, number = item.partition("=")
        try:
            weight = float(number)
        except ValueError:
            weight = float("nan")
        if aim.strip() not in AIMS or weight != weight:
            raise DataloupeError(f"A weight cannot be {item!r}. Write AIM=NUMBER. The aims are: {', '.join(AIMS)}.")
        weights[aim.strip()] = weight
    return weights


def _column(connection: object, name: str) -> tuple[str, str]:
    """The table and name of a column of numbers. Raises DataloupeError with those that there are."""
    import duckdb

    from analytics.ask.columns import columns

    assert isinstance(connection, duckdb.DuckDBPyConnection)
    numbers = [one for one in columns(connection) if one.is_number]
    table, _, own = name.rpartition(".")
    for one in numbers:
        if one.name == own and table in ("", one.table):
            return one.table, one.name
    raise DataloupeError(f"There is no column of numbers {name!r}. There are: {', '.join(n.name for n in numbers)}.")
