"""Tasks in processes of this machine: for functions that hold the GIL, such as regular expressions of Python."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from analytics.build.engine import Task, ThreadEngine
from analytics.errors import DataloupeError
from analytics.system import without_main

MAX_TRIES = 3
"""So often the tasks of a killed process start again."""

LIBRARY_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS")


class ProcessEngine(ThreadEngine):
    """Tasks run in processes, each on one core. `map` stays in the threads of the driver, whose arrays it reads."""

    shares_memory = False

    def __init__(self, processes: int | None = None):
        super().__init__(processes)
        self.name = f"processes({self.workers})"
        self._pool: ProcessPoolExecutor | None = None  # started by the first task, and kept: its processes have imports

    def run(self, tasks: Sequence[Task], folder: Path) -> Iterator[tuple[int, Any]]:
        """As of `Engine.run`. The tasks of a process that was killed run again; results that came stay."""
        waiting = dict(enumerate(tasks))
        for _ in range(MAX_TRIES):
            try:
                for number, result in self._results(waiting):
                    del waiting[number]
                    yield number, result
                return
            except BrokenProcessPool:
                self._pool = None
        raise DataloupeError(
            f"A worker process was killed {MAX_TRIES} times, perhaps because the memory was full. "
            "Run the same command again to continue."
        )

    def _results(self, tasks: dict[int, Task]) -> Iterator[tuple[int, Any]]:
        """The results of the tasks as they end."""
        if not tasks:
            return
        if self._pool is None:
            context = multiprocessing.get_context("spawn")  # a fork of a process with threads can wait for ever
            self._pool = ProcessPoolExecutor(self.workers, context, initializer=_use_one_core)
        with without_main():
            futures = {self._pool.submit(task): number for number, task in tasks.items()}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        finally:
            for future in futures:
                future.cancel()


def _use_one_core() -> None:
    """Let the libraries of this process start no threads: there are as many processes as cores."""
    os.environ.update(dict.fromkeys(LIBRARY_THREADS, "1"))
    import pyarrow as pa

    pa.set_cpu_count(1)
