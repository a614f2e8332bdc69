"""Score results of models on an evaluation set: accuracy by slice, the worst slices, and which model is better.

RESULTS are files of JSON lines, one result a line. The item is named by id, doc_id, a hash of the text, or the text.
The result is correct, score (0 to 1), or a prediction that is compared with the label of the item. A field model names
the model; without it, the file does. All rates have 95 % confidence intervals.
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe score-set`."""
    parser.add_argument("workspace", metavar="DIR", help="the workspace with the evaluation set")
    parser.add_argument("name", metavar="NAME", help="the evaluation set")
    parser.add_argument("results", nargs="+", metavar="RESULTS.jsonl", help="one or more files of results")
    parser.add_argument("--version", type=int, metavar="N", help="the version of the set; default: the last one")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    parser.add_argument("--out", metavar="FILE", help="write the result as JSON to FILE, too")


def run(arguments: argparse.Namespace) -> None:
    """Join the results with the items, and print what they say."""
    from pathlib import Path

    from analytics.ask.evaluation import read_results, score_set
    from analytics.cli.json_text import json_text
    from analytics.workspace import open_workspace
    from analytics.workspace.evaluation_sets import evaluation_set

    one = evaluation_set(open_workspace(arguments.workspace).path, arguments.name, arguments.version)
    items = one.rows()
    results = [result for path in arguments.results for result in read_results(Path(path), items)]
    scores = score_set(items, results)
    plain = {"set": one.name, "version": one.version, "content_hash": one.content_hash, **scores.to_plain()}
    if arguments.out:
        Path(arguments.out).write_text(json_text(plain), encoding="utf-8")
    if arguments.format == "json":
        print(json_text(plain), end="")
        return
    for model in scores.models:
        print(model.summary_text())
    for model in scores.models:
        _print_slices(model)
        print(model.worst_text())
    for pair in scores.comparisons:
        print(pair.summary_text())


def _print_slices(model: object) -> None:
    from analytics.ask.evaluation import ModelScore
    from analytics.cli.text_table import print_table

    assert isinstance(model, ModelScore)
    rows = [
        [str(row.property), str(row.slice)[:40], f"{row.value:.1%}", f"{row.low:.1%} to {row.high:.1%}", f"{row.n:,}"]
        for row in model.slices.itertuples()
    ]
    if rows:
        print_table(("property", f"slice of {model.model}", "accuracy", "95 % interval", "items"), rows)
