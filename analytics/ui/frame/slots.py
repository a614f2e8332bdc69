"""Slots: how many long answers one person gets at a time, so that nobody takes the whole server."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Iterator

from analytics.errors import DataloupeError
from analytics.ui.frame.measuring import MEASURES


class Slots:
    """At most `each` at a time for one person, and at most `total` for all."""

    def __init__(self, kind: str, each: int, total: int) -> None:
        self._kind, self._each, self._total = kind, each, total
        self._lock, self._running = threading.Lock(), Counter[str]()

    @contextlib.contextmanager
    def slot(self, person: str) -> Iterator[None]:
        """Take a slot while the block runs. Raises DataloupeError where none is free: waiting would hold a thread."""
        with self._lock:
            if self._running[person] >= self._each:
                MEASURES.count("no_slot", self._kind)
                raise DataloupeError(f"You have {self._each} {self._kind} that run. Wait until one ends.")
            if self._running.total() >= self._total:
                MEASURES.count("no_slot", self._kind)
                raise DataloupeError(f"The server runs {self._total} {self._kind}, its maximum. Try again in a moment.")
            self._running[person] += 1
        try:
            yield
        finally:
            with self._lock:
                self._running[person] -= 1


QUERIES = Slots("queries", 2, 6)
EXPORTS = Slots("exports", 1, 3)
