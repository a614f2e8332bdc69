"""The map page at 10,000, 100,000 and 1,000,000 documents, in a real Chromium: `python -m benchmarks.map_view
[SIZE...]`.

The 100,000 documents are made here (clusters of clusters, some noise); more are made by perturbing their places, fewer
by taking the first. Measured on a warm server: bytes that reach the browser, time to the first picture (the median of
some page loads), from a zoom to the refined picture, from the end of a lasso to its answer; memory of server and
browser; and a search by meaning. Chromium draws with software here: times on a screen with a GPU are shorter. Beside
each time stand, in brackets, the seconds that server and browser together computed for it: they do not depend on what
else the machine does.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from analytics.ask import search
from analytics.workspace import create_workspace
from tests.browser.driver import Browser
from tests.commands import serving
from tests.workspaces import documents, write_table

SIZES = (10_000, 100_000, 1_000_000)
BASE = 100_000
LOADS, LASSOS = 4, 4
ZOOMS = ((0.5, 0.1, 0.0), (0.5, 0.0, 0.1), (0.6, 0.0, 0.0), (1.0, 0.4, 0.0), (2.0, 0.0, 0.0), (0.5, -0.2, -0.1))
"""Each a new width of the view as a share of the old one, and how far its centre moves in widths of the old view."""
CLUSTERS, THEMES = 48, 8
WORDS = [
    "energy",
    "solar",
    "court",
    "judge",
    "goal",
    "team",
    "oven",
    "sugar",
    "loop",
    "class",
    "virus",
    "nurse",
    "song",
    "album",
    "star",
    "orbit",
    "loan",
    "rate",
    "pupil",
    "exam",
]

FIRST_DRAW_RATIO, REFINED_SECONDS, LASSO_SECONDS, SEARCH_SECONDS = 1.5, 1.0, 0.5, 0.3
"""What must hold: the first picture of the largest map against that of the smallest, and the others in seconds."""

REFINED = """
const [share, dx, dy, done] = arguments, map = document.querySelector('.dataloupe-map'), plot = document.querySelector('.dataloupe-plot');
const around = ([from, to], shift) => { const centre = (from + to) / 2 + shift * (to - from), half = share * (to - from) / 2; return [centre - half, centre + half]; };
const began = performance.now();
new MutationObserver((_, seen) => { seen.disconnect(); done(performance.now() - began); }).observe(map, { attributes: true, attributeFilter: ['data-version'] });
window.Plotly.relayout(plot, { 'xaxis.range': around(plot.layout.xaxis.range, dx), 'yaxis.range': around(plot.layout.yaxis.range, dy) });
"""
ANSWERED = """
const [x, y, radius, done] = arguments, plot = document.querySelector('.dataloupe-plot'), turns = [...Array(41).keys()].map((k) => k / 40 * 2 * Math.PI);
const words = () => [...document.querySelectorAll('h3')].map((title) => title.textContent).join();
const before = words(), began = performance.now();
new MutationObserver((_, seen) => { if (words() === before || !/document/.test(words())) return; seen.disconnect(); done(performance.now() - began); })
  .observe(document.body, { childList: true, subtree: true, characterData: true });
plot.emit('plotly_selected', { points: [], lassoPoints: { x: turns.map((t) => x + radius * Math.cos(t)), y: turns.map((t) => y + radius * Math.sin(t)) } });
"""


@dataclass(frozen=True)
class Time:
    """Seconds that passed, and seconds that were computed."""

    seconds: float
    computed: float

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s ({self.computed:.2f})"


@dataclass(frozen=True)
class Measured:
    """One size's figures; megabytes are of data that reached the browser, or of memory."""

    documents: int
    cold: Time
    first: Time
    first_mb: float
    refined: Time
    refined_mb: float
    lasso: Time
    server_mb: float
    browser_mb: float


def main(sizes: tuple[int, ...]) -> int:
    """Measure, print the table, and give 1 when something does not hold."""
    with tempfile.TemporaryDirectory() as folder, Browser() as browser:
        rows = [measure(browser, make(Path(folder) / str(size), size)) for size in sizes]
    print(
        f"{'documents':>10}{'cold':>17}{'first draw':>17}{'sent':>9}{'refined':>17}{'sent':>9}{'lasso':>17}{'server':>9}{'browser':>9}"
    )
    for row in rows:
        sent = f"{row.first_mb:.2f} MB", f"{row.refined_mb:.2f} MB"
        print(
            f"{row.documents:>10,}{row.cold!s:>17}{row.first!s:>17}{sent[0]:>9}{row.refined!s:>17}{sent[1]:>9}{row.lasso!s:>17}",
            end="",
        )
        print(f"{row.server_mb:>6.0f} MB{row.browser_mb:>6.0f} MB")
    ratio = rows[-1].first.seconds / rows[0].first.seconds
    refined, lasso = (max(getattr(row, name).seconds for row in rows) for name in ("refined", "lasso"))
    found = search_seconds()
    verdicts = {
        f"first draw at {rows[-1].documents:,} within {FIRST_DRAW_RATIO} x that at {rows[0].documents:,}: {ratio:.2f} x": ratio
        <= FIRST_DRAW_RATIO,
        f"a zoom refined within {REFINED_SECONDS} s: {refined:.2f} s": refined <= REFINED_SECONDS,
        f"a lasso answered within {LASSO_SECONDS} s: {lasso:.2f} s": lasso <= LASSO_SECONDS,
        f"100,000 x 256 vectors searched within {SEARCH_SECONDS} s: {found:.3f} s": found <= SEARCH_SECONDS,
    }
    for words, holds in verdicts.items():
        print(f"{'holds' if holds else 'FAILS'}  {words}")
    return 0 if all(verdicts.values()) else 1


def measure(browser: Browser, path: Path) -> Measured:
    """The figures of the map of one workspace."""
    browser.driver.set_script_timeout(60)
    with serving(path) as address:
        loads, sent = zip(*(load(browser, f"{address}/map") for _ in range(LOADS + 1)), strict=True)
        server, client = memory(_server()), memory(_browser())
        zooms = [act(browser, REFINED, *move) for move in ZOOMS]
        refined_mb = received(browser) / len(ZOOMS)
        lassos = [
            act(browser, ANSWERED, 3 * np.cos(turn), 3 * np.sin(turn), 2.0 + 0.3 * turn) for turn in range(LASSOS)
        ]
        browser.leave()
    return Measured(
        int(path.name), loads[0], median(loads[1:]), sent[-1], median(zooms), refined_mb, median(lassos), server, client
    )


def load(browser: Browser, url: str) -> tuple[Time, float]:
    """The time from asking for the page to the map's first picture, and the megabytes of data that arrived."""
    browser.leave()
    began = computed()
    browser.driver.get(url)
    while not (
        drawn := browser.driver.execute_script(
            "return document.querySelector('.dataloupe-map')?.dataset.version && performance.now()"
        )
    ):
        time.sleep(0.05)
    spent = computed() - began
    browser.settle(0.3)
    return Time(drawn / 1000, spent), received(browser)


def act(browser: Browser, script: str, *arguments: float) -> Time:
    """The time that a script measured in the page, from what it did to what it waited for."""
    began = computed()
    milliseconds = browser.driver.execute_async_script(script, *map(float, arguments))
    spent = computed() - began
    browser.settle(0.3)
    return Time(milliseconds / 1000, spent)


def median(times: Sequence[Time]) -> Time:
    """The median of each kind of seconds."""
    return Time(statistics.median(one.seconds for one in times), statistics.median(one.computed for one in times))


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
    """Seconds of processor time that server and browser have had."""
    ticks = 0
    for process in [*_server(), *_browser()]:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(processes: Iterable[int]) -> float:
    """Megabytes that these processes hold, what they share divided among those that share it."""
    total = 0
    for process in processes:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def _server() -> list[int]:
    return list(_children(os.getpid(), "analytics.ui.server"))


def _browser() -> list[int]:
    return list(_children(os.getpid(), "chrom"))


def _children(process: int, named: str) -> Iterator[int]:
    """The processes below `process` whose command line holds `named`; those that end meanwhile are left out."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for listed in Path(f"/proc/{process}/task").glob("*/children"):
            for child in map(int, listed.read_text().split()):
                yield from _children(child, named)
                if named in Path(f"/proc/{child}/cmdline").read_text():
                    yield child


def make(path: Path, n: int) -> Path:
    """A workspace of `n` documents with a map, topics and token counts."""
    rng = np.random.default_rng(0)
    themes = rng.uniform(-8, 8, (THEMES, 2))
    centres = themes[np.arange(CLUSTERS) % THEMES] + rng.normal(0, 1.6, (CLUSTERS, 2))
    cluster = rng.choice(CLUSTERS, BASE, p=rng.dirichlet(np.full(CLUSTERS, 2.0)))
    xy = centres[cluster] + rng.normal(0, 1, (BASE, 2)) * rng.uniform(0.1, 0.6, CLUSTERS)[cluster, None]
    topic = np.where(rng.random(BASE) < 0.15, -1, cluster + THEMES)
    xy[topic < 0] = rng.normal(0, 5, (int((topic < 0).sum()), 2))
    of = np.arange(n) % BASE
    xy = (xy[of] + np.where(np.arange(n)[:, None] < BASE, 0, rng.normal(0, 0.05, (n, 2)))).astype(np.float32)
    topic, cluster = topic[of], cluster[of]
    words = np.array(WORDS)[(cluster[:, None] * 2 + rng.integers(0, 6, (n, 12))) % len(WORDS)]
    workspace = create_workspace(path)
    write_table(
        workspace, "documents", documents([" ".join(row) for row in words], source=[WORDS[c % 5] for c in cluster])
    )
    ids = np.arange(n)
    write_table(workspace, "signals", pa.table({"doc_id": ids, "n_tokens": rng.integers(10, 2000, n)}))
    places = {
        "x": xy[:, 0],
        "y": xy[:, 1],
        "topic_id": topic.astype(np.int32),
        "faithfulness": rng.random(n).astype(np.float32),
    }
    write_table(workspace, "map", pa.table({"doc_id": ids, **places}))
    write_table(workspace, "topics", _topics(topic, xy))
    return path


def _topics(topic: np.ndarray, xy: np.ndarray) -> pa.Table:
    rows = []
    for number in range(THEMES + CLUSTERS):
        inside = topic % THEMES == number if number < THEMES else topic == number
        inside &= topic >= 0
        if inside.any():
            rows.append(
                (
                    number,
                    None if number < THEMES else number % THEMES,
                    f"{WORDS[number % len(WORDS)]} {number}",
                    int(inside.sum()),
                    *np.median(xy[inside], axis=0),
                )
            )
    number, parent, label, size, x, y = zip(*rows, strict=True)
    return pa.table(
        {
            "topic_id": pa.array(number, pa.int32()),
            "parent_id": pa.array(parent, pa.int32()),
            "label": label,
            "size": size,
            "x": x,
            "y": y,
        }
    )


def search_seconds() -> float:
    """Seconds of a search by meaning among 100,000 vectors of 256 numbers (the median of some), the query's vector
    given.
    """
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(BASE, 256)).astype(np.float32)
    vectors = search.Vectors(np.arange(BASE), matrix / np.linalg.norm(matrix, axis=1, keepdims=True))
    seconds = []
    for _ in range(20):
        began = time.perf_counter()
        search.by_meaning(vectors, rng.normal(size=256), 100)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


if __name__ == "__main__":
    sys.exit(main(tuple(int(size) for size in sys.argv[1:]) or SIZES))
