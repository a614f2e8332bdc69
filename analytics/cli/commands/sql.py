"""Run one SELECT on a workspace in DuckDB's SQL.

Example: dataloupe sql DIR "select source, count(*) from documents group by 1". The statement can only read, and only
the tables of the workspace. `dataloupe info DIR` lists them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from analytics.system import total_memory

if TYPE_CHECKING:
    import pyarrow as pa

MAX_TABLE_ROWS = 10_000
DEFAULT_MEMORY = 4 << 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe sql`."""
    parser.add_argument("workspace", metavar="DIR", help="the workspace")
    parser.add_argument("statement", metavar="SELECT", help="one SELECT statement, in quotes")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="table",
        help="table (the first and last rows), csv or json (all rows); default: table",
    )


def run(arguments: argparse.Namespace) -> None:
    """Print the rows in the chosen format while they arrive; Ctrl-C stops the statement."""
    from analytics.ask.sql.limits import Limits, limits_note
    from analytics.ask.sql.process import RunningStatement
    from analytics.workspace import open_workspace

    rows = MAX_TABLE_ROWS if arguments.format == "table" else None
    limits = Limits(seconds=None, memory=_half_of_memory(), rows=rows, bytes=None)
    with RunningStatement(open_workspace(arguments.workspace).connect(), arguments.statement, limits) as running:
        FORMATS[arguments.format](running.batches())
    if running.unenforced:
        print(limits_note(running.unenforced), file=sys.stderr)


def _half_of_memory() -> int:
    memory = total_memory()
    return DEFAULT_MEMORY if memory is None else memory // 2


def _print_table(batches: Iterator[pa.RecordBatch]) -> None:
    import duckdb
    import pyarrow as pa

    duckdb.from_arrow(pa.Table.from_batches(list(batches))).show()


def _print_csv(batches: Iterator[pa.RecordBatch]) -> None:
    from analytics.csv_text import CsvWriter, formulas_note

    writer = CsvWriter(sys.stdout)
    for batch in batches:
        writer.write(batch)
    if note := formulas_note(writer.escaped):
        print(note, file=sys.stderr)


def _print_json(batches: Iterator[pa.RecordBatch]) -> None:
    import orjson

    separator = "[\n"
    for batch in batches:
        for values in _rows(batch):
            row = dict(zip(batch.schema.names, values, strict=True))
            line = orjson.dumps(row, default=_json_value, option=orjson.OPT_NON_STR_KEYS)
            sys.stdout.write(separator + line.decode())
            separator = ",\n"
    sys.stdout.write("\n]\n" if separator == ",\n" else "[]\n")


def _rows(batch: pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _json_value(value: object) -> object:
    """A value that JSON lacks, as one that it has: DuckDB's sums of integers are decimals without a fraction."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 2**63 else float(value)
    return str(value)


FORMATS: dict[str, Callable[[Iterator[pa.RecordBatch]], None]] = {
    "table": _print_table,
    "csv": _print_csv,
    "json": _print_json,
}
