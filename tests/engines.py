"""Engines for tests, with a real Spark Connect server, and how the tables of two workspaces compare."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from analytics.build.engines.spark import end_sessions
from analytics.workspace import Workspace

ROOT = Path(__file__).parents[1]

WORDS = [
    "harbour",
    "lantern",
    "meadow",
    "copper",
    "violin",
    "thunder",
    "orchard",
    "velvet",
    "compass",
    "granite",
    "saffron",
    "willow",
    "ember",
    "falcon",
    "drizzle",
    "marble",
    "anchor",
    "cinnamon",
    "lagoon",
    "pepper",
    "quartz",
    "timber",
    "breeze",
    "canyon",
    "juniper",
    "mosaic",
]


@contextlib.contextmanager
def sail() -> Iterator[str]:
    """The address of a Spark Connect server in a process of its own (Sail), whose workers import this checkout."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.sail_server"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes) as server:
        try:
            yield next(line.strip() for line in server.stdout if line.startswith("sc://"))
        finally:
            end_sessions()
            server.kill()


def text(number: int, words: int = 60) -> str:
    """Prose of its own for each number, the same in every run."""
    return " ".join(
        WORDS[(number * 7 + place * (3 + number % 5) + place * place) % len(WORDS)] for place in range(words)
    )


def corpus_files(folder: Path, documents: int = 240) -> list[str]:
    """A corpus in three files of three formats: copies within and across files, near-duplicates, an excerpt, columns
    that only one file has, a column of two types, broken rows and rows without text.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    rows = [{"text": text(number), "source": "abc"[number % 3], "stars": number % 5} for number in range(documents)]
    for number in range(0, documents, 9):
        rows[number]["text"] = text(number // 2 + 1) + " one more end"
    for number in range(5, documents, 20):
        rows[number] = {**rows[number], "text": text(3).upper() if number % 40 == 5 else text(3)}
    rows[-1]["text"] = " ".join(text(4).split()[:40])
    third = documents // 3
    pq.write_table(pa.Table.from_pylist(rows[:third]), folder / "a.parquet", row_group_size=20)
    lines = [json.dumps({**row, "stars": str(row["stars"]), "only here": "x"}) for row in rows[third : 2 * third]]
    (folder / "b.jsonl").write_text("\n".join([*lines[:10], "{broken", *lines[10:]]) + "\n")
    more = [json.dumps(row) for row in [*rows[2 * third :], {"text": "", "source": "a", "stars": 1}]]
    (folder / "c.jsonl").write_text("\n".join(more) + "\n")
    return [str(folder)]


def different_tables(one: Workspace, other: Workspace, without: Collection[str] = ()) -> list[str]:
    """The names of the tables whose rows, sorted, are not byte for byte the same in both workspaces."""
    names = set(one.read_manifest().tables) | set(other.read_manifest().tables)
    return sorted(name for name in names - set(without) if _sorted_rows(one, name) != _sorted_rows(other, name))


def _sorted_rows(workspace: Workspace, table: str) -> object:
    return workspace.connect().sql(f"SELECT * FROM {table} ORDER BY ALL").to_arrow_table()
