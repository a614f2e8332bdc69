"""A build in the background is followed, cancelled, killed and continued; nothing is lost, and its end is
reported.
"""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from analytics.ask.workspaces import builds
from analytics.ask.workspaces.served import SERVED, add_served, served_workspaces
from analytics.errors import DataloupeError
from analytics.workspace import StageRecord, create_workspace, open_workspace
from tests.commands import ROOT

FAST = {"encoder": "none"}


@pytest.fixture
def reviews(tmp_path):
    """Three good rows and a broken one."""
    source = tmp_path / "reviews.jsonl"
    source.write_text(
        "".join(
            f'{{"body": "Review number {number}, long enough to be read.", "stars": {number}}}\n' for number in range(3)
        )
        + "{broken\n"
    )
    return source


def wait(workspace, *kinds, seconds=120):
    """The status, as soon as its kind is one of `kinds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        state = builds.build_status(workspace)
        if state.kind in kinds:
            return state
        time.sleep(0.02)
    raise AssertionError(f"still {builds.build_status(workspace)}: {builds.build_log(workspace)}")


def test_a_build_runs_to_its_end_and_a_second_one_adds(reviews, tmp_path):
    builds.start_build(tmp_path / "ws", [str(reviews)], FAST)
    workspace = open_workspace(tmp_path / "ws")
    wait(workspace, "done")
    assert workspace.read_manifest().tables["documents"].rows == 3
    assert builds.last_request(workspace) == ([str(reviews)], FAST)
    more = tmp_path / "more.txt"
    more.write_text("One more text.")
    builds.start_build(workspace.path, [str(reviews), str(more)], FAST)
    wait(workspace, "done")
    assert workspace.read_manifest().tables["documents"].rows == 4


def test_a_running_build_is_not_started_twice(reviews, tmp_path):
    workspace = create_workspace(tmp_path / "ws")
    with workspace.lock(), pytest.raises(DataloupeError, match="is already being built"):
        builds.start_build(workspace.path, [str(reviews)], FAST)
    with pytest.raises(DataloupeError, match="no data to build from"):
        builds.start_build(workspace.path, [], FAST)


def test_a_failed_build_has_a_reason(tmp_path):
    numbers = tmp_path / "numbers.csv"
    numbers.write_text("a,b\n1,2\n3,4\n")
    builds.start_build(tmp_path / "ws", [str(numbers)], FAST)
    workspace = open_workspace(tmp_path / "ws")
    assert "no column that looks like text" in wait(workspace, "failed").reason
    same_request = ([str(numbers)], FAST)
    assert builds.last_request(workspace) == same_request, "the corrected file can be built with the same request"


BUILD_SLOWLY = """
import signal, sys, time; sys.path.insert(0, {root!r})
from analytics.cli import main
from analytics.workspace import Workspace
signal.signal(signal.SIGINT, signal.SIG_IGN)
report = Workspace.report_progress
def slowly(self, progress):
    report(self, progress)
    for _ in range({sleep} * 100 if progress.stage == "scan" else 0):
        time.sleep(0.01)  # a wait in one piece could not be interrupted in the thread of a stage
Workspace.report_progress = slowly
sys.exit(main(["build", {source!r}, "--workspace", {workspace!r}, "--encoder", "none"]))
"""


@pytest.fixture
def slow_build(reviews, tmp_path):
    """A build that nobody started in the dashboard, slow in its second stage. It begins as in the background of a
    shell, which makes it ignore SIGINT.
    """
    code = BUILD_SLOWLY.format(root=str(ROOT), sleep=600, source=str(reviews), workspace=str(tmp_path / "ws"))
    workspace = create_workspace(tmp_path / "ws")
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and ((at := workspace.progress()) is None or at.stage != "scan"):
            time.sleep(0.02)
        yield workspace, process
        process.kill()


def test_a_running_build_reports_progress_and_can_be_cancelled(slow_build):
    workspace, process = slow_build
    state = builds.build_status(workspace)
    assert (state.kind, state.progress.stage, state.progress.pid) == ("building", "scan", process.pid)
    builds.cancel_build(workspace)
    assert process.wait(timeout=60) == 130
    assert "Run the same command again" in process.stderr.read()
    assert builds.build_status(workspace).kind == "done"
    finished = set(workspace.read_manifest().stages)
    assert "documents" in finished and "scan" not in finished  # small stages may have run beside it


def test_a_killed_build_is_reported_and_continued(slow_build, reviews):
    workspace, process = slow_build
    os.kill(process.pid, signal.SIGKILL)
    process.wait(timeout=30)
    state = builds.build_status(workspace)
    assert (state.kind, state.progress.stage) == ("killed", "scan")
    sources, options = builds.last_request(workspace)
    assert (sources, options) == ([str(reviews)], FAST)
    kept = workspace.read_manifest().tables["documents"].files
    builds.start_build(workspace.path, sources, options)
    wait(workspace, "done")
    assert workspace.read_manifest().tables["signals"].rows == 3
    assert workspace.read_manifest().tables["documents"].files == kept, "completed stages are not read again"
    assert workspace.interrupted() is None


DASHBOARD = """
import sys, time; sys.path.insert(0, {root!r})
from pathlib import Path
from analytics.ask.workspaces import builds
builds.start_build(Path({workspace!r}), [{source!r}], {{'encoder': 'none'}})
print('started', flush=True)
time.sleep(600)
"""


def test_a_build_continues_when_the_dashboard_is_killed(reviews, tmp_path):
    app = DASHBOARD.format(root=str(ROOT), workspace=str(tmp_path / "ws"), source=str(reviews))
    with subprocess.Popen(
        [sys.executable, "-c", app], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as dashboard:
        assert dashboard.stdout.readline() == "started\n"
        os.killpg(dashboard.pid, signal.SIGKILL)
    workspace = open_workspace(tmp_path / "ws")
    wait(workspace, "done")
    assert workspace.read_manifest().tables["signals"].rows == 3


def test_a_later_build_on_the_command_line_replaces_the_status_of_an_earlier_one(tmp_path):
    workspace = create_workspace(tmp_path / "ws")
    (workspace.path / "build.json").write_text(json.dumps({"sources": ["a"], "options": {}, "started_at": 1.0}))
    (workspace.path / "build.log").write_text("dataloupe: the disk is full\n")
    assert builds.build_status(workspace).reason == "the disk is full"
    os.utime(workspace.path / "build.log", (1, 1))
    with workspace.lock():
        workspace.commit("scan", StageRecord("0" * 16, 1.0, "test", time.time()), {})
    assert builds.build_status(workspace).kind == "done"


def test_a_workspace_is_added_to_the_served_ones(small, one_document):
    environment = {SERVED: str(small.path)}
    assert add_served(one_document.path, environment) == "one"
    assert list(served_workspaces(environment)) == ["small", "one"]
    add_served(one_document.path, environment)
    assert list(served_workspaces(environment)) == ["small", "one"]
