"""The process in which an SQL statement of a person runs: `python -m analytics.ask.sql.sandbox`, started by
`analytics.ask.sql.process`.

It reads the request from stdin, writes the result to stdout as an Arrow stream, and writes to stderr, as one line of
JSON, whether the result is complete or what the error is. The statement has four restrictions. It must be one SELECT.
DuckDB may read only the folder of the tables and the annotations, and its settings are locked. The operating system
limits the memory and the processor time of the process (the limits of DuckDB do not apply to one huge value), and lets
it write no file. The process ends when its parent ends or stops it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import numpy as np
import pyarrow as pa

from analytics.errors import DataloupeError
from analytics.sql import literal
from analytics.system import limit_process
from analytics.workspace.annotations import NAME as ANNOTATIONS
from analytics.workspace.renamed import FORMER_TABLES

BATCH_ROWS = 2048
MEGABYTE = 1 << 20
NO_EXTENSIONS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


def main() -> None:
    """Run the request on stdin: a line of JSON, then the doc_ids of the table `selected` as 64-bit integers."""
    request = json.loads(sys.stdin.buffer.readline())
    selected = None
    if request["selected"] is not None:
        selected = np.frombuffer(sys.stdin.buffer.read(8 * request["selected"]), np.int64)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    unenforced = limit_process(request["memory"], request["processor_seconds"])
    report = {"unenforced": unenforced} | _run(request, selected)
    sys.stdout.buffer.flush()
    sys.stderr.write(json.dumps(report) + "\n")
    sys.stderr.flush()
    os._exit(0)  # threads of DuckDB may still work on a result that nobody reads


def one_select(text: str) -> str:
    """The one SELECT statement in `text`. Raises DataloupeError when `text` is anything else."""
    statements = duckdb.extract_statements(text)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        types = [str(statement.type).removeprefix("StatementType.") for statement in statements]
        raise DataloupeError(f"Write one SELECT statement. This text has: {', '.join(types) or 'none'}.")
    return statements[0].query


def write_result(request: dict[str, Any], selected: np.ndarray | None, sink: BinaryIO) -> bool:
    """Write the result of the request to `sink`; whether it is complete."""
    connection = _restricted_connection(request["views"], request["folder"], selected, request["memory"] // 2)
    statement = one_select(request["statement"])
    try:
        rows = _doc_ids(connection.sql(statement)) if request["doc_ids"] else connection.execute(statement)
        return _write(rows.to_arrow_reader(BATCH_ROWS), sink, request["rows"], request["bytes"])
    except duckdb.CatalogException as error:
        message = str(error).splitlines()[0]
        if "Table" in message:
            message += f" There are: {', '.join(sorted(_table_names(connection))) or 'no tables yet'}."
        raise DataloupeError(message) from None


def _run(request: dict[str, Any], selected: np.ndarray | None) -> dict[str, Any]:
    """Write the result to stdout; whether it is complete, or the error."""
    try:
        return {"complete": write_result(request, selected, sys.stdout.buffer)}
    except (DataloupeError, duckdb.Error) as error:
        return {"error": str(error).splitlines()[0]}
    except MemoryError:
        return {"error": f"the statement needs more than its {request['memory'] // MEGABYTE:,} MB of memory"}


def _end_with_parent() -> None:
    """End this process when the parent closes stdin, which it does at its own end too."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


def _restricted_connection(
    views: list[str], folder: str, selected: np.ndarray | None, memory: int
) -> duckdb.DuckDBPyConnection:
    """A connection to the tables that can read no other file, with locked settings."""
    connection = duckdb.connect(config={**NO_EXTENSIONS, "threads": "2"})
    if selected is not None:
        connection.register("doc_ids", pa.table({"doc_id": selected}))
        connection.execute("CREATE TABLE selected AS SELECT doc_id FROM doc_ids")
        connection.unregister("doc_ids")
    for view in views:
        connection.execute(view)
    for setting in (
        f"memory_limit = '{memory // MEGABYTE}MB'",
        "temp_directory = ''",
        f"allowed_directories = [{literal(folder)}, {literal(str(Path(folder).parent / 'labels') + '/')}]",
        f"allowed_paths = [{literal(str(Path(folder).parent / ANNOTATIONS))}]",
        "python_enable_replacements = false",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")
    return connection


def _doc_ids(rows: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """The distinct `doc_id` of the rows. Raises DataloupeError when they have no such column."""
    if "doc_id" not in rows.columns:
        raise DataloupeError(
            f"A selection of documents needs a column doc_id in the result. It has: {', '.join(rows.columns)}."
        )
    return rows.project("CAST(doc_id AS BIGINT) AS doc_id").filter("doc_id IS NOT NULL").distinct()


def _write(batches: pa.RecordBatchReader, sink: BinaryIO, max_rows: int | None, max_bytes: int | None) -> bool:
    """Write as many rows as the limits allow; whether these are all."""
    rows_left, bytes_left = max_rows or sys.maxsize, max_bytes or sys.maxsize
    with pa.ipc.new_stream(sink, batches.schema) as stream:
        for batch in batches:
            fitting = batch[:rows_left]
            while fitting.nbytes > bytes_left and len(fitting):
                fitting = fitting[: len(fitting) // 2]
            if len(fitting):
                stream.write_batch(fitting)
            if len(fitting) < len(batch):
                return False
            rows_left, bytes_left = rows_left - len(fitting), bytes_left - fitting.nbytes
    return True


def _table_names(connection: duckdb.DuckDBPyConnection) -> set[str]:
    query = "SELECT view_name FROM duckdb_views() WHERE NOT internal UNION ALL SELECT table_name FROM duckdb_tables()"
    return {name for (name,) in connection.execute(query).fetchall()} - FORMER_TABLES


if __name__ == "__main__":
    main()
