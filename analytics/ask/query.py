"""A person's own question: one SELECT over the workspace's tables, which can read nothing else and change nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import duckdb

from analytics.errors import DataloupeError
from analytics.sql import literal
from analytics.workspace import Workspace


def connect_read_only(workspace: Workspace) -> duckdb.DuckDBPyConnection:
    """A connection to the tables that reaches no file but theirs, and whose settings cannot be changed any more.

    DuckDB lets a locked connection also write to the folders it may read, so what runs on it has to pass `one_select`.
    """
    connection = workspace.connect()
    connection.execute(f"SET allowed_directories = [{literal(str(workspace.tables_path) + '/')}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def one_select(text: str) -> str:
    """The one SELECT statement that `text` is. Raises DataloupeError when it is anything else."""
    try:
        statements = duckdb.extract_statements(text)
    except duckdb.Error as error:
        raise DataloupeError(_first_line(error)) from None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        found = ", ".join(str(one.type).removeprefix("StatementType.") for one in statements) or "none"
        raise DataloupeError(f"one SELECT statement is needed - found {found}")
    return statements[0].query


@contextlib.contextmanager
def refusals(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Turn what DuckDB refuses inside into a DataloupeError of one line, naming the tables there are when it looked for another."""
    try:
        yield
    except duckdb.Error as error:
        line = _first_line(error)
        if isinstance(error, duckdb.CatalogException) and "Table" in line:
            tables = [name for (name,) in connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY view_name").fetchall()]
            line += f" - there are {', '.join(tables) or 'no tables yet'}"
        raise DataloupeError(line) from None


def _first_line(error: duckdb.Error) -> str:
    return str(error).splitlines()[0]
