"""Builds of a shared server run one at a time, in their order, and a killed one holds nobody up."""

import multiprocessing
import os
import signal
import time

import pytest

from analytics.ask.workspaces import build_queue, builds
from analytics.ask.workspaces.build_queue import QUEUE, ticket_of, tickets, turn
from analytics.errors import DataloupeError
from analytics.workspace import create_workspace

CONTEXT = multiprocessing.get_context("fork")


def wait_for(condition):
    for _ in range(400):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within 20 seconds")


def build(queue, workspace, name, release):
    with turn(queue, workspace):
        with (queue / "log").open("a") as log:
            log.write(f"start {name}\n")
        release.wait()
        with (queue / "log").open("a") as log:
            log.write(f"end {name}\n")


@pytest.fixture
def queue(tmp_path, monkeypatch):
    monkeypatch.setattr(build_queue, "SECONDS_BETWEEN_LOOKS", 0.02)
    folder = tmp_path / "queue"
    folder.mkdir()
    monkeypatch.setenv(QUEUE, str(folder))
    return folder


def started(queue, tmp_path, *names):
    """Processes that build these workspaces, each with its ticket before the next one comes."""
    processes = {}
    for name in names:
        release = CONTEXT.Event()
        process = CONTEXT.Process(target=build, args=(queue, tmp_path / name, name, release))
        process.start()
        processes[name] = (process, release)
        wait_for(lambda name=name: ticket_of(tmp_path / name) is not None)
    return processes


def test_builds_run_one_at_a_time_in_their_order(queue, tmp_path):
    processes = started(queue, tmp_path, "a", "b", "c")
    assert [one.before for one in tickets(queue)] == [0, 1, 2]
    for _, release in processes.values():
        release.set()
    for process, _ in processes.values():
        process.join(20)
    lines = (queue / "log").read_text().split("\n")[:-1]
    assert lines == ["start a", "end a", "start b", "end b", "start c", "end c"]
    assert list(queue.glob("*.json")) == []


@pytest.mark.parametrize("victim", ["a", "b"])
def test_a_killed_build_holds_nobody_up(queue, tmp_path, victim):
    processes = started(queue, tmp_path, "a", "b", "c")
    os.kill(processes[victim][0].pid, signal.SIGKILL)
    processes[victim][0].join(20)
    for name, (process, release) in processes.items():
        if name != victim:
            release.set()
            process.join(20)
    assert "end c" in (queue / "log").read_text()
    assert tickets(queue) == []


def test_a_build_that_waits_says_so_can_be_cancelled_and_cannot_be_started_twice(queue, tmp_path):
    waiting = create_workspace(tmp_path / "b")
    processes = started(queue, tmp_path, "a", "b")
    status = builds.build_status(waiting)
    assert (status.kind, status.reason) == ("starting", "The build waits until 1 other build on this server ends.")
    with pytest.raises(DataloupeError, match="already being built"):
        builds.start_build(waiting.path, ["x.csv"])
    builds.cancel_build(waiting)
    processes["b"][0].join(20)
    assert ticket_of(waiting.path) is None
    processes["a"][1].set()
    processes["a"][0].join(20)
    assert "start b" not in (queue / "log").read_text()


def test_a_build_of_the_dashboard_goes_through_the_queue(queue, tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_text('{"text": "A text that is long enough to be read as one."}\n' * 3)
    processes = started(queue, tmp_path, "other")
    builds.start_build(tmp_path / "ws", [str(file)], {"encoder": "none"})
    workspace = create_workspace(tmp_path / "ws")
    wait_for(lambda: ticket_of(workspace.path) is not None)
    assert builds.build_status(workspace).kind == "starting" and not workspace.is_building()
    processes["other"][1].set()
    wait_for(lambda: builds.build_status(workspace).kind == "done" and workspace.read_manifest().stages)
    processes["other"][0].join(20)
