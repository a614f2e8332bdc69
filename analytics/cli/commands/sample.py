"""Make sample data on this machine: a corpus from installed Python packages, or simulated logs.

`corpus` contains the docstrings, READMEs and licences of Python and of every installed package. `logs` are the
simulated logs of an assistant that does not exist, with planted findings: see sample_data/TRUTH.md.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from analytics.errors import DataloupeError
from analytics.project_files import project_file

SAMPLES = {
    "corpus": ("make_corpus", "write_corpus", "documents"),
    "logs": ("simulate_logs", "write_logs", "simulated answers"),
}
"""Sample -> its module, the function that writes it to a path and gives the number of rows, and what a row is."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe sample`."""
    parser.add_argument("sample", choices=SAMPLES)
    parser.add_argument("--out", required=True, metavar="FILE", help="the file to write: .parquet or .jsonl")


def run(arguments: argparse.Namespace) -> None:
    """Write the sample to --out."""
    module, function, unit = SAMPLES[arguments.sample]
    sys.path.append(str(project_file("sample_data").parent))
    write = getattr(import_module(f"sample_data.{module}"), function)
    try:
        rows = write(arguments.out)
    except ValueError as error:
        raise DataloupeError(str(error)) from None
    print(f"{rows:,} {unit} in {arguments.out}")
    print(f"Next: dataloupe build {arguments.out} --workspace DIR")
