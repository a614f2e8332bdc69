"""Is a difference between two snapshots reported when there is one, and only then?"""

from __future__ import annotations

import json
import subprocess
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from analytics.history.comparing import compare
from analytics.statistics.intervals import wilson
from benchmarks.environments import environment
from benchmarks.truth._coverage import PROCESSES
from benchmarks.truth._snapshots import (
    N_NEW,
    N_OLD,
    NEW_LANGUAGE,
    NEW_TOPIC,
    PLANTED,
    SOURCE,
    Pair,
    connection_of,
    pair,
)
from benchmarks.truth.table import Row

QUESTION = "What is new?"
NULL_RUNS, POWER_RUNS = 200, 50
PEER, PEER_SCRIPT = (
    ("evidently==0.7.14", "pandas==2.2.3", "pyarrow"),
    Path(__file__).parents[1] / "peers" / "evidently_drift.py",
)
PEER_COLUMNS = ("source", "language", "topic", "n_words", "letters", "rating")
PEER_RUNS = 50
TOP = 50

EXPECTED = {
    "source": lambda row: (row["family"], row["level"]) == ("source", SOURCE),
    "language": lambda row: (row["family"], row["level"]) == ("language", NEW_LANGUAGE),
    "topic": lambda row: (row["family"], row["level"]) == ("topic", NEW_TOPIC),
    "length": lambda row: row["of"] in ("n_words", "n_chars", "n_tokens"),
    "rating": lambda row: row["family"] == "rating",
    "meaning": lambda row: row["family"] == "meaning",
}
"""Whether a reported row is what was planted."""


class Outcome(NamedTuple):
    """What was reported of one pair: anything, the planted change, it first, and the share of the documents shown for
    it that have it.
    """

    any_drift: bool
    is_found: bool
    is_first: bool
    right_documents: float


def outcome(seed: int, planted: str | None, users: bool, n: tuple[int, int] = (N_OLD, N_NEW)) -> Outcome:
    """Compare one pair."""
    one = pair(seed, planted, users, n)
    connection = connection_of(one, users)
    table, meaning = compare(connection, f"doc_id < {n[0]}", f"doc_id >= {n[0]}")
    reported = table[table["is_reported"]].to_dict("records")
    matches = [EXPECTED[planted](row) for row in reported] if planted else []
    right = float("nan")
    if planted == "meaning" and meaning is not None:
        right = float(np.isin(meaning.new_most[:TOP], one.planted).mean())
    elif planted in ("language", "topic") and any(matches):
        right = _of_level(one, planted)
    return Outcome(bool(reported), any(matches), bool(matches) and matches[0], right)


def _of_level(one: Pair, planted: str) -> float:
    """The share of the new documents of the planted level that were planted."""
    new = one.frame.iloc[N_OLD:]
    shown = new.index[new[planted] == (NEW_LANGUAGE if planted == "language" else NEW_TOPIC)]
    return float(np.isin(shown, one.planted).mean())


def outcomes(planted: str | None, users: bool, runs: int) -> list[Outcome]:
    with ProcessPoolExecutor(PROCESSES) as pool:
        return list(pool.map(partial(outcome, planted=planted, users=users), range(runs), chunksize=5))


def null_rows(runs: int = NULL_RUNS) -> list[Row]:
    """Pairs in which nothing changes."""
    rows = []
    for name, users in (("independent documents", False), ("users with habits", True)):
        reported = [one.any_drift for one in outcomes(None, users, runs)]
        measure = f"pairs without change with any reported drift, of {runs}"
        rows.append(Row(QUESTION, name, measure, float(np.mean(reported)), "<=", 0.05))
        rows.append(Row(QUESTION, name, "its Wilson upper bound", float(wilson(sum(reported), runs)[1])))
    return rows


def power_rows(runs: int = POWER_RUNS) -> list[Row]:
    """Pairs in which one thing changes."""
    rows = []
    for planted in PLANTED:
        users = planted == "rating"
        results = outcomes(planted, users, runs)
        rows.append(Row(QUESTION, planted, f"found, of {runs}", _mean([one.is_found for one in results]), ">=", 0.9))
        rows.append(Row(QUESTION, planted, "ranked first", _mean([one.is_first for one in results]), ">=", 0.9))
        right = [one.right_documents for one in results if not np.isnan(one.right_documents)]
        if right:
            rows.append(Row(QUESTION, planted, f"share of the first {TOP} documents shown that are right",
                            _mean(right), ">=", 0.8))  # fmt: skip
    return rows


def peer_rows(runs: int = PEER_RUNS) -> list[Row]:
    """Evidently's default tests on the same frames: does any column drift, and the planted one?"""
    rows = []
    with TemporaryDirectory() as folder:
        for planted in (None, *PLANTED):
            figures = _by_evidently(Path(folder), planted, runs)
            name = f"{planted or 'nothing'} (Evidently)"
            rows.append(Row(QUESTION, name, f"pairs with a drifted column, of {runs}", figures[0]))
            if planted:
                rows.append(Row(QUESTION, name, "the planted column drifted", figures[1]))
    return rows


def _by_evidently(folder: Path, planted: str | None, runs: int) -> list[float]:
    for seed in range(runs):
        users = planted == "rating"
        frame = pair(seed, planted, users).frame
        frame[list(PEER_COLUMNS)].to_parquet(folder / f"{seed}.parquet")
    column = {"length": "n_words", "meaning": ""}.get(planted or "", planted or "")
    command = [environment("evidently", PEER), PEER_SCRIPT, folder, str(N_OLD), str(runs), column]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: list[float] = json.loads(ran.stdout.splitlines()[-1])
    return figures


def _mean(values: list[float] | list[bool]) -> float:
    return float(np.mean(values))


def check() -> list[Row]:
    """The null, the power, and the peer."""
    return [*null_rows(), *power_rows(), *peer_rows()]
