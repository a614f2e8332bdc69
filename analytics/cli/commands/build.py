"""Read files and build, or bring up to date, a workspace: a directory of tables that the dashboard shows.

SOURCE is files, globs or directories: Parquet, JSONL, JSON, CSV/TSV (each also .gz or .zst), Arrow/Feather, a folder of
text files, a table of a DuckDB file. Only stages whose inputs changed run. A build that was stopped, in whatever way,
continues when the same command is given again.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analytics.errors import DataloupeError
from analytics.layouts import Fast, Umap, build_option, make_layout, options_of

OPTIONS = ("text", "source", "format", "vectors", "encoder", "keep_user_ids")
INPUTS_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `dataloupe build` takes."""
    add_reading_options(parser)
    parser.add_argument("--workspace", required=True, metavar="DIR", help="where to build; made when it does not exist")
    parser.add_argument(
        "--encoder", metavar="NAME", help="what turns texts into vectors: static, minilm, a path to a model, or none"
    )
    parser.add_argument("--layout", metavar="NAME", help="how the map is laid out: fast (the default) or umap")
    parser.add_argument(
        "--layout-option",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=f"an option of umap (may be given again): {', '.join(options_of(Umap))}",
    )


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """What is read, and how: for `build` and for `inspect`."""
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="files, globs or directories")
    parser.add_argument("--until", metavar="STAGE", help="stop after this stage")
    parser.add_argument(
        "--against",
        action="append",
        default=[],
        metavar="PATH",
        help="a file of evaluation items, or another workspace: find the documents that hold items of it (may be given again)",
    )
    add_reading(parser)


def add_reading(parser: argparse.ArgumentParser) -> None:
    """How the input is to be understood."""
    parser.add_argument("--text", metavar="COLUMN", help="the column that holds the text; default: guessed, and shown")
    parser.add_argument("--source", metavar="COLUMN", help="the column that says where a document comes from")
    parser.add_argument(
        "--format", metavar="NAME", help="the format of the input; default: by its name and first bytes"
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN,...",
        help="which columns hold title, lang, label, ..., or of a log: prompt, response, thumbs, model, user, ...",
    )
    parser.add_argument(
        "--keep-user-ids",
        action="store_true",
        default=None,
        help="keep the user ids of logs as they are; default: hashed with the workspace's own key",
    )
    parser.add_argument("--vectors", metavar="COLUMN", help="the column that holds ready embeddings")


def run(arguments: argparse.Namespace) -> None:
    """Build, telling what was understood, how far it is, and what came of it."""
    from analytics.build.pipeline import build
    from analytics.cli.progress import Reporter, summary

    options = chosen_options(arguments)
    for line in understood(arguments.sources, options):
        print(line)
    with Reporter() as reporter:
        try:
            workspace = build(
                arguments.workspace,
                arguments.sources,
                options,
                arguments.until,
                on_progress=reporter.progress,
                on_stage=reporter.stage,
            )
        except KeyboardInterrupt:
            raise KeyboardInterrupt("interrupted - finished stages are kept, and the same command continues") from None
    print(summary(workspace))


def understood(sources: Sequence[str], options: Mapping[str, Any]) -> Iterator[str]:
    """How each input will be read, one line each. Raises DataloupeError for input that cannot be."""
    from analytics.ingest import describe_input, find_inputs

    inputs = find_inputs(sources, options)
    yield from (describe_input(one, options).summary_text() for one in inputs[:INPUTS_SHOWN])
    if len(inputs) > INPUTS_SHOWN:
        yield f"... and {len(inputs) - INPUTS_SHOWN:,} more inputs"


def chosen_options(arguments: argparse.Namespace) -> Mapping[str, Any]:
    """The options that were given, for the stages; `map` as {field: column}."""
    options = {name: getattr(arguments, name) for name in OPTIONS if getattr(arguments, name, None) is not None}
    mapping = dict(_pair(pair) for pairs in arguments.map for pair in pairs.split(","))
    return (
        options
        | ({"map": mapping} if mapping else {})
        | ({"against": _fingerprints(arguments.against)} if getattr(arguments, "against", None) else {})
        | _layout_option(arguments)
    )


def _layout_option(arguments: argparse.Namespace) -> dict[str, Any]:
    """`--layout` and `--layout-option` as the option `layout`; nothing for the default layout."""
    name = getattr(arguments, "layout", None) or Fast.name
    pairs = [_layout_pair(text) for text in getattr(arguments, "layout_option", ())]
    option = build_option(make_layout(name, dict(pairs)))
    return {"layout": option} if option else {}


def _layout_pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (equals and name.strip()):
        raise DataloupeError(f"--layout-option cannot read {text!r}. Write NAME=VALUE, such as min_dist=0.05")
    return name.strip(), value


def _fingerprints(paths: Sequence[str]) -> list[list[str]]:
    from analytics.build.contamination import fingerprints

    return fingerprints(paths)


def _pair(text: str) -> tuple[str, str]:
    field, equals, column = text.partition("=")
    if not (equals and field.strip() and column):
        raise DataloupeError(f"--map cannot read {text!r} - write FIELD=COLUMN, such as title=headline")
    return field.strip(), column
