"""The arguments that name the inputs of a build and say how to read them, shared by several commands."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.errors import DataloupeError
from analytics.layouts import Fast, build_option, make_layout

if TYPE_CHECKING:
    from analytics.build.engine import Engine

OPTIONS = (
    "text", "source", "format", "vectors", "encoder", "keep_user_ids", "encoding", "delimiter", "header", "extractor",
    "recluster",
)  # fmt: skip
MAX_INPUTS_SHOWN = 20


def add_sources(parser: argparse.ArgumentParser) -> None:
    """SOURCE..., and the options that say how to read it."""
    parser.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="files, globs, directories, or addresses (s3://...)",
    )
    add_input_options(parser)


def add_build_options(parser: argparse.ArgumentParser) -> None:
    """Options of a build that do not say how to read the input."""
    parser.add_argument("--until", metavar="STAGE", help="stop after this stage")
    add_against(parser)


def add_against(parser: argparse.ArgumentParser) -> None:
    """The option that compares the documents with what is there already."""
    parser.add_argument(
        "--against",
        action="append",
        default=[],
        metavar="PATH",
        help="a workspace: find documents that are already in it, as copies or near-duplicates; or a file: find "
        "documents that contain its evaluation items (repeatable)",
    )


def add_input_options(parser: argparse.ArgumentParser) -> None:
    """Options that say how to read the input."""
    parser.add_argument("--text", metavar="COLUMN", help="the text column; default: chosen by name or length")
    parser.add_argument("--source", metavar="COLUMN", help="the column with the source of each document")
    parser.add_argument("--format", metavar="NAME", help="the input format; default: detected by name and content")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN,...",
        help="the columns of other fields: title, lang, label, ...; in logs: prompt, response, thumbs, model, user ...",
    )
    parser.add_argument(
        "--keep-user-ids",
        action="store_true",
        default=None,
        help="store the user ids of logs unchanged; default: as hashes with the key of the workspace",
    )
    parser.add_argument(
        "--reading", metavar="FILE", help="how to read the input, as `dataloupe inspect --save` writes it"
    )
    parser.add_argument("--encoding", metavar="NAME", help="of text files, such as cp1252 or utf-16; default: detected")
    parser.add_argument(
        "--delimiter", metavar="MARK", help="between the fields of CSV, such as ; or tab; default: detected"
    )
    parser.add_argument("--header", choices=["yes", "no"], help="whether the first row of CSV names its columns")
    parser.add_argument(
        "--extractor",
        metavar="NAME",
        help="how the content of web pages is extracted: trafilatura (careful), resiliparse (fast), none (all text); "
        "default: trafilatura for files, resiliparse for archives of crawls",
    )
    parser.add_argument("--vectors", metavar="COLUMN", help="a column with embeddings; replaces the encoder")


def fetch_sources(arguments: argparse.Namespace, engine: Engine | None = None) -> None:
    """Replace the addresses among the sources by their local copies, which the workers of the engine make. Only
    commands that a person runs do that.
    """
    from analytics.build.engine import ThreadEngine
    from analytics.ingest.remote import is_remote, local_sources

    if any(map(is_remote, arguments.sources)):
        arguments.sources = local_sources(arguments.sources, (engine or ThreadEngine()).run)


def chosen_options(arguments: argparse.Namespace) -> Mapping[str, Any]:
    """The options of a build that the arguments set; `map` as {field: column}."""
    options = {name: getattr(arguments, name) for name in OPTIONS if getattr(arguments, name, None) is not None}
    if getattr(arguments, "reading", None):
        options["reading"] = _reading(arguments.reading)
    columns = dict(_field_and_column(pair) for pairs in arguments.map for pair in pairs.split(","))
    if columns:
        options["map"] = columns
    if getattr(arguments, "against", None):
        options |= _compared_with(arguments)
    if getattr(arguments, "tokenizer", None):
        from analytics.encoders.exact_tokens import build_option as tokenizer_option

        options["tokenizer"] = tokenizer_option(arguments.tokenizer)
    return options | _corrections() | _layout_option(arguments)


def _compared_with(arguments: argparse.Namespace) -> dict[str, Any]:
    """The workspaces of --against as the option `corpora`, its files as `against`. Raises DataloupeError."""
    from analytics.build import contamination, corpus

    corpora = [path for path in arguments.against if corpus.is_workspace(path)]
    files = [path for path in arguments.against if path not in corpora]
    options: dict[str, Any] = {}
    if corpora:
        options["corpora"] = corpus.fingerprints(corpora, getattr(arguments, "workspace", None))
    if files:
        options["against"] = contamination.fingerprints(files)
    return options


def _corrections() -> dict[str, Any]:
    """The corrections that were made on the Data page, for files of the same structure."""
    from analytics.ingest.correcting.memory import remembered

    corrections = remembered()
    return {"corrections": corrections} if corrections else {}


def _reading(path: str) -> str:
    """The text of a reading. Raises DataloupeError when the file is missing or is no reading."""
    from analytics.ingest.reading.reading_file import from_yaml

    try:
        text = Path(path).read_text("utf-8")
    except OSError as error:
        raise DataloupeError(f"{path} cannot be read: {error.strerror}.") from None
    from_yaml(text, path)
    return text


def input_lines(sources: Sequence[str], options: Mapping[str, Any]) -> Iterator[str]:
    """How each input will be read, one line each. Raises DataloupeError for an input that cannot be read."""
    from analytics.ingest import find_inputs
    from analytics.ingest.folders import describe_inputs

    inputs = find_inputs(sources, options)
    descriptions, skipped = describe_inputs(inputs[:MAX_INPUTS_SHOWN], options)
    yield from (one.summary_text() for one in descriptions)
    yield from (f"{name}: skipped. {reason}" for name, reason in skipped.items())
    if len(inputs) > MAX_INPUTS_SHOWN:
        yield f"... and {len(inputs) - MAX_INPUTS_SHOWN:,} more inputs"


def _layout_option(arguments: argparse.Namespace) -> dict[str, Any]:
    """`--layout` and `--layout-option` as the option `layout`; nothing for the default layout."""
    name = getattr(arguments, "layout", None) or Fast.name
    pairs = [_layout_pair(text) for text in getattr(arguments, "layout_option", ())]
    option = build_option(make_layout(name, dict(pairs)))
    return {"layout": option} if option else {}


def _layout_pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (equals and name.strip()):
        raise DataloupeError(f"--layout-option cannot be {text!r}. Write NAME=VALUE, such as min_dist=0.05.")
    return name.strip(), value


def _field_and_column(text: str) -> tuple[str, str]:
    field, equals, column = text.partition("=")
    if not (equals and field.strip() and column):
        raise DataloupeError(f"--map cannot be {text!r}. Write FIELD=COLUMN, such as title=headline.")
    return field.strip(), column
