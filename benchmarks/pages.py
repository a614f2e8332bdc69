"""Server time of every page: `python -m benchmarks.pages [WORKSPACE]`, by default on 100,000 documents of made-up words.

A page is run as for a browser that is already connected (Streamlit's AppTest, the browser's part is not in it): first cold, then
`RUNS` times with all remembered answers forgotten, of which the median and the 95th percentile are told, with the median processor
time beside them, which does not depend on what else the machine does; and at last once more with the answers remembered. Each page
also runs with a selection, and Documents with a search.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics.ask.parts import Range
from analytics.ask.reading import SERVED
from analytics.ask.selection import Selection
from tests.workspaces import write_workspace

ROOT = Path(__file__).parents[1]
DOCUMENTS, SOURCES, RUNS = 100_000, 15, 20
P95_SECONDS = 0.5
LONG_ONES = Selection((Range("signals", "n_words", 100, None),))


def main(arguments: list[str]) -> int:
    """Measure and print; gives 1 when a page takes longer than `P95_SECONDS`."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ[SERVED] = str(Path(arguments[0]).resolve()) if arguments else _made_up(Path(folder) / "made up")
        print(f"{'page':<12} {'':<14} {'cold':>7} {'median':>7} {'p95':>7} {'processor':>9} {'again':>7}   seconds")
        slow = [page for page in sorted((ROOT / "pages").glob("*.py")) for case in _cases(page.stem) if _measure(page, *case) > P95_SECONDS]
    return int(bool(slow))


def _cases(page: str) -> list[tuple[str, dict[str, str]]]:
    cases = [("all", {}), ("a selection", {"sel": LONG_ONES.to_url()})]
    return [*cases, ("a search", {"q": "w17 w"})] if page == "documents" else cases


def _measure(page: Path, case: str, parameters: dict[str, str]) -> float:
    """The 95th percentile of the runs of a page without remembered answers, in seconds."""
    app = AppTest.from_file(str(page), default_timeout=120)
    for name, value in parameters.items():
        app.query_params[name] = value
    walls, processor = [], []
    for _ in range(RUNS + 1):
        st.cache_data.clear()
        wall, used = time.perf_counter(), time.process_time()
        app.run()
        walls.append(time.perf_counter() - wall)
        processor.append(time.process_time() - used)
    again = time.perf_counter()
    app.run()
    again = time.perf_counter() - again
    if app.exception:
        raise RuntimeError(f"{page.name} with {case}: {app.exception[0].message}")
    p95 = float(np.quantile(walls[1:], 0.95))
    print(f"{page.stem:<12} {case:<14} {walls[0]:7.2f} {np.median(walls[1:]):7.2f} {p95:7.2f} {np.median(processor[1:]):9.2f} {again:7.2f}", flush=True)
    return p95


def _made_up(path: Path) -> str:
    """A workspace of `DOCUMENTS` documents with lengths like those of a real corpus."""
    random = np.random.default_rng(7)
    words = np.array([f"w{number}" for number in range(5000)])
    lengths = np.clip(random.lognormal(4.4, 1.2, DOCUMENTS), 1, 10_000).astype(int)
    texts = [" ".join(words[random.integers(0, len(words), length)]) for length in lengths]
    write_workspace(path, texts, source=[f"source {number % SOURCES}" for number in range(DOCUMENTS)])
    return str(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
