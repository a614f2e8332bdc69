"""kill -9 at any moment loses only the running stage: the next build finishes, and readers never notice."""

import json
import os
import random
import signal
import threading
import time

import pytest

from analytics.ask.columns import tables
from analytics.cli import main
from analytics.workspace import open_workspace
from tests.commands import exit_with, start_process

KILLS = 10
SEED = int(os.environ.get("DATALOUPE_KILL_SEED", "20250611"))
"""Decides when the builds are killed; another seed tries other moments."""
DOCUMENTS, MORE_EACH_TIME = 1500, 50
ADDING = 0.6
"""Kills come within this share of the seconds of a whole build: adding documents takes less than all of it."""
ONE_ROW_A_DOCUMENT = {"documents", "metadata", "signals"}


def add_documents(path, count, seed):
    """Append `count` documents, a few of them copies, to the JSON lines at `path`."""
    dice = random.Random(seed)
    words = [f"word{number}" for number in range(500)]
    with path.open("a", encoding="utf-8") as file:
        for number in range(count):
            text = (
                " ".join(dice.choices(words, k=dice.randint(5, 80)))
                if number % 10
                else "the same boilerplate, over and over again, in every tenth document"
            )
            file.write(json.dumps({"text": f"{text}.", "source": f"site{number % 3}", "stars": number % 5}) + "\n")


def arguments(source, workspace):
    return ["build", str(source), "--workspace", str(workspace), "--encoder", "none"]


@pytest.fixture(scope="module")
def start_build():
    """Starts the build of a file in a process of its own."""

    def start(source, workspace):
        return start_process(exit_with, *arguments(source, workspace))

    return start


@pytest.fixture(scope="module")
def source(tmp_path_factory, start_build):
    """A few thousand documents, and the seconds that a whole build of them takes."""
    folder = tmp_path_factory.mktemp("kill")
    add_documents(folder / "documents.jsonl", DOCUMENTS, seed=0)
    is_compiled = "PYTEST_XDIST_WORKER" in os.environ  # by the fixture `kernels`
    for name in ("measured",) if is_compiled else ("compiles", "measured"):
        started = time.monotonic()
        finish(start_build(folder / "documents.jsonl", folder / name))
    return folder / "documents.jsonl", time.monotonic() - started


def finish(build):
    build.join()
    assert build.exitcode == 0


class Reader(threading.Thread):
    """Opens a workspace and counts its rows again and again, as a dashboard would; `wrong` lists contradictions."""

    def __init__(self, path):
        super().__init__()
        self.path = path
        self.done = threading.Event()
        self.rounds = 0
        self.wrong = []

    def run(self):
        while not self.done.wait(0.15):
            if not (self.path / "manifest.json").exists():
                continue
            try:
                self.look()
            except Exception as error:
                self.wrong.append(repr(error))

    def look(self):
        connection = open_workspace(self.path).connect()
        there = tables(connection) & ONE_ROW_A_DOCUMENT
        counted = {
            name: connection.execute(
                f"SELECT count(*), count(DISTINCT doc_id), min(doc_id), max(doc_id) + 1 FROM {name}"
            ).fetchone()
            for name in there
        }
        if len(set(counted.values())) > 1:
            self.wrong.append(counted)
        self.rounds += 1


def killed_after(seconds, build):
    """Kill the build after some seconds; whether it still ran."""
    build.join(seconds)
    build.kill()
    build.join()
    return build.exitcode == -signal.SIGKILL


def test_ten_kills_lose_nothing_and_no_reader_notices(source, start_build, tmp_path):
    path, seconds = source
    print(f"moments of the kills: seed {SEED}, a build takes {seconds:.1f} s")  # shown when the test fails
    moments = random.Random(SEED)
    growing, workspace = tmp_path / "growing.jsonl", tmp_path / "ws"
    growing.write_bytes(path.read_bytes())
    reader = Reader(workspace)
    reader.start()
    killed = 0
    for number in range(KILLS):
        add_documents(growing, MORE_EACH_TIME, seed=number + 1)  # so that there is something to build each time
        killed += killed_after(moments.uniform(0, seconds * ADDING), start_build(growing, workspace))
    last = start_build(growing, workspace)
    last.join()
    reader.done.set()
    reader.join()

    assert last.exitcode == 0
    assert killed >= KILLS // 2, "most kills have to come before the build is done"
    assert reader.wrong == []
    assert reader.rounds > KILLS
    assert not list(workspace.glob("*.tmp"))
    assert_whole(workspace, DOCUMENTS + KILLS * MORE_EACH_TIME)
    assert main(arguments(growing, workspace)) == 0


def assert_whole(workspace, documents):
    connection = open_workspace(workspace).connect()
    for name in ONE_ROW_A_DOCUMENT:
        query = f"SELECT count(*), count(DISTINCT doc_id), max(doc_id) + 1 FROM {name}"
        assert connection.execute(query).fetchone() == (documents,) * 3


def test_a_build_after_kills_holds_what_an_undisturbed_build_holds(source, start_build, tmp_path):
    path, seconds = source
    killed_after(seconds * 0.6, start_build(path, tmp_path / "disturbed"))
    for name in ("disturbed", "undisturbed"):
        assert main(arguments(path, tmp_path / name)) == 0
    left, right = (open_workspace(tmp_path / name).connect() for name in ("disturbed", "undisturbed"))
    for name in ONE_ROW_A_DOCUMENT:
        question = f"SELECT * FROM {name} ORDER BY doc_id"
        assert left.execute(question).fetchall() == right.execute(question).fetchall()


def test_a_second_build_at_the_same_time_is_refused_and_the_first_finishes(source, start_build, tmp_path, capsys):
    path, _ = source
    workspace = tmp_path / "ws"
    first = start_build(path, workspace)
    while not ((workspace / "build.lock").exists() and open_workspace(workspace).is_building()):
        assert first.is_alive()
        time.sleep(0.01)
    os.kill(first.pid, signal.SIGSTOP)
    try:
        assert main(arguments(path, workspace)) == 2
        refusal = capsys.readouterr().err
    finally:
        os.kill(first.pid, signal.SIGCONT)
    finish(first)
    assert "is being built by another process" in refusal
    assert refusal.count("\n") == 1
    assert open_workspace(workspace).read_manifest().tables["documents"].rows == DOCUMENTS
