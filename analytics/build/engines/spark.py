"""Tasks on a cluster that speaks Spark Connect: Apache Spark 4, Databricks, Sail.

The workers see the folders of the driver under the same paths, and have the same version of dataloupe. A task is a row
of a DataFrame, in a partition of its own: the scheduler of the cluster places it, and runs it again when its executor
was killed.
"""

from __future__ import annotations

import contextlib
import pickle
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics import __version__
from analytics.build.engine import Task, ThreadEngine
from analytics.build.engines.blocks import BLOCKS, Block, Reduce, unpacked
from analytics.build.engines.worker import RESULTS, Failure, RunTasks, YieldBlocks, reduce_bucket, save
from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SETTINGS = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
}
"""Of our session only. There are few rows, and each is a block: a plan that adapts to rows, and code that is compiled
for them, cost more than they gain.
"""
EXCHANGES_PER_WORKER = 2
"""Tasks of an exchange for each worker."""
TASKS_AT_ONCE = 2048
"""Tasks of one job: their results are in the memory of the driver together, and progress shows after each job."""
DEFAULT_PARALLELISM = 8

_sessions: dict[str, SparkSession] = {}
"""By address: `--engine` of one process can name several servers."""

CLIENT_MODULES = (
    "session",
    "dataframe",
    "functions",
    "group",
    "readwriter",
    "udf",
    "udtf",
    "window",
    "catalog",
    "observation",
)
"""Modules of the client that it imports when they are first used."""


class SparkEngine(ThreadEngine):
    """Tasks run on the workers of a cluster. `map` stays in the threads of the driver, whose arrays it reads."""

    shares_memory = False

    def __init__(self, session: SparkSession, address: str):
        super().__init__()
        self.session = session
        self.name = f"spark({address.removeprefix('sc://').split('/')[0]})"
        self.workers = _parallelism(session)

    @classmethod
    def connect(cls, address: str) -> SparkEngine:
        """The engine at `sc://HOST:PORT`. Raises DataloupeError in one line: no package, or no server."""
        if find_spec("pyspark") is None:
            raise DataloupeError(
                "The engine sc://... needs the package pyspark-client. Install it: pip install 'dataloupe[spark]'."
            )
        try:
            with warnings.catch_warnings(), _with_main_file():
                warnings.simplefilter("ignore", FutureWarning)  # about pandas, which no rows of ours pass through
                for name in CLIENT_MODULES:
                    import_module(f"pyspark.sql.connect.{name}")
                session = _session(address)
        except Exception as error:  # grpc, pyspark and its reader of addresses each raise their own
            raise DataloupeError(f"{address} does not answer as a Spark Connect server: {_cause(error)}.") from None
        engine = cls(session, address)
        engine._set({**SETTINGS, "spark.sql.shuffle.partitions": str(EXCHANGES_PER_WORKER * engine.workers)})
        return engine

    def run(self, tasks: Sequence[Task], folder: Path) -> Iterator[tuple[int, Any]]:
        """As of `Engine.run`."""
        with tempfile.TemporaryDirectory(prefix="tasks-", dir=folder) as hand_over:
            for start in range(0, len(tasks), TASKS_AT_ONCE):
                some = list(tasks[start : start + TASKS_AT_ONCE])
                yield from self._job(some, start, save(some, Path(hand_over)))

    def exchange(self, tasks: Sequence[Task], reduces: Sequence[Reduce], folder: Path) -> list[Block]:
        """The blocks that the last of `reduces` gives, each of which gets all blocks of a bucket of the one before.

        The tasks give the first blocks. Workers read tasks and functions from files of `folder`.
        """
        numbers = self.session.range(0, len(tasks), 1, max(1, len(tasks)))
        frame = numbers.mapInArrow(YieldBlocks(save(list(tasks), folder)), BLOCKS)
        for function in reduces:
            frame = frame.groupBy("bucket").applyInArrow(_of_groups(save(function, folder)), BLOCKS)
        rows = frame.toArrow()
        return [
            (bucket, name, table)
            for place, bucket in enumerate(rows["bucket"].to_pylist())
            for name, table in unpacked(rows.slice(place, 1)).items()
        ]

    def failure(self, error: Exception, what: str) -> DataloupeError:
        """The error of a worker or of the server, in one line for people."""
        return DataloupeError(f"{self.name} could not {what}: {_cause(error)}.")

    def _set(self, settings: Mapping[str, str]) -> None:
        """Settings of the session, as far as the server has them and lets them be changed."""
        for name, value in settings.items():
            with contextlib.suppress(Exception):  # the servers differ
                self.session.conf.set(name, value)

    def _job(self, tasks: Sequence[Task], start: int, file: str) -> Iterator[tuple[int, Any]]:
        try:
            rows = self.session.range(0, len(tasks), 1, len(tasks)).mapInArrow(RunTasks(file), RESULTS).toArrow()
        except Exception as error:  # whatever a worker raised, as an exception of the server
            raise self.failure(error, "run a task") from None
        for number, pickled in zip(rows["task"].to_pylist(), rows["result"].to_pylist(), strict=True):
            result = pickle.loads(pickled)
            if isinstance(result, Failure):
                raise DataloupeError(result.line)
            yield start + number, result


def _session(address: str) -> SparkSession:
    """The session of this process at an address; a new one where the server does not know it any more.

    `getOrCreate` of the client gives the first session of the process, also for another address.
    """
    from pyspark.sql import SparkSession

    session = _sessions.pop(address, None)
    try:
        known = session is not None and bool(session.version)
    except Exception:  # the server is gone or was started again, which the client has no one exception for
        known = False
    if session is None or not known:
        session = SparkSession.builder.remote(address).create()
        session.version  # noqa: B018 - asks the server
    _sessions[address] = session
    return session


def end_sessions() -> None:
    """End all sessions of this process. A server that is gone is asked once: the client would ask for ten minutes."""
    while _sessions:
        _, session = _sessions.popitem()
        session.client.set_retry_policies([])
        session.stop()


def _of_groups(file: str) -> Callable[[Any], Any]:
    """The function of a file for groups of rows. The client takes functions, and counts the arguments of no object."""
    return lambda rows: reduce_bucket(file, __version__, rows)


@contextlib.contextmanager
def _with_main_file() -> Iterator[None]:
    """Import the client as from a script. It takes a process without one, such as `python -c`, for its own doctests,
    and ends the process.
    """
    main = sys.modules["__main__"]
    has_file = hasattr(main, "__file__")
    if not has_file:
        main.__file__ = __file__
    try:
        yield
    finally:
        if not has_file:
            del main.__file__


def _parallelism(session: SparkSession) -> int:
    """How many tasks the cluster runs at the same time, if its settings say so."""
    try:
        return max(2, int(session.conf.get("spark.default.parallelism") or DEFAULT_PARALLELISM))
    except Exception:  # the server has no such setting
        return DEFAULT_PARALLELISM


def _cause(error: Exception) -> str:
    """The last line of a traceback of Python in the message of a server, else its first line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    raised = [line for line in lines if "Error: " in line]
    return (raised[-1] if raised else lines[0]).rstrip(".")[:300]
