"""Read files and build a workspace, or update it: the tables that the dashboard shows.

SOURCE is files, globs, directories or addresses (s3://..., https://...): tables (Parquet, CSV, workbooks, databases),
JSON, logs, web pages and archives of crawls, office documents, mail, XML, text. `dataloupe inspect` shows how they will
be read. Only stages whose inputs changed run. If a build was interrupted, run the same command again to continue it.
"""

from __future__ import annotations

import argparse

from analytics.cli.engine_option import add_engine_option
from analytics.cli.input_options import add_build_options, add_sources, chosen_options, fetch_sources, input_lines
from analytics.cli.memory_option import add_memory_option, limit_memory_as_asked
from analytics.layouts import Umap, options_of
from analytics.system import heed_interrupts


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe build`."""
    add_sources(parser)
    add_build_options(parser)
    add_engine_option(parser)
    add_memory_option(parser)
    parser.add_argument("--workspace", required=True, metavar="DIR", help="the directory of the workspace, new or not")
    parser.add_argument(
        "--encoder",
        metavar="NAME",
        help="the model for embeddings: static (English), static-multilingual, minilm, e5 (both slow), a path to "
        "a model, or none; default: static, or static-multilingual where many documents are not in English",
    )
    parser.add_argument(
        "--tokenizer",
        metavar="NAME",
        help="count tokens exactly: cl100k, o200k, gpt2, e5 or the path of a tokenizer.json; 3 to 5 MB a second a "
        "core; default: an estimate",
    )
    parser.add_argument(
        "--keep-rows",
        type=int,
        default=1,
        metavar="K",
        help="keep the documents of the last K snapshots, to show what was removed or edited; default: 1",
    )
    parser.add_argument(
        "--recluster",
        action="store_const",
        const=True,
        help="find the topics of all documents again; without it, topics stay when documents are added",
    )
    parser.add_argument("--layout", metavar="NAME", help="the layout of the map: fast (default) or umap")
    parser.add_argument(
        "--layout-option",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=f"an option of umap (repeatable): {', '.join(options_of(Umap))}",
    )


def run(arguments: argparse.Namespace) -> None:
    """Build, and print how the input is read, the progress and a summary."""
    from analytics.build.engines import engine_of
    from analytics.build.pipeline import build
    from analytics.cli.progress import Reporter, summary_text

    heed_interrupts()
    limit_memory_as_asked(arguments)
    engine = engine_of(arguments.engine)
    fetch_sources(arguments, engine)
    options = chosen_options(arguments)
    for line in input_lines(arguments.sources, options):
        print(line)
    with Reporter() as reporter:
        workspace = build(
            arguments.workspace,
            arguments.sources,
            options,
            arguments.until,
            engine,
            on_progress=reporter.progress,
            on_stage=reporter.stage,
            keep_rows=arguments.keep_rows,
        )
    print(summary_text(workspace))
