"""Make data to try dataloupe on: real texts from what is installed on this machine, or simulated logs.

`corpus` holds the docstrings, READMEs and licences of Python and of every installed package. `logs` are simulated: an
assistant product that does not exist, with findings planted that sample_data/TRUTH.md tells.
"""

from __future__ import annotations

import argparse
import runpy

from analytics.errors import DataloupeError
from analytics.project_files import project_file

SAMPLES = {
    "corpus": ("sample_data/make_corpus.py", "write_corpus", "documents"),
    "logs": ("sample_data/simulate_logs.py", "write_logs", "simulated answers"),
}
"""The script that makes a sample, the function in it that writes it to a path and gives the number of rows, and what a
row is.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `dataloupe sample` takes."""
    parser.add_argument("sample", choices=SAMPLES)
    parser.add_argument("--out", required=True, metavar="FILE", help="where to write it: .parquet or .jsonl")


def run(arguments: argparse.Namespace) -> None:
    """Write the sample to --out."""
    script, function, what = SAMPLES[arguments.sample]
    write = runpy.run_path(str(project_file(script)), run_name=arguments.sample)[function]
    try:
        rows = write(arguments.out)
    except ValueError as error:
        raise DataloupeError(str(error)) from None
    print(f"{rows:,} {what} in {arguments.out}")
    print(f"Next: dataloupe build {arguments.out} --workspace DIR")
