"""Draw a sample of a corpus of any size as a workspace, with exact totals of the whole.

ENGINE is sc://HOST:PORT (a cluster that speaks Spark Connect), threads or processes. The sample is stratified: each
source has its share, and small sources at least 30 documents. Documents, tokens, histograms of signals and duplicates
are counted in the whole corpus, and the pages say what is sampled. Decide on the sample, and apply the recipe to all:
dataloupe apply --engine ENGINE. After a kill, run the same command again to continue.
"""

from __future__ import annotations

import argparse
import sys

from analytics.cli.input_options import add_sources, chosen_options, fetch_sources


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe sample-of`."""
    parser.add_argument("engine", metavar="ENGINE", help="sc://HOST:PORT, threads or processes")
    add_sources(parser)
    parser.add_argument("--rows", type=int, required=True, metavar="N", help="how many documents to draw")
    parser.add_argument("--workspace", required=True, metavar="DIR", help="the directory of the new workspace")
    parser.add_argument("--encoder", metavar="NAME", help="the model for embeddings, as of `dataloupe build`")
    parser.add_argument("--until", metavar="STAGE", help="stop the build of the sample after this stage")


def run(arguments: argparse.Namespace) -> None:
    """Draw, build, and print the totals."""
    from analytics.ask.whole import whole
    from analytics.build.engines import engine_of
    from analytics.build.shards.sample import sample_of
    from analytics.cli.progress import Reporter, summary_text
    from analytics.errors import DataloupeError
    from analytics.ingest import find_inputs

    if arguments.rows < 1:
        raise DataloupeError(f"--rows must be at least 1, not {arguments.rows}.")
    engine = engine_of(arguments.engine)
    fetch_sources(arguments, engine)
    options = chosen_options(arguments)
    inputs = find_inputs(arguments.sources, options)
    with Reporter() as reporter:
        workspace = sample_of(
            engine,
            inputs,
            options,
            arguments.rows,
            arguments.workspace,
            lambda title: print(title, file=sys.stderr, flush=True),
            until=arguments.until,
            on_progress=reporter.progress,
            on_stage=reporter.stage,
        )
    if totals := whole(workspace.connect()):
        print(totals.summary_text())
    print(summary_text(workspace))
