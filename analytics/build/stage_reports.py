"""What does a build tell the person who waits, while stages run side by side? One call at a time, and one stage."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from analytics.build.stage import Stage
from analytics.workspace import Manifest, Progress

StageListener = Callable[[Stage, str, Manifest], None]


class StageReports:
    """Passes on what stages report from their threads.

    Of several running stages the one that started first shows how far it is, with the names of the others. What a stage
    decided for the person who builds is always passed on.
    """

    def __init__(
        self, stages: Sequence[Stage], on_progress: Callable[[Progress], None], on_stage: StageListener | None
    ):
        self._waiting = [stage.name for stage in stages]
        self._running: list[str] = []
        self._on_progress = on_progress
        self._on_stage = on_stage
        self._lock = threading.RLock()

    @contextlib.contextmanager
    def running(self, stage: Stage) -> Iterator[None]:
        """The stage is checked, and runs where it must."""
        with self._lock:
            self._waiting.remove(stage.name)
            self._running.append(stage.name)
        try:
            yield
        finally:
            with self._lock:
                self._running.remove(stage.name)

    def stage(self, stage: Stage, state: str, manifest: Manifest) -> None:
        """A stage is "started", "finished" or "fresh"."""
        with self._lock:
            if self._on_stage is not None:
                self._on_stage(stage, state, manifest)

    def progress(self, progress: Progress) -> None:
        """A stage is so far, or has a message."""
        with self._lock:
            if progress.message or progress.stage == self._running[0]:
                others = tuple(name for name in self._running if name != progress.stage)
                self._on_progress(replace(progress, remaining=tuple(self._waiting), also_running=others))
