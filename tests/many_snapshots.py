"""A history of many builds for tests and measurements: copies of the first snapshot with other numbers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.files import write_atomically
from analytics.history.recording import record
from analytics.history.snapshot import ADDED, FACTS_FILE, FOLDER, ROWS_FOLDER, STATE_FILE, Snapshot, snapshots
from analytics.workspace import Workspace

DAY = 86_400.0


def add_snapshots(workspace: Workspace, count: int, added: int = 100) -> list[Snapshot]:
    """The snapshots of a workspace as if `count` builds had added `added` documents each; the first is recorded where
    there is none. The numbers of the builds vary by chance.
    """
    if not snapshots(workspace.path):
        with workspace.lock():
            record(workspace)
    first = snapshots(workspace.path)[0]
    counts = {"added": added, "removed": 0, "edited": 0, "moved": 0, "relabelled": 0, "refilled": 0}
    for number in range(2, count + 1):
        path = workspace.path / FOLDER / f"{number:04d}"
        shutil.copytree(first.path, path, ignore=shutil.ignore_patterns(ROWS_FOLDER, STATE_FILE))
        documents = first.documents - added * (count - number)
        _scale(path, documents / first.documents, added / first.documents, np.random.default_rng(number))
        ids = range(documents - added, documents)
        missing = [None] * added
        pd.DataFrame({"change": ADDED, "before": missing, "after": ids, "from": missing, "to": missing}).astype(
            {"before": "Int64", "after": "Int64", "from": "string", "to": "string"}
        ).to_parquet(path / "changes.parquet", index=False)
        tallies = first.facts["tallies"]["all"]
        sides = {"all": tallies | {"documents": documents}, ADDED: tallies | {"documents": added}}
        facts = {**first.facts, "at": first.facts["at"] + DAY * number, "documents": documents, "changes": counts}
        write_atomically(path / FACTS_FILE, json.dumps(facts | {"tallies": sides, "appended": True}))
    last = snapshots(workspace.path)[-1]
    for name in (STATE_FILE, ROWS_FOLDER):
        if (first.path / name).exists() and last.number > 1:
            (first.path / name).rename(last.path / name)
    return snapshots(workspace.path)


def _scale(path: Path, share_of_all: float, share_added: float, generator: np.random.Generator) -> None:
    """Write the tables of a snapshot with `share_of_all` of the counts, and those of the added documents."""
    for name, counts in (("numbers", ["n"]), ("tally", ["n", "total", "squares"])):
        table = pd.read_parquet(path / f"{name}.parquet")
        table = table[table["scope"] == "all"]
        sides = []
        for scope, share in (("all", share_of_all), (ADDED, share_added)):
            side = table.assign(scope=scope)
            side[counts] = (side[counts].astype(float) * share).round() if name == "numbers" else side[counts] * share
            sides.append(side)
        if name == "numbers":
            sides[1]["value"] *= generator.normal(1, 0.03, len(sides[1]))
            sides[1]["n"] = sides[1]["n"].clip(lower=30)
        both = pd.concat(sides, ignore_index=True)
        both["n"] = both["n"].astype(table["n"].dtype)
        both.to_parquet(path / f"{name}.parquet", compression="zstd", index=False)
