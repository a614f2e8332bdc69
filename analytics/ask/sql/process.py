"""The process of an SQL statement: started, watched, stopped when its time is over, and read."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import duckdb
import numpy as np
import pyarrow as pa

from analytics.ask.sql.limits import Limits, check_length
from analytics.ask.sql.result import QueryResult
from analytics.errors import DataloupeError
from analytics.names import unique_names
from analytics.system import give_way, lower_priority

MAX_RUNNING = 3
"""Statements that a dashboard runs at the same time; further ones wait."""

ROOT = Path(__file__).parents[3]
ENVIRONMENT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TZ")
"""The environment variables of the process; it gets no others."""

WAIT_SECONDS = 60

NICENESS = 19
"""Of the processes: the pages of all others come first."""

_running = threading.BoundedSemaphore(MAX_RUNNING)


class RunningStatement:
    """A statement that runs in its own process. `wait` for it, get its `result`, or read its `batches`. The end of the
    `with` block stops it.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        statement: str,
        limits: Limits,
        selected: np.ndarray | None = None,
        only_doc_ids: bool = False,
    ):
        self.limits = limits
        self._request = _request(connection, statement, limits, selected, only_doc_ids)
        self._batches: list[pa.RecordBatch] = []
        self._schema: pa.Schema | None = None
        self._is_late = False
        self.unenforced: tuple[str, ...] = ()
        """Limits that the system does not enforce, known when the statement has ended."""

    def __enter__(self) -> RunningStatement:
        _running.acquire()
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "analytics.ask.sql.sandbox"],
            cwd=ROOT,
            env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        lower_priority(self._process.pid, NICENESS)
        self._timer = threading.Timer(self.limits.seconds or 0, self._stop_late)
        if self.limits.seconds is not None:
            self._timer.start()
        self._collector = threading.Thread(target=self._collect, daemon=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._process.kill()
        if self._collector.is_alive():
            self._collector.join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError):
                _open(pipe).close()
        self._process.wait()
        _running.release()

    def give_way(self) -> None:
        """Let the statement compute only what all others leave, from now on."""
        give_way(self._process.pid)

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    def wait(self, seconds: float) -> bool:
        """Wait for at most so many seconds; whether the statement has ended."""
        if not self._collector.ident:
            self._collector.start()
        self._collector.join(seconds)
        return not self._collector.is_alive()

    def result(self) -> QueryResult:
        """The result within the limits. Raises DataloupeError when the statement was refused or stopped."""
        while not self.wait(WAIT_SECONDS):
            pass
        complete, table = self._check_end(), pa.Table.from_batches(self._batches, self._schema)
        if not complete and not len(table):
            megabytes = (self.limits.bytes or 0) >> 20
            raise DataloupeError(
                f"One row of the result is larger than {megabytes} MB. Select fewer or shorter columns."
            )
        table = table.rename_columns(unique_names(table.column_names))
        return QueryResult(table, complete, self.seconds, self.unenforced)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The result as it is computed, at least one batch, which may be empty. It is never in memory as a whole."""
        yield from self._read()
        self._check_end()

    def _collect(self) -> None:
        self._batches.extend(self._read())

    def _read(self) -> Iterator[pa.RecordBatch]:
        with contextlib.suppress(OSError):
            stdin = _open(self._process.stdin)
            stdin.write(self._request)
            stdin.flush()
        # an error of the process is on stderr, see `_check_end`
        with contextlib.suppress(pa.ArrowInvalid, OSError), pa.ipc.open_stream(self._process.stdout) as stream:
            self._schema = stream.schema
            yield pa.RecordBatch.from_pylist([], schema=stream.schema)
            yield from stream

    def _stop_late(self) -> None:
        self._is_late = True
        self._process.kill()

    def _check_end(self) -> bool:
        """Whether the result is complete. Raises DataloupeError with the error of the process, or what ended it."""
        lines = _open(self._process.stderr).read().decode("utf-8", "replace").splitlines()
        self._process.wait()
        report = _read_json(lines[-1]) if lines else {}
        self.unenforced = tuple(report.get("unenforced", ()))
        if "complete" in report:
            return bool(report["complete"])
        if "error" in report:
            raise DataloupeError(report["error"])
        if self._is_late:
            raise DataloupeError(
                f"The query was stopped after {self.limits.seconds:g} seconds. Select less, or allow more time."
            )
        raise DataloupeError(
            f"The query was stopped: it needs more than {self.limits.memory >> 20:,} MB of memory. Select less."
        )


def _request(
    connection: duckdb.DuckDBPyConnection,
    statement: str,
    limits: Limits,
    selected: np.ndarray | None,
    only_doc_ids: bool,
) -> bytes:
    """The request to the process: the tables of the connection, the statement, its limits and the selected doc_ids."""
    check_length(statement)
    statement_of_views = "SELECT sql FROM duckdb_views() WHERE NOT internal ORDER BY view_oid"
    views = [sql for (sql,) in connection.execute(statement_of_views).fetchall()]
    (folder,) = connection.execute("SELECT folder FROM opened").fetchone() or ("",)
    head = {
        "views": views,
        "folder": folder,
        "statement": statement,
        "memory": limits.memory,
        "processor_seconds": None if limits.seconds is None else int(2 * limits.seconds) + 2,
        "rows": limits.rows,
        "bytes": limits.bytes,
        "doc_ids": only_doc_ids,
        "selected": None if selected is None else len(selected),
    }
    doc_ids = b"" if selected is None else selected.astype(np.int64).tobytes()
    return json.dumps(head).encode() + b"\n" + doc_ids


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    """A pipe of the process; Popen opened all three."""
    assert pipe is not None
    return pipe


def _read_json(line: str) -> dict[str, Any]:
    try:
        return dict(json.loads(line))
    except (ValueError, TypeError):
        return {}
