"""Which stages of a build run at the same time, and in which order?

A stage waits for all earlier stages that it uses, directly or through others, and for nothing else. Of the stages that
can start, the one with the longest chain of stages after it starts first. Stages run in threads: their kernels release
the GIL, they share what is mapped into memory, and a thread starts at once, where a process imports for seconds.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue

from analytics.build.engine import Engine
from analytics.build.stage import Stage
from analytics.system import end_thread, memory_limit, total_memory

MAX_AT_ONCE = 3
"""Stages at the same time on a machine with many processors. Each takes memory, and few have so much to wait for."""
SECONDS_BETWEEN_LOOKS = 0.5
"""So often the waiting thread looks for Ctrl-C on systems where it does not end a wait."""

Users = dict[str, set[str]]
"""The name of each stage -> the names of the stages that use its tables, directly or through others."""


BYTES_A_DOCUMENT = 5_000
"""Memory of the two largest stages together and a quarter more, what is mapped from files included: layout and
duplicates of 1,018,180 documents take 3.7 GB, topics and labels 4.0 GB.
"""
MEMORY_SHARE = 0.75
"""So much of the memory of the machine may stages take that run side by side."""


def stages_at_once(engine: Engine, n_documents: int) -> int:
    """How many stages may run at the same time. One where two would need too much memory for this machine, or where
    `--memory` sets a limit, and where other processes or a cluster run the tasks: a stage keeps all of them busy.
    """
    if not engine.shares_memory or memory_limit() is not None:
        return 1
    memory = total_memory()
    if memory is not None and n_documents * BYTES_A_DOCUMENT > memory * MEMORY_SHARE:
        return 1
    return max(1, min(engine.workers, MAX_AT_ONCE))


def run_stages(stages: Sequence[Stage], users: Users, at_once: Callable[[], int], run: Callable[[Stage], None]) -> None:
    """Call `run(stage)` for each stage, at most `at_once()` at the same time, each after all that it uses.

    When a stage raises an error, or Ctrl-C comes, the others stop as soon as their kernels let them; the error is
    raised when all have stopped. One stage at a time runs in the thread of the caller.
    """
    waiting, running = list(stages), dict[str, threading.Thread]()
    ended: SimpleQueue[tuple[Stage, BaseException | None]] = SimpleQueue()

    def work(stage: Stage) -> None:
        try:
            run(stage)
        except BaseException as error:
            ended.put((stage, error))
        else:
            ended.put((stage, None))

    try:
        while waiting or running:
            most = at_once()
            for stage in _next(waiting, set(running), users, most):
                waiting.remove(stage)
                running[stage.name] = threading.Thread(target=work, args=(stage,), name=stage.name, daemon=True)
                running[stage.name].start() if most > 1 else work(stage)
            stage, error = _first_of(ended)
            del running[stage.name]
            if error is not None:
                raise error
    finally:
        _stop(list(running.values()))


def _next(waiting: Sequence[Stage], running: set[str], users: Users, at_once: int) -> list[Stage]:
    """The stages that start now. `waiting` has the order of the build, in which no stage uses a later one."""
    ready = [
        stage
        for number, stage in enumerate(waiting)
        if not any(stage.name in users[name] for name in (*running, *(one.name for one in waiting[:number])))
    ]
    lengths = chain_lengths(waiting, users)
    return sorted(ready, key=lambda stage: -lengths[stage.name])[: max(0, at_once - len(running))]


def chain_lengths(stages: Sequence[Stage], users: Users) -> dict[str, int]:
    """The number of stages in the longest chain that starts with each stage, in which each uses the one before."""
    lengths: dict[str, int] = {}
    for stage in reversed(stages):
        lengths[stage.name] = 1 + max((lengths[name] for name in users[stage.name] if name in lengths), default=0)
    return lengths


def _first_of(ended: SimpleQueue[tuple[Stage, BaseException | None]]) -> tuple[Stage, BaseException | None]:
    while True:
        try:
            return ended.get(timeout=SECONDS_BETWEEN_LOOKS)
        except Empty:
            continue


def _stop(threads: Sequence[threading.Thread]) -> None:
    """End threads, and wait for them: the workspace stays locked as long as a stage can still write."""
    for thread in threads:
        end_thread(thread)
    for thread in threads:
        while thread.is_alive():
            thread.join(SECONDS_BETWEEN_LOOKS)
