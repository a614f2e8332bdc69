"""The map page in a real Chromium: `python -m benchmarks.map_view [SIZE...]`.

By default at 10,000, 100,000 and 1,000,000 documents. The 100,000 documents are made here (clusters of clusters, and
noise); a larger map repeats them with small shifts, a smaller one has the first of them. Measured on a warm server: the
bytes that reach the browser; the seconds to the first picture (median of some page loads), from a zoom to the refined
picture, and from the end of a lasso to its answer; the memory of server and browser; and a search by meaning. Chromium
draws with software here, so a screen with a GPU is faster. The figure in brackets is the CPU seconds of server and
browser together: other programs on the machine do not change it.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analytics.ask import search
from benchmarks._map_costs import browser_processes, computed, memory, received, server_processes
from benchmarks._map_workspace import BASE, make
from tests.browser.driver import Browser
from tests.commands import serving

SIZES = (10_000, 100_000, 1_000_000)
LOADS, LASSOS = 4, 4
ZOOMS = ((0.5, 0.1, 0.0), (0.5, 0.0, 0.1), (0.6, 0.0, 0.0), (1.0, 0.4, 0.0), (2.0, 0.0, 0.0), (0.5, -0.2, -0.1))
"""For each zoom: the new width of the view as a share of the old one, and how far its centre moves in old widths."""
MAX_DRAW_RATIO, MAX_REFINED, MAX_LASSO, MAX_SEARCH = 1.5, 1.0, 0.5, 0.3
"""What must hold: the first picture of the largest map against that of the smallest, and the others in seconds."""

REFINED = """
const [share, dx, dy, done] = arguments;
const map = document.querySelector('.dataloupe-map'), plot = document.querySelector('.dataloupe-plot');
const around = ([from, to], shift) => {
  const centre = (from + to) / 2 + shift * (to - from), half = share * (to - from) / 2;
  return [centre - half, centre + half];
};
const began = performance.now();
new MutationObserver((_, observer) => { observer.disconnect(); done(performance.now() - began); })
  .observe(map, { attributes: true, attributeFilter: ['data-version'] });
const { xaxis, yaxis } = plot.layout;
window.Plotly.relayout(plot, { 'xaxis.range': around(xaxis.range, dx), 'yaxis.range': around(yaxis.range, dy) });
"""
"""Zooms, and waits for the refined picture."""
ANSWERED = """
const [x, y, radius, done] = arguments, plot = document.querySelector('.dataloupe-plot');
const turns = [...Array(41).keys()].map((k) => k / 40 * 2 * Math.PI);
const titles = () => [...document.querySelectorAll('h3')].map((title) => title.textContent).join();
const before = titles(), began = performance.now();
new MutationObserver((_, observer) => {
  if (titles() === before || !/document/.test(titles())) return;
  observer.disconnect();
  done(performance.now() - began);
}).observe(document.body, { childList: true, subtree: true, characterData: true });
const corners = { x: turns.map((t) => x + radius * Math.cos(t)), y: turns.map((t) => y + radius * Math.sin(t)) };
plot.emit('plotly_selected', { points: [], lassoPoints: corners });
"""
"""Draws a lasso, and waits for the panel that answers it."""


@dataclass(frozen=True)
class Time:
    """Wall seconds, and CPU seconds of server and browser together."""

    seconds: float
    computed: float

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s ({self.computed:.2f})"


@dataclass(frozen=True)
class Measured:
    """The figures of one size. Megabytes are of data that reached the browser, or of memory."""

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
    """Measure, print the table, and return 1 when a requirement fails."""
    with tempfile.TemporaryDirectory() as folder, Browser() as browser:
        rows = [measure(browser, make(Path(folder) / str(size), size)) for size in sizes]
    _print_table(rows)
    requirements = _requirements(rows)
    for requirement, is_met in requirements.items():
        print(f"{'holds' if is_met else 'FAILS'}  {requirement}")
    return 0 if all(requirements.values()) else 1


def _print_table(rows: Sequence[Measured]) -> None:
    heads = ("documents", "cold", "first draw", "sent", "refined", "sent", "lasso", "server", "browser")
    widths = (10, 17, 17, 9, 17, 9, 17, 9, 9)
    print("".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True)))
    for row in rows:
        sent = f"{row.first_mb:.2f} MB", f"{row.refined_mb:.2f} MB"
        memory = f"{row.server_mb:.0f} MB", f"{row.browser_mb:.0f} MB"
        cells = (f"{row.documents:,}", row.cold, row.first, sent[0], row.refined, sent[1], row.lasso, *memory)
        print("".join(f"{cell!s:>{width}}" for cell, width in zip(cells, widths, strict=True)))


def _requirements(rows: Sequence[Measured]) -> dict[str, bool]:
    """Each requirement with its figure, and whether it holds."""
    smallest, largest = rows[0], rows[-1]
    ratio = largest.first.seconds / smallest.first.seconds
    refined, lasso = (max(getattr(row, name).seconds for row in rows) for name in ("refined", "lasso"))
    search = search_seconds()
    first_draw = f"first draw at {largest.documents:,} within {MAX_DRAW_RATIO} x that at {smallest.documents:,}"
    return {
        f"{first_draw}: {ratio:.2f} x": ratio <= MAX_DRAW_RATIO,
        f"a zoom refined within {MAX_REFINED} s: {refined:.2f} s": refined <= MAX_REFINED,
        f"a lasso answered within {MAX_LASSO} s: {lasso:.2f} s": lasso <= MAX_LASSO,
        f"100,000 x 256 vectors searched within {MAX_SEARCH} s: {search:.3f} s": search <= MAX_SEARCH,
    }


def measure(browser: Browser, path: Path) -> Measured:
    """The figures of the map of one workspace."""
    browser.driver.set_script_timeout(60)
    with serving(path) as address:
        loads, sent = zip(*(load(browser, f"{address}/map") for _ in range(LOADS + 1)), strict=True)
        server, client = memory(server_processes()), memory(browser_processes())
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
    """The time from the request of the page to the first picture of the map, and the megabytes that arrived."""
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
    """The time that a script measures in the page, from its action to the effect that it waits for."""
    began = computed()
    milliseconds = browser.driver.execute_async_script(script, *map(float, arguments))
    spent = computed() - began
    browser.settle(0.3)
    return Time(milliseconds / 1000, spent)


def median(times: Sequence[Time]) -> Time:
    """The median of each kind of seconds."""
    return Time(statistics.median(one.seconds for one in times), statistics.median(one.computed for one in times))


def search_seconds() -> float:
    """Seconds of a search by meaning among 100,000 vectors of 256 numbers (median), without encoding the query."""
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
