"""Server time of every page: `python -m benchmarks.pages [WORKSPACE [PAGE...]]`, by default on 100,000 documents of
random words.

A page runs as for a browser that is already connected (by Streamlit's AppTest, without the browser's part), with all
documents (with an empty cache), and with the shortest 1 %, 50 % and 99 % of them selected. Each case runs `RUNS` times,
every time with another selection of as many documents: no answer about a selection is reused, but what does not depend
on it is kept, as on a dashboard that runs. The table shows the 95th percentile of the seconds, and the median of the
processor's seconds, which does not depend on other work of the machine. "Cold" is the first run with all documents,
"again" a run with cached answers. Documents also runs with a search. The random documents have a recipe of six steps.
"""

from __future__ import annotations

import functools
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
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
from analytics.ui.contents import PAGES, SECTIONS
from analytics.workspace import open_workspace
from tests.workspaces import write_workspace

ROOT = Path(__file__).parents[1]
DOCUMENTS, SOURCES, RUNS = 100_000, 15, 10
SHARES = (0.01, 0.5, 0.99)
P95_SECONDS, P95_SECONDS_OF_LOGS = 0.5, 1.5
LOGS = {entry.name for entry in SECTIONS["Logs"]}
SEARCH = {"q": "w17 w"}


def main(arguments: list[str]) -> int:
    """Measure and print; gives 1 when a page exceeds its budget."""
    logging.disable(logging.WARNING)  # Streamlit warns on every page that no browser is connected
    pages = arguments[1:] or sorted(PAGES)
    with tempfile.TemporaryDirectory() as folder:
        os.environ[SERVED] = (
            str(Path(arguments[0]).resolve()) if arguments else _random_workspace(Path(folder) / "random")
        )
        selections = _selections(os.environ[SERVED])
        _print_header(selections)
        cases = [(page, link) for page in pages for link in ([{}, SEARCH] if page == "documents" else [{}])]
        slow = [page for page, link in cases if _measure(page, link, selections) > _budget(page)]
    print(f"Over budget: {', '.join(slow)}" if slow else "All pages are within their budgets.")
    return int(bool(slow))


def _budget(page: str) -> float:
    return P95_SECONDS_OF_LOGS if page in LOGS else P95_SECONDS


def _print_header(selections: Iterable[str]) -> None:
    shares = "".join(f"{name:>7}" for name in selections)
    print(f"{'':<22}{'cold':>7}{'again':>7}   {'95th percentile':<{len(shares)}}   processor")
    print(f"{'page':<22}{'':>14}   {shares}   {shares}   seconds")


def _selections(workspace: str) -> dict[str, Callable[[int], Selection]]:
    """By name, the selection of a run: in each run the same documents by another upper limit of words, which differs by
    less than one word.
    """
    connection = open_workspace(workspace).connect()
    (limits,) = connection.execute("SELECT quantile_disc(n_words, ?) FROM signals", [list(SHARES)]).fetchone() or ([],)
    names = [f"{share:.0%}".replace("%", " %") for share in SHARES]
    shortest = {name: functools.partial(_shortest, words) for name, words in zip(names, limits, strict=True)}
    return {"all": lambda run: Selection()} | shortest


def _shortest(words: int, run: int) -> Selection:
    return Selection((Range("signals", "n_words", None, words + run / 1000),))


def _measure(page: str, link: dict[str, str], selections: dict[str, Callable[[int], Selection]]) -> float:
    """Print the times of a page with these parameters in its link; gives the largest 95th percentile in seconds."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.switch_page(PAGES[page].file)
    for name, value in link.items():
        app.query_params[name] = value
    cold, _ = _run(app)
    p95, processor = [], []
    for selection in selections.values():
        walls, used = zip(*(_run(app, one, cached=bool(one)) for one in map(selection, range(RUNS))), strict=True)
        p95.append(float(np.quantile(walls, 0.95)))
        processor.append(float(np.median(used)))
    _run(app)
    again, _ = _run(app, cached=True)
    numbers = ["".join(f"{value:7.2f}" for value in values) for values in ((cold, again), p95, processor)]
    print(f"{page + (', a search' if link else ''):<22}{'   '.join(numbers)}", flush=True)
    return max(p95)


def _run(app: AppTest, selection: Selection | None = None, cached: bool = False) -> tuple[float, float]:
    """Seconds and processor seconds of one run of a page with a selection."""
    if not cached:
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


def _random_workspace(path: Path) -> str:
    """A workspace of `DOCUMENTS` documents with lengths like those of a real corpus, and a recipe of six steps."""
    random = np.random.default_rng(7)
    words = np.array([f"w{number}" for number in range(5000)])
    lengths = np.clip(random.lognormal(4.4, 1.2, DOCUMENTS), 1, 10_000).astype(int)
    texts = [" ".join(words[random.integers(0, len(words), length)]) for length in lengths]
    write_workspace(path, texts, source=[f"source {number % SOURCES}" for number in range(DOCUMENTS)])
    save(_recipe(), path / NAME)
    return str(path)


def _recipe() -> Recipe:
    actions = (
        Exclude((Range("signals", "n_words", None, 5),)),
        FailRules(tuple(Fails.of(rule) for rule in rules("Gopher repetition"))),
        KeepOnly((Range("signals", "n_words", None, 5000),)),
        Tag("third", (Values("documents", "source", ("source 3",)),)),
        Tag("long", (Range("signals", "n_words", 1000, None),)),
        Mask(("email",)),
    )
    return Recipe(tuple(Step(action) for action in actions))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
