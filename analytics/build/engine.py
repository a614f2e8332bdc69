"""Where batch functions run. The functions do not depend on it, so a cluster engine can replace the threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

from analytics.system import available_processors

In = TypeVar("In")
Out = TypeVar("Out")


class Engine(Protocol):
    """Maps a function over batches and keeps their order."""

    name: str

    def map(self, function: Callable[[In], Out], batches: Iterable[In]) -> Iterator[Out]:
        """`function(batch)` for each batch, in order, lazily: only a few batches are in memory at a time."""
        ...


class ThreadEngine:
    """Threads of this process: right for numba, numpy and pyarrow, which release the GIL."""

    def __init__(self, threads: int | None = None):
        self.threads = threads or available_processors()
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
