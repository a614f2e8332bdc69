"""`--engine`: where the work of a command runs."""

from __future__ import annotations

import argparse


def add_engine_option(parser: argparse.ArgumentParser) -> None:
    """Declare `--engine`."""
    parser.add_argument(
        "--engine",
        metavar="NAME",
        default="threads",
        help="where the work runs: threads (default), processes, or sc://HOST:PORT, a cluster that speaks Spark "
        "Connect; see docs/scale.md",
    )
