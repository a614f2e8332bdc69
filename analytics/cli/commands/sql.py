"""Ask a workspace one SELECT in DuckDB's SQL, such as "select source, count(*) from documents group by 1".

The statement can read the workspace's tables and nothing else, and can change nothing. `dataloupe info DIR` lists the
tables.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_FOR_READING = 10_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `dataloupe sql` takes."""
    parser.add_argument("workspace", metavar="DIR", help="the workspace to ask")
    parser.add_argument("statement", metavar="SELECT", help="one SELECT statement, quoted")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="table",
        help="table (the first rows, for reading), csv or json (all rows); default: table",
    )


def run(arguments: argparse.Namespace) -> None:
    """Print the answer in the chosen format, as it comes; Ctrl-C stops it."""
    from analytics.ask.sql.query import Limits, RunningStatement, limits_note
    from analytics.workspace import open_workspace

    rows = ROWS_FOR_READING if arguments.format == "table" else None
    limits = Limits(seconds=None, memory=_half_of_the_memory(), rows=rows, bytes=None)
    with RunningStatement(open_workspace(arguments.workspace).connect(), arguments.statement, limits) as running:
        FORMATS[arguments.format](running.batches())
    if running.unenforced:
        print(limits_note(running.unenforced), file=sys.stderr)


def _half_of_the_memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    except (AttributeError, ValueError):  # a system that does not say
        return 4 << 30


def _print_table(batches: Iterator[pa.RecordBatch]) -> None:
    import duckdb
    import pyarrow as pa

    duckdb.from_arrow(pa.Table.from_batches(list(batches))).show()


def _print_csv(batches: Iterator[pa.RecordBatch]) -> None:
    writer = csv.writer(sys.stdout)
    for number, batch in enumerate(batches):
        if number == 0:
            writer.writerow(batch.schema.names)
        writer.writerows(_rows(batch))


def _print_json(batches: Iterator[pa.RecordBatch]) -> None:
    import orjson

    separator = "[\n"
    for batch in batches:
        for row in _rows(batch):
            line = orjson.dumps(
                dict(zip(batch.schema.names, row, strict=True)), default=_plain, option=orjson.OPT_NON_STR_KEYS
            )
            sys.stdout.write(separator + line.decode())
            separator = ",\n"
    sys.stdout.write("\n]\n" if separator == ",\n" else "[]\n")


def _rows(batch: pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _plain(value: object) -> object:
    """What JSON has no form for: DuckDB's sums of integers come as decimals without a fraction."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 2**63 else float(value)
    return str(value)


FORMATS: dict[str, Callable[[Iterator[pa.RecordBatch]], None]] = {
    "table": _print_table,
    "csv": _print_csv,
    "json": _print_json,
}
