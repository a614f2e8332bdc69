"""Where the work of a stage runs. No result depends on it: threads, processes and a cluster give the same rows.

A stage has two kinds of work. `map` is for arrays in the memory of the driver, the process that builds: its own threads
compute on them. `run` is for tasks, which read files, compute, and write files of their own: they run in any process
that sees the same folders, and only small results come back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

from analytics.system import available_processors

In = TypeVar("In")
Out = TypeVar("Out")

Task = Callable[[], Any]
"""Reads and writes files, and gives a small result. It is picklable: an instance of a dataclass of a module, or a
function of a module. A second run of a task, after its process was killed, writes the same again.
"""


class Engine(Protocol):
    """Maps functions over batches in the driver, and runs tasks wherever its workers are."""

    name: str
    workers: int
    """How many tasks run at the same time."""
    shares_memory: bool
    """Whether the tasks run in this process. If so, a stage need not hand rows over in files."""

    def map(self, function: Callable[[In], Out], batches: Iterable[In]) -> Iterator[Out]:
        """`function(batch)` for each batch, in order, lazily: only a few batches are in memory at a time."""
        ...

    def run(self, tasks: Sequence[Task], folder: Path) -> Iterator[tuple[int, Any]]:
        """The position and the result of each task, in the order in which they end. Raises the DataloupeError of a
        task.

        `folder` exists, and all workers see it: the engine may hand tasks over in it.
        """
        ...


class ThreadEngine:
    """Threads of this process: right for numba, numpy and pyarrow, which release the GIL."""

    shares_memory = True

    def __init__(self, threads: int | None = None):
        self.threads = self.workers = threads or available_processors()
        self.name = f"threads({self.threads})"

    def map(self, function: Callable[[In], Out], batches: Iterable[In]) -> Iterator[Out]:
        """As of `Engine.map`."""
        with ThreadPoolExecutor(self.threads) as pool:
            waiting: deque[Future[Out]] = deque()
            try:
                for batch in batches:
                    waiting.append(pool.submit(function, batch))
                    if len(waiting) > 2 * self.threads:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()

    def run(self, tasks: Sequence[Task], folder: Path) -> Iterator[tuple[int, Any]]:
        """As of `Engine.run`."""
        yield from enumerate(self.map(_call, tasks))


def _call(task: Task) -> Any:
    return task()
