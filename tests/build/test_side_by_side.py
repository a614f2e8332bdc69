"""Stages side by side give the tables of stages that run one after the other, and a kill loses only those that ran."""

import json
import os
import random
import shutil
import signal
import threading
import time
from dataclasses import replace

import pytest

from analytics.build import pipeline
from analytics.build.engine import ThreadEngine
from analytics.build.pipeline import build
from analytics.cli.progress import summary_text
from analytics.errors import DataloupeError
from analytics.workspace import open_workspace
from tests.commands import start_process
from tests.engines import different_tables, text

DOCUMENTS, WIDTH = 240, 8
OPTIONS = {"vectors": "vec"}


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Documents with copies, labels, and vectors of two subjects: every stage for documents has work."""
    dice, path = random.Random(7), tmp_path_factory.mktemp("source") / "documents.jsonl"
    with path.open("w") as file:
        for number in range(DOCUMENTS):
            vector = [dice.gauss(3.0 * (place == number % 2), 1.0) for place in range(WIDTH)]
            words = f"{text(number % 200)}\nThis line of text is on every page.\nme@example.org"
            record = {"text": words, "vec": vector, "label": "ab"[(number + (number % 11 == 0)) % 2]}
            file.write(json.dumps(record) + "\n")
    return str(path)


@pytest.fixture(scope="module")
def one_by_one(source, tmp_path_factory):
    return build(str(tmp_path_factory.mktemp("one") / "w"), [source], OPTIONS, engine=ThreadEngine(1))


class StartsTogether:
    """Counts the stages that run at the same time; `kill` kills this process where two do."""

    def __init__(self, kill=False):
        self.running, self.most, self.kill = set(), 0, kill

    def __call__(self, stage, state, manifest):
        if state == "started":
            self.running.add(stage.name)
            self.most = max(self.most, len(self.running))
            if self.kill and "layout" in self.running and len(self.running) > 1:
                os.kill(os.getpid(), signal.SIGKILL)
        else:
            self.running.discard(stage.name)


def test_a_build_side_by_side_gives_the_tables_of_a_sequential_one(source, one_by_one, tmp_path):
    together = StartsTogether()
    both = build(str(tmp_path / "w"), [source], OPTIONS, engine=ThreadEngine(2), on_stage=together)
    assert together.most == 2
    assert {"map", "topics", "duplicate_pairs", "content", "label_checks"} <= set(both.read_manifest().tables)
    assert different_tables(one_by_one, both) == []
    assert list(build(str(both.path), [source], OPTIONS).read_manifest().stages) == list(both.read_manifest().stages)


def kill_while_two_run(workspace, source):
    build(workspace, [source], OPTIONS, engine=ThreadEngine(2), on_stage=StartsTogether(kill=True))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="only POSIX has kill -9")
def test_a_kill_while_two_stages_run_keeps_all_that_was_committed(source, one_by_one, tmp_path):
    path = str(tmp_path / "w")
    killed = start_process(kill_while_two_run, path, source)
    killed.join()
    assert killed.exitcode == -signal.SIGKILL
    made = set(open_workspace(path).read_manifest().stages)
    assert "neighbors" in made and "layout" not in made
    ran = []
    build(path, [source], OPTIONS, on_stage=lambda stage, state, _: ran.append(stage.name) if state == "started" else 0)
    assert not made & set(ran) and "layout" in ran
    assert different_tables(one_by_one, open_workspace(path)) == []


def test_an_error_while_another_stage_runs_ends_the_build_with_its_line(source, tmp_path, monkeypatch):
    laying_out, ended = threading.Event(), []

    def never_ends(context):
        laying_out.set()
        end = time.monotonic() + 60
        try:
            while time.monotonic() < end:
                context.progress(0)
        finally:
            ended.append(time.monotonic() < end)

    def fails(context):
        assert laying_out.wait(60)
        raise DataloupeError("The stage cannot read this.")

    changed = {"layout": never_ends, "duplicates": fails}
    known = [replace(stage, run=changed.get(stage.name, stage.run)) for stage in pipeline.stages()]
    monkeypatch.setattr(pipeline, "stages", lambda until=None: known)
    with pytest.raises(DataloupeError, match="cannot read this"):
        build(str(tmp_path / "w"), [source], OPTIONS, engine=ThreadEngine(2))
    workspace = open_workspace(tmp_path / "w")
    assert ended == [True]
    assert not {"duplicates", "layout"} & set(workspace.read_manifest().stages)
    assert not workspace.is_building() and workspace.interrupted() is None


def test_the_summary_says_when_the_seconds_of_stages_overlap(one_by_one, tmp_path):
    assert "side by side" not in summary_text(one_by_one)
    shutil.copytree(one_by_one.path, tmp_path / "w")
    workspace = open_workspace(tmp_path / "w")
    manifest = workspace.read_manifest()
    seconds = {"documents": (0, 3), "scan": (3, 5), "neighbors": (5, 10), "layout": (10, 18), "duplicates": (10, 14)}
    stages = {
        name: replace(manifest.stages[name], seconds=end - start, finished_at=end)
        for name, (start, end) in seconds.items()
    }
    workspace.manifest_path.write_text(replace(manifest, stages=stages).to_json())
    assert (
        "The stages took 18.0 seconds. Some ran side by side, so their own seconds add up to 22.0: documents 3.0, "
        "scan 2.0, neighbors 5.0, layout 8.0, duplicates 4.0"
    ) in summary_text(workspace)
