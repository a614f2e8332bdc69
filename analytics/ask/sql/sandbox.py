"""The process in which a statement that somebody typed runs alone: `python -m analytics.ask.sql.sandbox`, started by
`analytics.ask.sql.query`.

It is told on stdin what to run on which tables, answers on stdout as an Arrow stream, and says on stderr, as one line
of JSON, whether that was all or what went wrong. Four walls stand around the statement: it has to be one SELECT; DuckDB
may read the folder of the tables and no other, with settings locked; the kernel bounds the memory and the processor
time of the process (DuckDB's own limits do not bound one huge value) and lets it write to no file; and it ends when
whoever started it ends or stops it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any, BinaryIO

import duckdb
import numpy as np
import pyarrow as pa

from analytics.errors import DataloupeError
from analytics.sql import literal
from analytics.system import limit_process
from analytics.workspace.renamed import FORMER_TABLES

BATCH_ROWS = 2048
MEGABYTE = 1 << 20


def one_select(text: str) -> str:
    """The one SELECT statement that `text` is. Raises DataloupeError when it is anything else."""
    statements = duckdb.extract_statements(text)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        found = ", ".join(str(one.type).removeprefix("StatementType.") for one in statements) or "none"
        raise DataloupeError(f"one SELECT statement is needed - found {found}")
    return statements[0].query


def main() -> None:
    """Run the one request that stands on stdin: a line of JSON, then the doc_ids of the table `selected` as 64-bit
    integers.
    """
    request = json.loads(sys.stdin.buffer.readline())
    selected = (
        None if request["selected"] is None else np.frombuffer(sys.stdin.buffer.read(8 * request["selected"]), np.int64)
    )
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    unenforced = limit_process(request["memory"], request["processor_seconds"])
    try:
        said: dict[str, Any] = {"complete": answer(request, selected, sys.stdout.buffer)}
    except (DataloupeError, duckdb.Error) as error:
        said = {"error": str(error).splitlines()[0]}
    except MemoryError:
        said = {"error": f"the statement needs more than its {request['memory'] // MEGABYTE:,} MB of memory"}
    sys.stdout.buffer.flush()
    sys.stderr.write(json.dumps(said | {"unenforced": unenforced}) + "\n")
    sys.stderr.flush()
    os._exit(0)  # DuckDB's threads may still be busy with what nobody wants any more


def _end_with_the_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


def answer(request: dict[str, Any], selected: np.ndarray | None, sink: BinaryIO) -> bool:
    """Write the answer to `sink`; whether that is all of it."""
    connection = _confined_connection(request["views"], request["folder"], selected, request["memory"] // 2)
    statement = one_select(request["statement"])
    try:
        if request["doc_ids"]:
            return _write(
                _doc_ids(connection.sql(statement)).to_arrow_reader(BATCH_ROWS), sink, request["rows"], request["bytes"]
            )
        return _write(
            connection.execute(statement).to_arrow_reader(BATCH_ROWS), sink, request["rows"], request["bytes"]
        )
    except duckdb.CatalogException as error:
        line = str(error).splitlines()[0]
        raise DataloupeError(
            f"{line} - there are {', '.join(sorted(_names(connection))) or 'no tables yet'}"
            if "Table" in line
            else line
        ) from None


def _confined_connection(
    views: list[str], folder: str, selected: np.ndarray | None, memory: int
) -> duckdb.DuckDBPyConnection:
    """A connection to the tables that reaches no file but theirs, and whose settings cannot be changed any more."""
    connection = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": "2"}
    )
    if selected is not None:
        connection.register("chosen", pa.table({"doc_id": selected}))
        connection.execute("CREATE TABLE selected AS SELECT doc_id FROM chosen")
        connection.unregister("chosen")
    for view in views:
        connection.execute(view)
    for setting in (
        f"memory_limit = '{memory // MEGABYTE}MB'",
        "temp_directory = ''",
        f"allowed_directories = [{literal(folder)}]",
        "python_enable_replacements = false",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")
    return connection


def _doc_ids(found: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """The distinct `doc_id` of an answer. Raises DataloupeError when it has no such column."""
    if "doc_id" not in found.columns:
        raise DataloupeError(
            f"the answer has to have a column doc_id to select documents - it has {', '.join(found.columns)}"
        )
    return found.project("CAST(doc_id AS BIGINT) AS doc_id").filter("doc_id IS NOT NULL").distinct()


def _write(answer: pa.RecordBatchReader, sink: BinaryIO, rows: int | None, size: int | None) -> bool:
    """Write as many rows as `rows` and `size` bytes allow; whether these were all."""
    room_rows, room_bytes = rows or sys.maxsize, size or sys.maxsize
    with pa.ipc.new_stream(sink, answer.schema) as stream:
        for batch in answer:
            part = batch[:room_rows]
            while part.nbytes > room_bytes and len(part):
                part = part[: len(part) // 2]
            if len(part):
                stream.write_batch(part)
            if len(part) < len(batch):
                return False
            room_rows, room_bytes = room_rows - len(part), room_bytes - part.nbytes
    return True


def _names(connection: duckdb.DuckDBPyConnection) -> set[str]:
    query = "SELECT view_name FROM duckdb_views() WHERE NOT internal UNION ALL SELECT table_name FROM duckdb_tables()"
    return {name for (name,) in connection.execute(query).fetchall()} - FORMER_TABLES


if __name__ == "__main__":
    main()
