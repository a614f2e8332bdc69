"""Ask a workspace one SELECT in DuckDB's SQL, such as "select source, count(*) from documents group by 1".

The statement can read the workspace's tables and nothing else, and can change nothing. `dataloupe info DIR` lists the tables.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import itertools
import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

ROWS_AT_A_TIME = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `dataloupe sql` takes."""
    parser.add_argument("workspace", metavar="DIR", help="the workspace to ask")
    parser.add_argument("statement", metavar="SELECT", help="one SELECT statement, quoted")
    parser.add_argument("--format", choices=FORMATS, default="table", help="table (the first rows, for reading), csv or json (all rows); default: table")


def run(arguments: argparse.Namespace) -> None:
    """Print the answer in the chosen format."""
    from analytics.ask.query import connect_read_only, one_select, refusals
    from analytics.workspace import open_workspace

    connection = connect_read_only(open_workspace(arguments.workspace))
    with _limited_memory(), refusals(connection):
        FORMATS[arguments.format](connection, one_select(arguments.statement))


@contextlib.contextmanager
def _limited_memory() -> Iterator[None]:
    """Let a runaway statement fail alone: DuckDB's own limits do not bound one huge value, the limit of the process does."""
    try:
        import resource
    except ImportError:  # a system without such limits
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    half = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    resource.setrlimit(resource.RLIMIT_AS, (half if before[0] == resource.RLIM_INFINITY else min(half, before[0]), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _print_table(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    connection.sql(statement).show()


def _print_csv(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    columns, rows = _answer(connection, statement)
    writer = csv.writer(sys.stdout)
    writer.writerow(columns)
    writer.writerows(rows)


def _print_json(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    import orjson

    columns, rows = _answer(connection, statement)
    separator = "[\n"
    for row in rows:
        sys.stdout.write(separator + orjson.dumps(dict(zip(columns, row, strict=True)), default=str, option=orjson.OPT_NON_STR_KEYS).decode())
        separator = ",\n"
    sys.stdout.write("\n]\n" if separator == ",\n" else "[]\n")


def _answer(connection: duckdb.DuckDBPyConnection, statement: str) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The columns, and the rows as they are fetched: memory does not grow with the answer."""
    result = connection.execute(statement)
    rows = itertools.chain.from_iterable(iter(lambda: result.fetchmany(ROWS_AT_A_TIME), []))
    return [column[0] for column in result.description], rows


FORMATS: dict[str, Callable[[duckdb.DuckDBPyConnection, str], None]] = {"table": _print_table, "csv": _print_csv, "json": _print_json}
