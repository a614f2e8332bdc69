"""When does the server collect garbage in full? At times, in the background, not after each run of a page.

A full collection visits every object of the process: 100 to 200 ms with the modules of a dashboard, while no other
visit can run. Streamlit does one after each run (`runner.postScriptGC`), which was most of the time of a server with
many visits. Python's own collections of young objects go on as always.
"""

from __future__ import annotations

import gc
import threading
import time

COLLECT_SECONDS = 20.0
"""What the pages leave in this time is small next to the caches."""


class Collector:
    """Collects in full, but only when pages have run since the last time: an idle server does nothing."""

    def __init__(self) -> None:
        self._seen = _young_collections()

    def collect(self) -> bool:
        """Whether it has collected."""
        if _young_collections() == self._seen:
            return False
        gc.collect()
        self._seen = _young_collections()
        return True


def start_collector() -> None:
    """Collect from time to time until the process ends."""
    threading.Thread(target=_collect_for_ever, name="garbage", daemon=True).start()


def _collect_for_ever() -> None:
    collector = Collector()
    while True:
        time.sleep(COLLECT_SECONDS)
        collector.collect()


def _young_collections() -> int:
    """How often Python has collected the middle generation: it counts what was created, and costs nothing."""
    return int(gc.get_stats()[1]["collections"])
