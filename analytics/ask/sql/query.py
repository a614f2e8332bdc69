"""A person's own question: one SELECT, run by a process of its own that can read the workspace's tables, nothing else,
and change nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.errors import DataloupeError
from analytics.names import unique_names
from analytics.spreadsheets import escape_formula

MAX_CHARACTERS = 20_000
"""Characters of a statement."""

MAX_RUNNING = 3
"""Statements that one dashboard runs at a time; the others wait for their turn."""

ROOT = Path(__file__).parents[3]
KEPT_VARIABLES = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TZ")

_turns = threading.BoundedSemaphore(MAX_RUNNING)


@dataclass(frozen=True)
class Limits:
    """What a statement may take: seconds from its start, bytes of address space, and how much of its answer is wanted.
    None is no limit.
    """

    seconds: float | None = 4.5
    memory: int = 3 << 30
    rows: int | None = 10_000
    bytes: int | None = 32 << 20


WHOLE_ANSWER = Limits(rows=None, bytes=256 << 20)
"""For answers that have to be whole: doc_ids, downloads."""


@dataclass(frozen=True)
class Answer:
    """The rows of an answer, and whether they are all of it."""

    table: pa.Table
    complete: bool
    seconds: float
    unenforced: tuple[str, ...] = ()
    """Limits that this operating system does not enforce on the process of the statement."""

    @property
    def limits_note(self) -> str:
        """A sentence about limits that are not enforced; empty where all are."""
        return limits_note(self.unenforced)

    def frame(self) -> pd.DataFrame:
        """The rows for tables and pictures: numbers of any precision as numbers, bytes as hexadecimal digits."""
        found = self.table.to_pandas()
        for field in self.table.schema:
            if pa.types.is_decimal(field.type):
                whole = (
                    field.type.scale == 0
                    and found[field.name].map(lambda value: value is None or abs(value) < 2**63).all()
                )
                found[field.name] = pd.to_numeric(found[field.name]).astype("Int64" if whole else float)
            elif pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type):
                found[field.name] = found[field.name].map(lambda value: value.hex(), na_action="ignore")
        return found


def ask(
    connection: duckdb.DuckDBPyConnection,
    statement: str,
    limits: Limits | None = None,
    selected: np.ndarray | None = None,
) -> Answer:
    """The answer to `statement`; `selected` are the doc_ids of the table `selected` (None: there is none). Raises
    DataloupeError when it is refused or stopped.
    """
    with RunningStatement(connection, statement, limits or Limits(), selected) as running:
        return running.answer()


def limits_note(unenforced: Sequence[str]) -> str:
    """A sentence about limits that this system does not enforce; empty where it enforces all."""
    return f"This system does not enforce limits on: {', '.join(unenforced)}." if unenforced else ""


def doc_ids(connection: duckdb.DuckDBPyConnection, statement: str, selected: np.ndarray) -> pa.Table:
    """The distinct doc_ids that `statement` gives, all of them. Raises DataloupeError when it is refused or stopped, or
    gives too many.
    """
    with RunningStatement(connection, statement, WHOLE_ANSWER, selected, only_doc_ids=True) as running:
        found = running.answer()
    if not found.complete:
        raise DataloupeError("the statement gives more documents than a selection can hold")
    return found.table


def csv(found: pd.DataFrame) -> bytes:
    """The rows as CSV in UTF-8. A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP,
    CSV injection).
    """
    guarded = found.map(lambda value: escape_formula(value) if isinstance(value, str) else value)
    names = [escape_formula(name) for name in found.columns]
    return guarded.set_axis(names, axis=1).to_csv(index=False).encode()


def check_length(statement: str) -> None:
    """Raises DataloupeError when `statement` is longer than any that a person writes."""
    if len(statement) > MAX_CHARACTERS:
        raise DataloupeError(f"a statement can have {MAX_CHARACTERS:,} characters - this one has {len(statement):,}")


class RunningStatement:
    """A statement at work. `wait` for it, ask for its `answer`, or read its `batches`; leaving the `with` block stops
    it, whatever it does.
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
        self._late = False
        self.unenforced: tuple[str, ...] = ()
        """Limits that the system does not enforce, known when the statement has ended."""

    def __enter__(self) -> RunningStatement:
        _turns.acquire()
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "analytics.ask.sql.sandbox"],
            cwd=ROOT,
            env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._clock = threading.Timer(self.limits.seconds or 0, self._stop_late)
        if self.limits.seconds is not None:
            self._clock.start()
        self._collector = threading.Thread(target=self._collect, daemon=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._clock.cancel()
        self._process.kill()
        if self._collector.is_alive():
            self._collector.join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        self._process.wait()
        _turns.release()

    @property
    def pid(self) -> int:
        """The process that runs the statement."""
        return self._process.pid

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self._started

    def wait(self, seconds: float) -> bool:
        """Whether the statement has ended, after at most so many seconds."""
        if not self._collector.ident:
            self._collector.start()
        self._collector.join(seconds)
        return not self._collector.is_alive()

    def answer(self) -> Answer:
        """The whole answer as the limits allow it. Raises DataloupeError when the statement was refused or stopped."""
        while not self.wait(60):
            pass
        complete, table = self._verdict(), pa.Table.from_batches(self._batches, self._schema)
        if not complete and not len(table):
            raise DataloupeError(
                f"one row of the answer is larger than {(self.limits.bytes or 0) >> 20} MB - ask for less of it"
            )
        return Answer(table.rename_columns(unique_names(table.column_names)), complete, self.seconds, self.unenforced)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The answer as it comes (at least one batch, which may be empty): memory does not grow with it."""
        yield from self._read()
        self._verdict()

    def _collect(self) -> None:
        self._batches.extend(self._read())

    def _read(self) -> Iterator[pa.RecordBatch]:
        with contextlib.suppress(OSError):
            self._process.stdin.write(self._request)  # type: ignore[union-attr]
            self._process.stdin.flush()  # type: ignore[union-attr]
        with (
            contextlib.suppress(pa.ArrowInvalid, OSError),
            pa.ipc.open_stream(self._process.stdout) as stream,
        ):  # what went wrong stands on stderr
            self._schema = stream.schema
            yield pa.RecordBatch.from_pylist([], schema=stream.schema)
            yield from stream

    def _stop_late(self) -> None:
        self._late = True
        self._process.kill()

    def _verdict(self) -> bool:
        """Whether the answer is whole. Raises DataloupeError with what the process said, or what ended it."""
        lines = self._process.stderr.read().decode("utf-8", "replace").splitlines()  # type: ignore[union-attr]
        self._process.wait()
        said = _read_json(lines[-1]) if lines else {}
        self.unenforced = tuple(said.get("unenforced", ()))
        if "complete" in said:
            return bool(said["complete"])
        if "error" in said:
            raise DataloupeError(said["error"])
        if self._late:
            raise DataloupeError(f"stopped after {self.limits.seconds:g} seconds - ask for less, or allow more time")
        raise DataloupeError(f"stopped: the statement needs more than its {self.limits.memory >> 20:,} MB of memory")


def _request(
    connection: duckdb.DuckDBPyConnection,
    statement: str,
    limits: Limits,
    selected: np.ndarray | None,
    only_doc_ids: bool,
) -> bytes:
    """What the process is told: the tables as this connection sees them, the statement, and its limits."""
    check_length(statement)
    views = [sql for (sql,) in connection.execute("SELECT sql FROM duckdb_views() WHERE NOT internal").fetchall()]
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
    return json.dumps(head).encode() + b"\n" + (b"" if selected is None else selected.astype(np.int64).tobytes())


def _read_json(line: str) -> dict[str, Any]:
    try:
        return dict(json.loads(line))
    except (ValueError, TypeError):
        return {}
