"""Counts what the dashboard does, for /metrics: runs of pages and their seconds, failures, and actions."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Iterator

SECONDS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Upper bounds of the buckets of a page's seconds."""


class Measures:
    """Counters of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: Counter[tuple[str, float]] = Counter()
        self._seconds: Counter[str] = Counter()
        self._events: Counter[tuple[str, str]] = Counter()

    @contextlib.contextmanager
    def page(self, name: str) -> Iterator[None]:
        """Measure one run of a page."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.add_page(name, time.perf_counter() - start)

    def add_page(self, name: str, seconds: float) -> None:
        """Count a run of a page that took so long."""
        bucket = next((bound for bound in SECONDS if seconds <= bound), float("inf"))
        with self._lock:
            self._pages[name, bucket] += 1
            self._seconds[name] += seconds  # type: ignore[assignment]  # a Counter adds any number

    def count(self, kind: str, name: str) -> None:
        """Count an event, such as a refused request."""
        with self._lock:
            self._events[kind, name] += 1

    def lines(self) -> Iterator[str]:
        """The counters in the text format of Prometheus."""
        with self._lock:
            pages, seconds, events = dict(self._pages), dict(self._seconds), dict(self._events)
        yield "# HELP dataloupe_page_seconds Seconds that a run of a page took on the server."
        yield "# TYPE dataloupe_page_seconds histogram"
        for name in sorted(seconds):
            total = 0
            for bound in (*SECONDS, float("inf")):
                total += pages.get((name, bound), 0)
                label = "+Inf" if bound == float("inf") else f"{bound:g}"
                yield f'dataloupe_page_seconds_bucket{{page="{name}",le="{label}"}} {total}'
            yield f'dataloupe_page_seconds_sum{{page="{name}"}} {seconds[name]:.6f}'
            yield f'dataloupe_page_seconds_count{{page="{name}"}} {total}'
        yield "# HELP dataloupe_events_total Failures, refused requests and actions."
        yield "# TYPE dataloupe_events_total counter"
        for (kind, name), count in sorted(events.items()):
            yield f'dataloupe_events_total{{kind="{kind}",name="{name}"}} {count}'


MEASURES = Measures()
