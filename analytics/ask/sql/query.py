"""Run one SELECT that a person typed, in a process that can read only the tables of the workspace."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from analytics.ask.sql.limits import WHOLE_RESULT, Limits
from analytics.ask.sql.process import RunningStatement
from analytics.ask.sql.result import QueryResult
from analytics.errors import DataloupeError


def run_query(
    connection: duckdb.DuckDBPyConnection,
    statement: str,
    limits: Limits | None = None,
    selected: np.ndarray | None = None,
) -> QueryResult:
    """The result of `statement`. `selected` are the doc_ids of the table `selected` (None: there is no such table).

    Raises DataloupeError when the statement is refused or stopped.
    """
    with RunningStatement(connection, statement, limits or Limits(), selected) as running:
        return running.result()


def query_doc_ids(connection: duckdb.DuckDBPyConnection, statement: str, selected: np.ndarray) -> pa.Table:
    """All distinct doc_ids in the result of `statement`.

    Raises DataloupeError when the statement is refused or stopped, or has too many of them.
    """
    with RunningStatement(connection, statement, WHOLE_RESULT, selected, only_doc_ids=True) as running:
        result = running.result()
    if not result.complete:
        raise DataloupeError("The statement returns more documents than a selection can contain.")
    return result.table
