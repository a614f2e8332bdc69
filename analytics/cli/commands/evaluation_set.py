"""Save, list, export or remove evaluation sets: items that models are tested with.

  evaluation-set save DIR NAME      draw items from the documents, in proportion to groups, no two near-duplicates
  evaluation-set add DIR NAME FILE  use the items of a file: .jsonl or .parquet, with a column text
  evaluation-set list DIR           the sets, what of them is in the corpus, and what differences they can find
  evaluation-set export DIR NAME    write the items to a file; the same items always make the same bytes
  evaluation-set exclude DIR NAME   add a step to the recipe that removes the documents with its items
  evaluation-set remove DIR NAME    delete all versions of a set

Saving a set compares it with all documents; a build compares new documents with all sets. The documents that contain
items have the filter "contains item"; `save --exclude` adds the step that removes them to the recipe.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from analytics.workspace import Workspace
    from analytics.workspace.evaluation_sets import EvaluationSet


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions of `dataloupe evaluation-set`, each with its arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    save = _action(actions, "save", "draw items from the documents of a workspace", _save)
    save.add_argument("name", metavar="NAME", help="the name of the set; an existing one gets a new version")
    save.add_argument(
        "--among", metavar="GROUP", help="draw from these documents, as for `dataloupe train`; default: all"
    )
    save.add_argument("--n", type=int, metavar="N", help="the number of items")
    save.add_argument(
        "--detect",
        type=float,
        metavar="POINTS",
        help="instead of --n: enough items to find this difference of accuracy between two models",
    )
    save.add_argument("--power", type=float, default=0.8, help="the probability to find it; default: 0.8")
    save.add_argument(
        "--discordant",
        type=float,
        default=None,
        metavar="SHARE",
        help="the share of items that exactly one of the models answers rightly; default: 0.12",
    )
    save.add_argument(
        "--stratify", metavar="GROUPING", help="source, language, theme, ...: in proportion to its groups"
    )
    save.add_argument("--labels", metavar="SCHEMA", help="only documents with a label of this schema, by majority")
    save.add_argument("--seed", type=int, default=0, help="another number draws other items; default: 0")
    _add_exclude(save)
    add = _action(actions, "add", "use the items of a file", _add)
    add.add_argument("name", metavar="NAME")
    add.add_argument("file", metavar="FILE", help=".jsonl or .parquet, with a column text")
    _add_exclude(add)
    _action(actions, "list", "the sets, and what of them is in the corpus", _list)
    export = _action(actions, "export", "write the items to a file", _export)
    export.add_argument("name", metavar="NAME")
    export.add_argument("--version", type=int, metavar="N", help="default: the last one")
    export.add_argument("--out", required=True, metavar="FILE", help=".jsonl or .parquet")
    _action(actions, "remove", "delete all versions of a set", _remove).add_argument("name", metavar="NAME")
    _action(actions, "exclude", "remove documents with items by a step of the recipe", _exclude).add_argument(
        "name", metavar="NAME"
    )
    _action(actions, "compare", "compare what was not compared yet with the documents", _compare)


def run(arguments: argparse.Namespace) -> None:
    """Run the action."""
    from analytics.workspace import open_workspace

    arguments.act(open_workspace(arguments.workspace), arguments)


def _action(actions: Any, name: str, text: str, act: object) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text)
    parser.add_argument("workspace", metavar="DIR", help="the workspace")
    parser.set_defaults(act=act)
    return parser


def _add_exclude(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--exclude", action="store_true", help="add a step to the workspace's recipe that removes documents with items"
    )


def _save(workspace: Workspace, arguments: argparse.Namespace) -> None:
    from analytics.ask.evaluation import draw
    from analytics.ask.judges import annotated
    from analytics.ask.selection import ALL
    from analytics.cli.commands.train import parse_group
    from analytics.workspace.evaluation_sets import save

    n = _size(arguments)
    selection = ALL if arguments.among is None else parse_group(arguments.among)
    labels = None
    if arguments.labels is not None:
        schemas = annotated(workspace.path)
        if arguments.labels not in schemas:
            known = ", ".join(schemas) or "none yet"
            raise DataloupeError(f"There are no labels {arguments.labels!r}. There are: {known}.")
        marks = schemas[arguments.labels].astype({"mark": str})
        labels = marks.groupby("doc_id").mark.agg(lambda own: own.mode().iloc[0]).to_dict()
    rows = draw(workspace.connect(), selection, n, arguments.stratify, labels, arguments.seed)
    origin = selection.describe() if selection else "all documents"
    origin += f", stratified by {arguments.stratify}" if arguments.stratify else ""
    _finish(workspace, save(workspace.path, arguments.name, rows, origin), arguments)


def _size(arguments: argparse.Namespace) -> int | None:
    from analytics.statistics.evaluation_power import DISCORDANT, paired_sample_size

    if arguments.n is not None and arguments.detect is not None:
        raise DataloupeError("Give either --n or --detect, not both.")
    if arguments.n is not None and arguments.n < 1:
        raise DataloupeError(f"The number of items must be at least 1, not {arguments.n}.")
    if arguments.detect is None:
        return arguments.n  # type: ignore[no-any-return]
    discordant = DISCORDANT if arguments.discordant is None else arguments.discordant
    return paired_sample_size(arguments.detect / 100, discordant, arguments.power)


def _add(workspace: Workspace, arguments: argparse.Namespace) -> None:
    from analytics.ask.evaluation import read_items
    from analytics.workspace.evaluation_sets import save

    path = Path(arguments.file)
    _finish(workspace, save(workspace.path, arguments.name, read_items(path), path.name), arguments)


def _finish(workspace: Workspace, one: EvaluationSet, arguments: argparse.Namespace) -> None:
    from analytics.statistics.evaluation_power import DISCORDANT, power_text

    print(f"Saved {one.describe()}, content {one.content_hash[:12]}.")
    print(power_text(one.items, getattr(arguments, "discordant", None) or DISCORDANT))
    _compare(workspace, arguments)
    if arguments.exclude:
        _exclude(workspace, arguments)


def _exclude(workspace: Workspace, arguments: argparse.Namespace) -> None:
    from analytics.ask.filters import ContainsItem
    from analytics.recipe.file import NAME, load, save
    from analytics.recipe.model import Recipe, Step
    from analytics.recipe.steps.exclude import Exclude
    from analytics.workspace.evaluation_sets import evaluation_set

    one = evaluation_set(workspace.path, arguments.name)
    file = workspace.path / NAME
    recipe = load(str(file)) if file.exists() else Recipe()
    step = Step(Exclude((ContainsItem(one.name),)))
    if step.action not in [other.action for other in recipe.steps]:
        save(recipe.with_step(step), str(file))
    print(f"A step of {file} removes the documents that contain items of {one.name}.")


def _compare(workspace: Workspace, arguments: argparse.Namespace) -> None:
    from analytics.ask.evaluation import leakage
    from analytics.build.evaluation_sets import STAGE, compare
    from analytics.cli.progress import Reporter

    with Reporter() as reporter:
        reporter.stage(STAGE, "started", workspace.read_manifest())
        compare(str(workspace.path), on_progress=reporter.progress)
    for one in leakage(workspace.connect()):
        print(one.summary_text())


def _list(workspace: Workspace, arguments: argparse.Namespace) -> None:
    from analytics.ask.evaluation import leakage
    from analytics.cli.text_table import print_table
    from analytics.statistics.evaluation_power import detectable_difference
    from analytics.workspace.evaluation_sets import evaluation_sets

    compared = {(one.name, one.version): one for one in leakage(workspace.connect())}
    rows = []
    for one in evaluation_sets(workspace.path):
        smallest, leaks = detectable_difference(one.items), compared.get((one.name, one.version))
        finds = "-" if smallest is None else f"{100 * smallest:.1f} points"
        leaked = "not compared yet" if leaks is None else f"{leaks.documents:,} documents, {leaks.own:,} items"
        rows.append([one.name, str(one.version), f"{one.items:,}", finds, leaked, one.content_hash[:12], one.origin])
    if not rows:
        print(f"There is no evaluation set yet. Save one: dataloupe evaluation-set save {workspace.path} NAME --n 400.")
        return
    print_table(("set", "version", "items", "finds", "in the corpus", "content", "origin"), rows)


def _export(workspace: Workspace, arguments: argparse.Namespace) -> None:
    from analytics.ask.evaluation import json_lines
    from analytics.files import write_atomically
    from analytics.workspace.evaluation_sets import evaluation_set

    one, path = evaluation_set(workspace.path, arguments.name, arguments.version), Path(arguments.out)
    if path.suffix == ".parquet":
        path.write_bytes(one.path.read_bytes())
    elif path.suffix == ".jsonl":
        write_atomically(path, json_lines(one.rows()))
    else:
        raise DataloupeError(f"{path.name} has no extension that can be written. There are: .jsonl, .parquet.")
    print(f"{one.items:,} items of {one.name}, version {one.version}, in {path}.")


def _remove(workspace: Workspace, arguments: argparse.Namespace) -> None:
    from analytics.workspace.evaluation_sets import remove

    remove(workspace.path, arguments.name)
    print(f"Removed {arguments.name}.")
    _compare(workspace, arguments)
