"""Train the quality classifier on two groups of documents, and score every document with it.

A group is FIELD=VALUE,... such as source=wikipedia,arxiv; FIELD>=NUMBER such as score>=3; or the selection of a link:
the JSON after `sel=` in the dashboard's address. The new classifier and its `quality_score` replace the earlier ones.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from analytics.ask.selection import Selection
    from analytics.build.examples import Side


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe train`."""
    parser.add_argument("workspace", metavar="DIR", help="the workspace")
    parser.add_argument("--like", required=True, metavar="GROUP", help="documents that should get a high score")
    parser.add_argument("--unlike", required=True, metavar="GROUP", help="documents that should get a low score")


def run(arguments: argparse.Namespace) -> None:
    """Train, and print how well the classifier scores the held-out documents."""
    from analytics.build.classifier import STAGE, train
    from analytics.cli.progress import Reporter
    from analytics.workspace import open_workspace

    like, unlike = group(arguments.workspace, arguments.like), group(arguments.workspace, arguments.unlike)
    with Reporter() as reporter:
        reporter.stage(STAGE, "started", open_workspace(arguments.workspace).read_manifest())
        workspace = train(arguments.workspace, like, unlike, on_progress=reporter.progress)
    _print_result(workspace.read_manifest().stages[STAGE.name].notes)


def group(workspace: str, text: str) -> Side:
    """The documents of a group. Raises DataloupeError if it cannot be read or contains no document."""
    from analytics.ask.selection import doc_ids
    from analytics.build.examples import Side
    from analytics.workspace import open_workspace

    selection = parse_group(text)
    return Side(doc_ids(open_workspace(workspace).connect(), selection), selection.describe(), selection.to_url())


def parse_group(text: str) -> Selection:
    """The selection that GROUP means."""
    from analytics.ask.filters import Range, Values
    from analytics.ask.selection import Selection

    if text.lstrip().startswith("["):
        return Selection.from_url(text)
    field, operator, value = text.partition(">=" if ">=" in text else "=")
    if not (field.strip() and operator and value.strip()):
        raise DataloupeError(
            f"A group of documents cannot be {text!r}. "
            "Write FIELD=VALUE, such as source=wikipedia, FIELD>=NUMBER, or a selection as JSON."
        )
    if operator == "=":
        return Selection((Values("documents", field.strip(), tuple(value.split(","))),))
    try:
        return Selection((Range("documents", field.strip(), float(value)),))
    except ValueError:
        raise DataloupeError(f"{value!r} is not a number. Write, for example, {field.strip()}>=3.") from None


def _print_result(notes: Mapping[str, Any]) -> None:
    auc, accuracy, error = (notes["words"][name] for name in ("auc", "accuracy", "calibration_error"))
    trained, tested = (f"{notes[f'like_{role}']:,} + {notes[f'unlike_{role}']:,}" for role in ("taught", "held_out"))
    print(f"Trained on {trained} documents, tested on {tested} others.")
    print(f"AUC {auc[0]:.4f} (95 % confidence interval {auc[1]:.4f} to {auc[2]:.4f})")
    print(f"Accuracy {accuracy[0]:.1%} ({accuracy[1]:.1%} to {accuracy[2]:.1%})")
    print(f"Mean calibration error {error[0]:.1%} ({error[1]:.1%} to {error[2]:.1%})")
