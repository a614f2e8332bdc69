"""Server time of every page: `python -m benchmarks.pages [WORKSPACE [PAGE...]]`, by default on 100,000 documents of
made-up words.

A page is run as for a browser that is already connected (Streamlit's AppTest, the browser's part is not in it), with
all documents and with the shortest 1 %, 50 % and 99 % of them selected: `RUNS` times each, all remembered answers
forgotten, every time with another selection of as many documents, so that nothing that was kept for a selection helps.
Told are the 95th percentile of the seconds, and the median of the processor's, which does not depend on what else the
machine does. Before that the page has run cold with all documents, and after it once more with the answers remembered.
Documents also runs with a search; the made-up documents have been decided about.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics.ask.filters import Fails, Range, Values
from analytics.ask.selection import Selection
from analytics.ask.workspaces.served import SERVED
from analytics.recipe.file import NAME, save
from analytics.recipe.model import Recipe, Step
from analytics.recipe.steps import Exclude, FailRules, KeepOnly, Mask, Tag
from analytics.rules import rules
from analytics.workspace import open_workspace
from tests.workspaces import write_workspace

ROOT = Path(__file__).parents[1]
DOCUMENTS, SOURCES, RUNS = 100_000, 15, 10
SHARES = (0.01, 0.5, 0.99)
P95_SECONDS, P95_SECONDS_OF_LOGS = 0.5, 1.5
LOGS = ("behaviour", "change", "conversations", "feedback", "preferences", "prompts", "slices")
SEARCH = {"q": "w17 w"}


def main(arguments: list[str]) -> int:
    """Measure and print; gives 1 when a page takes longer than it may."""
    logging.disable(logging.WARNING)  # Streamlit warns of every page that nobody is connected
    pages = arguments[1:] or sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
    with tempfile.TemporaryDirectory() as folder:
        os.environ[SERVED] = str(Path(arguments[0]).resolve()) if arguments else _made_up(Path(folder) / "made up")
        selections = _selections(os.environ[SERVED])
        shares = "".join(f"{name:>7}" for name in selections)
        print(
            f"{'':<22}{'cold':>7}{'again':>7}   {'95th percentile':<{len(shares)}}   processor\n{'page':<22}{'':>14}   {shares}   {shares}   seconds"
        )
        cases = [(page, given) for page in pages for given in ([{}, SEARCH] if page == "documents" else [{}])]
        slow = [
            page
            for page, given in cases
            if _measure(page, given, selections) > (P95_SECONDS_OF_LOGS if page in LOGS else P95_SECONDS)
        ]
    print(f"Too slow: {', '.join(slow)}" if slow else "All pages are within their budgets.")
    return int(bool(slow))


def _selections(workspace: str) -> dict[str, Callable[[int], Selection]]:
    """By name, what to select in a run of this number: the same documents each time, said otherwise, the longest in
    words being fewer than one word over.
    """
    connection = open_workspace(workspace).connect()
    (longest,) = connection.execute("SELECT quantile_disc(n_words, ?) FROM signals", [list(SHARES)]).fetchone() or ([],)
    named = {f"{share:.0%}".replace("%", " %"): words for share, words in zip(SHARES, longest, strict=True)}
    return {"all": lambda run: Selection()} | {
        name: lambda run, words=words: Selection((Range("signals", "n_words", None, words + run / 1000),))  # type: ignore[misc]
        for name, words in named.items()
    }


def _measure(page: str, given: dict[str, str], selections: dict[str, Callable[[int], Selection]]) -> float:
    """Print the times of a page with these parameters in its link; gives the largest 95th percentile of all selections,
    in seconds.
    """
    app = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=120)
    for name, value in given.items():
        app.query_params[name] = value
    cold, _ = _run(app)
    p95, processor = [], []
    for selection in selections.values():
        walls, used = zip(*(_run(app, selection(run)) for run in range(RUNS)), strict=True)
        p95.append(float(np.quantile(walls, 0.95)))
        processor.append(float(np.median(used)))
    _run(app)
    again, _ = _run(app, remembering=True)
    numbers = ["".join(f"{value:7.2f}" for value in values) for values in ((cold, again), p95, processor)]
    print(f"{page + (', a search' if given else ''):<22}{'   '.join(numbers)}", flush=True)
    return max(p95)


def _run(app: AppTest, selection: Selection | None = None, remembering: bool = False) -> tuple[float, float]:
    """Seconds and processor seconds of one run of a page with a selection."""
    if not remembering:
        st.cache_data.clear()
    if selection:
        app.query_params["sel"] = selection.to_url()
    elif "sel" in app.query_params:
        del app.query_params["sel"]
    wall, used = time.perf_counter(), time.process_time()
    app.run()
    wall, used = time.perf_counter() - wall, time.process_time() - used
    if app.exception:
        raise RuntimeError(
            f"{app.exception[0].message} (with {selection.describe() if selection else 'all documents'})"
        )
    return wall, used


def _made_up(path: Path) -> str:
    """A workspace of `DOCUMENTS` documents with lengths like those of a real corpus, and six decisions about them."""
    random = np.random.default_rng(7)
    words = np.array([f"w{number}" for number in range(5000)])
    lengths = np.clip(random.lognormal(4.4, 1.2, DOCUMENTS), 1, 10_000).astype(int)
    texts = [" ".join(words[random.integers(0, len(words), length)]) for length in lengths]
    write_workspace(path, texts, source=[f"source {number % SOURCES}" for number in range(DOCUMENTS)])
    few, some, long = (
        (one,)
        for one in (
            Range("signals", "n_words", None, 5),
            Values("documents", "source", ("source 3",)),
            Range("signals", "n_words", 1000, None),
        )
    )
    rule_set = tuple(Fails.of(rule) for rule in rules("Gopher repetition"))
    steps = (
        Exclude(few),
        FailRules(rule_set),
        KeepOnly((Range("signals", "n_words", None, 5000),)),
        Tag("third", some),
        Tag("long", long),
        Mask(("email",)),
    )
    save(Recipe(tuple(Step(step) for step in steps)), path / NAME)
    return str(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
