"""`dataloupe watch` under random kills: `python -m benchmarks.watch [--batches N] [--kills K] [--seed S]`.

Files (some renamed, some copied) and rows of a SQLite table arrive while the process is killed with SIGKILL again and
again. In the end each line must be a document exactly once; the benchmark fails when one is lost or there twice.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from analytics.workspace import open_workspace

LINES = 3
SECONDS = (1.2, 6.0)
"""A process is killed at a random time between these."""


class Arriving:
    """Batches that arrive in a folder and in a table."""

    def __init__(self, root: Path, seed: int) -> None:
        self.random, self.inbox, self.database = random.Random(seed), root / "in", root / "log.db"
        self.texts: list[str] = []
        self.inbox.mkdir()
        self._execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, text TEXT)", [()])
        self.sources = [str(self.inbox), f"sqlite:{self.database}#entries?watermark=id"]

    def add(self, number: int) -> None:
        """One batch: every fourth as rows, the others as files."""
        texts = [f"Batch {number}, line {line}, speaks of lamps and a quiet harbour." for line in range(LINES)]
        self.texts += texts
        if number % 4 == 0:
            self._execute("INSERT INTO entries (text) VALUES (?)", [(text,) for text in texts])
            return
        unfinished = self.inbox / f"{number}.jsonl.part"
        unfinished.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
        file = unfinished.rename(self.inbox / f"{self.random.randrange(10**9)}.jsonl")
        if number % 10 == 3:
            file = file.rename(self.inbox / f"renamed-{number}.jsonl")
        if number % 10 == 7:
            (self.inbox / f"copy-{number}.jsonl").write_bytes(file.read_bytes())

    def _execute(self, statement: str, rows: list[tuple[str, ...]]) -> None:
        with closing(sqlite3.connect(self.database, timeout=60)) as connection, connection:
            connection.executemany(statement, rows)


def main() -> int:
    """Run, compare, print; gives 1 when a line is lost or there twice."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--batches", type=int, default=200)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        arriving, workspace = Arriving(Path(folder), arguments.seed), Path(folder) / "ws"
        command = [sys.executable, "-m", "analytics.cli", "watch", *arriving.sources, "--workspace", str(workspace)]
        command += ["--encoder", "none", "--until", "documents", "--settle", "0", "--every", "0.05s"]
        ended = run_and_kill(command, arriving, arguments.batches, arguments.kills)
        subprocess.run([*command, "--once"], check=True, stdout=subprocess.DEVNULL)
        rows = open_workspace(workspace).connect().execute("SELECT text FROM documents").fetchall()
    present, expected = Counter(text for (text,) in rows), Counter(arriving.texts)
    lost, twice = (expected - present).total(), (present - expected).total()
    print(f"{arguments.batches} batches, {arguments.kills} kills ({ended} ended by themselves), {len(expected)} lines")
    print(f"lost {lost}, too many {twice} ({time.monotonic() - started:.0f} s)")
    return int(lost + twice + ended > 0)


def run_and_kill(command: list[str], arriving: Arriving, batches: int, kills: int) -> int:
    """Start and kill the process while all batches arrive; gives how often it had ended before it was killed."""
    ended = 0
    for kill in range(kills):
        watching = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        numbers = range(kill * batches // kills, (kill + 1) * batches // kills)
        seconds = arriving.random.uniform(*SECONDS)
        for number in numbers:
            arriving.add(number)
            time.sleep(seconds / max(len(numbers), 1))
        ended += watching.poll() is not None
        watching.kill()
        watching.wait()
    return ended


if __name__ == "__main__":
    sys.exit(main())
