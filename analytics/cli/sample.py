"""Make real data to try dataloupe on, from what is installed on this machine.

`corpus` holds the docstrings, READMEs and licences of Python and of every installed package.
"""

from __future__ import annotations

import argparse
import runpy

from analytics.errors import DataloupeError
from analytics.project_files import project_file

SAMPLES = {"corpus": ("sample_data/make_corpus.py", "write_corpus")}
"""The script that makes a sample, and the function in it that writes it to a path and gives the number of documents."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `dataloupe sample` takes."""
    parser.add_argument("sample", choices=SAMPLES)
    parser.add_argument("--out", required=True, metavar="FILE", help="where to write it: .parquet or .jsonl")


def run(arguments: argparse.Namespace) -> None:
    """Write the sample to --out."""
    script, function = SAMPLES[arguments.sample]
    write = runpy.run_path(str(project_file(script)), run_name=arguments.sample)[function]
    try:
        documents = write(arguments.out)
    except ValueError as error:
        raise DataloupeError(str(error)) from None
    print(f"{documents:,} documents in {arguments.out}")
    print(f"Next: dataloupe build {arguments.out} --workspace DIR")
