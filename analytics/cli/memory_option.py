"""`--memory`: how much memory a command may use."""

from __future__ import annotations

import argparse
import re

from analytics.errors import DataloupeError
from analytics.system import limit_memory

UNITS = {"": 1, "K": 1_000, "M": 1_000_000, "G": 1_000_000_000, "T": 1_000_000_000_000}
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([KMGT]?)i?B?", re.IGNORECASE)
MIN_MEMORY = 1_000_000_000
"""The libraries alone need some 400 MB."""


def add_memory_option(parser: argparse.ArgumentParser) -> None:
    """Declare `--memory`."""
    parser.add_argument(
        "--memory",
        metavar="SIZE",
        help="how much memory the command may take, such as 8GB, besides files that are mapped; it stops with one line "
        "rather than take more, and finished stages are kept; default: no limit",
    )


def limit_memory_as_asked(arguments: argparse.Namespace) -> None:
    """Set the limit of `--memory` for this process. Raises DataloupeError for a size that is none or too small, and on
    systems that enforce no limit.
    """
    if arguments.memory is None:
        return
    size = bytes_of(arguments.memory)
    if size < MIN_MEMORY:
        raise DataloupeError(f"--memory {arguments.memory} is too little. The smallest limit is 1GB.")
    if not limit_memory(size):
        raise DataloupeError("This system does not limit the memory of a process. Leave --memory out.")


def bytes_of(size: str) -> int:
    """`8GB` as bytes. Raises DataloupeError for what is no size."""
    matched = _SIZE.fullmatch(size.strip())
    if not matched:
        raise DataloupeError(f"--memory {size} is no size. Write a number and a unit: 8GB, 500MB.")
    return int(float(matched[1]) * UNITS[matched[2].upper()])
