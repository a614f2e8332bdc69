"""`python -m benchmarks.sessions WORKSPACE --sessions 50 --think 10 --minutes 30`: many people on one dashboard.

It starts a server, opens visits over Streamlit's protocol, and lets each open random pages with a time to think between
them (exponential, with the given mean). It prints the seconds of the pages, exceptions, and the memory of the server
and its processes in each tenth of the time. `--sql N` lets N of the visits run a statement at its limits instead:
compare with `--sessions` less N, which are the same people on the same pages. `--processes N` starts so many server
processes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from analytics.ui.contents import PAGES, START
from benchmarks.sessions.visit import Visit, visit

HEAVY = "SELECT count(*) FROM documents AS a, documents AS b WHERE a.text < b.text"
"""A statement that runs into its time limit: a join of all documents with all."""

TENTHS = 10


@dataclass
class Measured:
    """What the visits saw: (page, seconds) of each run, exceptions by page, and megabytes over time."""

    runs: list[tuple[str, float]] = field(default_factory=list)
    exceptions: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)

    def report(self) -> dict[str, object]:
        seconds = np.array([one for _, one in self.runs])
        slow = {
            page: round(float(np.percentile([one for name, one in self.runs if name == page], 95)), 2)
            for page in sorted({name for name, _ in self.runs})
        }
        return {
            "runs": len(seconds),
            "median_seconds": round(float(np.median(seconds)), 3) if len(seconds) else None,
            "p95_seconds": round(float(np.percentile(seconds, 95)), 3) if len(seconds) else None,
            "max_seconds": round(float(seconds.max()), 3) if len(seconds) else None,
            "p95_by_page": dict(sorted(slow.items(), key=lambda one: -one[1])[:8]),
            "exceptions": dict(self.exceptions),
            "memory_mb": [round(one) for one in self.memory],
        }


async def wander(
    address: str, pages: list[str], think: float, until: float, chance: random.Random, seen: Measured
) -> None:
    """One person who opens random pages."""
    await asyncio.sleep(chance.uniform(0, think))
    async with visit(address, {}) as opened:
        while time.monotonic() < until:
            page = chance.choice(pages)
            start = time.monotonic()
            run = await opened.run("" if page == START.name else page, seconds=300)
            seen.runs.append((page, time.monotonic() - start))
            seen.exceptions.update({page: len(run.exceptions)} if run.exceptions else {})
            await asyncio.sleep(chance.expovariate(1 / think))


async def query(address: str, until: float) -> None:
    """One person who runs statements at their limits, one after the other; their seconds are not counted."""
    async with visit(address, {}) as opened:
        while time.monotonic() < until:
            await _run_statement(opened)
            await asyncio.sleep(0.5)


async def _run_statement(opened: Visit) -> None:
    page = await opened.run("sql")
    elements = [one.delta.new_element for one in page.messages if one.WhichOneof("type") == "delta"]
    text = next(one.text_area.id for one in elements if one.WhichOneof("type") == "text_area")
    buttons = [one.button for one in elements if one.WhichOneof("type") == "button"]
    button = next(one.id for one in buttons if one.label == "Run query")
    opened.click(button)
    opened.write(text, HEAVY)
    await opened.run("sql", seconds=300)
    opened.release()


async def watch(pid: int, until: float, minutes: float, seen: Measured) -> None:
    """The memory of the server and its children, ten times."""
    while time.monotonic() < until:
        await asyncio.sleep(max(minutes * 60 / TENTHS, 1))
        seen.memory.append(sum(map(_megabytes, [pid, *_children(pid)])))


def _children(pid: int) -> list[int]:
    pids: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            pids += [int(child), *_children(int(child))]
    return pids


def _megabytes(pid: int) -> float:
    """Memory that is the process's own (Pss counts shared pages once)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


async def measure(address: str, pid: int, arguments: argparse.Namespace) -> Measured:
    """All visits at once."""
    chance, seen = random.Random(arguments.seed), Measured()
    until = time.monotonic() + arguments.minutes * 60
    pages = [name for name in PAGES if name in arguments.pages] if arguments.pages else list(PAGES)
    people = [
        wander(address, pages, arguments.think, until, random.Random(chance.random()), seen)
        for _ in range(arguments.sessions - arguments.sql)
    ]
    queries = [query(address, until) for _ in range(arguments.sql)]
    await asyncio.gather(*people, *queries, watch(pid, until, arguments.minutes, seen))
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.sessions", description=__doc__.splitlines()[0])
    parser.add_argument("workspace")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--think", type=float, default=10.0, help="mean seconds between two pages")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--sql", type=int, default=0, help="so many of the sessions run SQL at its limits")
    parser.add_argument("--processes", type=int, default=1, help="server processes (serve --processes)")
    parser.add_argument("--pages", nargs="+", help="only these pages")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "analytics.cli", "serve", arguments.workspace, "--port", str(port)]
    command += ["--processes", str(arguments.processes)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"DISPLAY": ""}) as server:
        try:
            assert server.stdout is not None and "http" in server.stdout.readline()
            seen = asyncio.run(measure(f"http://127.0.0.1:{port}", server.pid, arguments))
            numbers = range(1, arguments.processes + 1)
            sessions = sum(_open_visits(f"http://127.0.0.1:{port}/metrics?process={number}") for number in numbers)
        finally:
            server.terminate()
    print(json.dumps(seen.report() | {"sessions_at_the_end": sessions}, indent=1))


def _open_visits(address: str) -> int:
    lines = urllib.request.urlopen(address, timeout=30).read().decode().splitlines()
    return int(next(line for line in lines if line.startswith("dataloupe_sessions ")).split()[1])


if __name__ == "__main__":
    main()
