"""What a page costs: bytes to the browser, CPU seconds and memory of server and browser."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.browser.driver import Browser


def received(browser: Browser) -> float:
    """Megabytes that reached the browser over its websocket since the last call."""
    events = [json.loads(entry["message"])["message"] for entry in browser.driver.get_log("performance")]
    frames = [
        event["params"]["response"]["payloadData"]
        for event in events
        if event["method"] == "Network.webSocketFrameReceived"
    ]
    return sum(len(frame) * 3 / 4 for frame in frames) / 1e6  # binary frames are logged in base64


def computed() -> float:
    """CPU seconds of server and browser together, since they started."""
    ticks = 0
    for process in [*server_processes(), *browser_processes()]:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(processes: Iterable[int]) -> float:
    """Megabytes of these processes (PSS: shared memory is divided among the processes that share it)."""
    total = 0
    for process in processes:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def server_processes() -> list[int]:
    return list(_children(os.getpid(), "analytics.ui.server"))


def browser_processes() -> list[int]:
    return list(_children(os.getpid(), "chrom"))


def _children(process: int, named: str) -> Iterator[int]:
    """The descendants of `process` whose command line contains `named`. Processes that end meanwhile are skipped."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for listed in Path(f"/proc/{process}/task").glob("*/children"):
            for child in map(int, listed.read_text().split()):
                yield from _children(child, named)
                if named in Path(f"/proc/{child}/cmdline").read_text():
                    yield child
