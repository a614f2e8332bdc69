"""Train the quality classifier: more like these documents, less like those. Every document gets a `quality_score`.

A side is FIELD=VALUE,... of a column of the documents, such as source=wikipedia,arxiv; FIELD>=NUMBER, such as score>=3;
or the selection of a link, the JSON behind `sel=` in the dashboard's address. What was trained before is replaced.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from analytics.ask.selection import Selection
    from analytics.build.examples import Side


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `dataloupe train` takes."""
    parser.add_argument("workspace", metavar="DIR", help="a workspace that has been built")
    parser.add_argument("--like", required=True, metavar="SIDE", help="the documents that there should be more of")
    parser.add_argument("--unlike", required=True, metavar="SIDE", help="the documents that there should be fewer of")


def run(arguments: argparse.Namespace) -> None:
    """Train, and tell what the documents that were kept back say of it."""
    from analytics.build.classifier import STAGE, train
    from analytics.cli.progress import Reporter
    from analytics.workspace import open_workspace

    like, unlike = side(arguments.workspace, arguments.like), side(arguments.workspace, arguments.unlike)
    with Reporter() as reporter:
        reporter.stage(STAGE, "started", open_workspace(arguments.workspace).read_manifest())
        workspace = train(arguments.workspace, like, unlike, on_progress=reporter.progress)
    notes = workspace.read_manifest().stages[STAGE.name].notes
    auc, accuracy, error = (notes["words"][name] for name in ("auc", "accuracy", "calibration_error"))
    print(
        f"Learnt from {notes['like_taught']:,} + {notes['unlike_taught']:,} documents, examined on {notes['like_held_out']:,} + {notes['unlike_held_out']:,}"
    )
    print(
        f"AUC {auc[0]:.4f} ({auc[1]:.4f} to {auc[2]:.4f}), accuracy {accuracy[0]:.1%} ({accuracy[1]:.1%} to {accuracy[2]:.1%})"
    )
    print(f"Scores are off by {error[0]:.1%} on average ({error[1]:.1%} to {error[2]:.1%})")


def side(workspace: str, text: str) -> Side:
    """The documents that SIDE names. Raises DataloupeError when it cannot be read or fits no document."""
    from analytics.ask.selection import doc_ids
    from analytics.build.examples import Side
    from analytics.workspace import open_workspace

    selection = read_side(text)
    return Side(doc_ids(open_workspace(workspace).connect(), selection), selection.describe(), selection.to_url())


def read_side(text: str) -> Selection:
    """The selection that SIDE stands for."""
    from analytics.ask.filters import Range, Values
    from analytics.ask.selection import Selection

    if text.lstrip().startswith("["):
        return Selection.from_url(text)
    field, operator, value = text.partition(">=" if ">=" in text else "=")
    if not (field.strip() and operator and value.strip()):
        raise DataloupeError(
            f"{text!r} is no side - write FIELD=VALUE, such as source=wikipedia, FIELD>=NUMBER, or a selection as JSON"
        )
    if operator == "=":
        return Selection((Values("documents", field.strip(), tuple(value.split(","))),))
    try:
        return Selection((Range("documents", field.strip(), float(value)),))
    except ValueError:
        raise DataloupeError(f"{value!r} is no number - write {field.strip()}>=3") from None
