"""Is a difference between two snapshots reported when there is one, and only then?

Each pair adds a line to the file that the environment variable DRIFT_RESULTS names, where it is set; pairs that are in
it are not run again, so an interruption loses nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pandas as pd

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
    WIDTH,
    Pair,
    connection_of,
    pair,
)
from benchmarks.truth.table import Row

QUESTION = "What is new?"
VARIABLE = "DRIFT_RESULTS"
NULL_RUNS, POWER_RUNS = 200, 50
FIRST_SEED = 10_000
"""The first pair is of this seed: no statistic was chosen on these pairs."""
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


Task = tuple[str | None, bool, int]
"""What is planted, whether users write the documents, and the seed."""


def tasks(planted: str | None, users: bool, runs: int) -> list[Task]:
    return [(planted, users, FIRST_SEED + run) for run in range(runs)]


def outcomes(planted: str | None, users: bool, runs: int) -> list[Outcome]:
    """The outcomes of so many pairs, of which those are run that the file of results does not have."""
    wanted, file = tasks(planted, users, runs), os.environ.get(VARIABLE)
    stored = _stored(Path(file)) if file else {}
    missing = [task for task in wanted if task not in stored]
    with ProcessPoolExecutor(PROCESSES) as pool:
        for task, one in zip(missing, pool.map(_run, missing), strict=True):
            stored[task] = one
            if file:
                with Path(file).open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps([*task, *one]) + "\n")
    return [stored[task] for task in wanted]


def _run(task: Task) -> Outcome:
    planted, users, seed = task
    return outcome(seed, planted, users)


def _stored(file: Path) -> dict[Task, Outcome]:
    """The outcomes in a file of results."""
    if not file.exists():
        return {}
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {(planted, users, seed): Outcome(*values) for planted, users, seed, *values in lines}


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
    """Evidently on the same frames, by its defaults and by its tests of significance: does any column drift, and the
    planted one?
    """
    rows = []
    with TemporaryDirectory() as folder:
        for planted in (None, *PLANTED):
            for method, figures in _by_evidently(Path(folder), planted, runs).items():
                name = f"{planted or 'nothing'} (Evidently, {method})"
                rows.append(Row(QUESTION, name, f"pairs with a drifted column, of {runs}", figures[0]))
                if planted:
                    rows.append(Row(QUESTION, name, "the planted column drifted", figures[1]))
    return rows


def _by_evidently(folder: Path, planted: str | None, runs: int) -> dict[str, list[float]]:
    """For each method, the shares of the pairs in which any column drifted, and in which the planted one did."""
    columns = list(PEER_COLUMNS)
    for place, (_, users, seed) in enumerate(tasks(planted, planted == "rating", runs)):
        one = pair(seed, planted, users)
        frame = one.frame[columns]
        if planted == "meaning":  # its columns are the dimensions of the vectors
            vectors = pd.DataFrame(one.vectors, columns=[f"vector_{number}" for number in range(WIDTH)])
            frame = pd.concat([frame, vectors], axis=1)
        frame.to_parquet(folder / f"{place}.parquet")
    column = {"length": "n_words", "meaning": "vector_"}.get(planted or "", planted or "")
    command = [environment("evidently", PEER), PEER_SCRIPT, folder, str(N_OLD), str(runs), column]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, list[float]] = json.loads(ran.stdout.splitlines()[-1])
    return figures


def _mean(values: list[float] | list[bool]) -> float:
    return float(np.mean(values))


def check() -> list[Row]:
    """The null, the power, and the peer."""
    return [*null_rows(), *power_rows(), *peer_rows()]
