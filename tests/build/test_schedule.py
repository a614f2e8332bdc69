"""Stages run side by side as soon as what they use is there, and stop together."""

import os
import random
import signal
import threading
import time
from types import SimpleNamespace

import pytest

from analytics.build import schedule
from analytics.build.engine import ThreadEngine
from analytics.build.schedule import chain_lengths, run_stages, stages_at_once
from analytics.build.stage import Stage
from analytics.build.stage_reports import StageReports
from analytics.errors import DataloupeError
from analytics.workspace import Progress

SECONDS = 20
"""Longer than any wait of these tests: a stage that has not been stopped by then fails the test."""


def named(*names):
    return [Stage(name, name.title(), (), (name,), lambda context: None) for name in names]


def users_of(uses):
    """`{stage: stages that it uses}` -> all users of each stage, also through others; stages come in order."""
    users = {name: set() for name in uses}
    for name, used in uses.items():
        every = {*used, *(one for one in users if used & users[one])}
        for one in every:
            users[one].add(name)
    return users


def wait_until_stopped(started):
    """What a stage does that runs Python code without end."""
    started.set()
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        pass


@pytest.mark.parametrize("seed", range(20))
def test_any_graph_runs_each_stage_once_and_after_all_that_it_uses(seed):
    dice = random.Random(seed)
    names = [f"stage{number}" for number in range(dice.randint(1, 12))]
    uses = {name: {one for one in names[:number] if dice.random() < 0.3} for number, name in enumerate(names)}
    users, at_once = users_of(uses), dice.randint(1, 4)
    lock, ended, running, most = threading.Lock(), [], set(), 0

    def run(stage):
        nonlocal most
        with lock:
            assert all(stage.name not in users[one] or one in ended for one in names)
            running.add(stage.name)
            most = max(most, len(running))
        time.sleep(dice.random() / 1000)
        with lock:
            running.remove(stage.name)
            ended.append(stage.name)

    run_stages(named(*names), users, lambda: at_once, run)
    assert sorted(ended) == sorted(names) and most <= at_once


def test_stages_that_do_not_use_each_other_run_at_the_same_time():
    both = threading.Barrier(2, timeout=SECONDS)
    run_stages(named("a", "b"), users_of({"a": set(), "b": set()}), lambda: 2, lambda stage: both.wait())


def test_one_stage_at_a_time_runs_in_the_thread_of_the_caller():
    threads = []
    run_stages(
        named("a", "b"),
        users_of({"a": set(), "b": set()}),
        lambda: 1,
        lambda stage: threads.append(threading.get_ident()),
    )
    assert threads == [threading.get_ident()] * 2


def test_the_stage_with_the_longest_chain_after_it_starts_first():
    users = users_of({"side": set(), "main": set(), "next": {"main"}, "last": {"next", "side"}})
    stages, order = named(*users), []
    assert chain_lengths(stages, users) == {"side": 2, "main": 3, "next": 2, "last": 1}
    run_stages(stages, users, lambda: 1, lambda stage: order.append(stage.name))
    assert order == ["main", "side", "next", "last"]


def test_an_error_stops_the_other_stages_and_is_raised_when_they_have_stopped():
    started, ended, began = threading.Event(), [], []

    def run(stage):
        began.append(stage.name)
        if stage.name == "fails":
            assert started.wait(SECONDS)
            raise DataloupeError("the stage failed")
        try:
            wait_until_stopped(started)
            ended.append("by itself")
        finally:
            ended.append("stopped")

    with pytest.raises(DataloupeError, match="the stage failed"):
        run_stages(
            named("fails", "works", "later"),
            users_of({"fails": set(), "works": set(), "later": {"works"}}),
            lambda: 2,
            run,
        )
    assert ended == ["stopped"] and sorted(began) == ["fails", "works"]


@pytest.mark.skipif(os.name == "nt", reason="a process of Windows cannot send itself Ctrl-C")
def test_cancel_stops_all_stages():
    first, second, ended = threading.Event(), threading.Event(), []

    def run(stage):
        try:
            if stage.name == "a":
                assert second.wait(SECONDS)
                os.kill(os.getpid(), signal.SIGINT)
            wait_until_stopped(first if stage.name == "a" else second)
            ended.append("by itself")
        finally:
            ended.append(stage.name)

    with pytest.raises(KeyboardInterrupt):
        run_stages(named("a", "b"), users_of({"a": set(), "b": set()}), lambda: 2, run)
    assert sorted(ended) == ["a", "b"]


def test_a_limit_of_memory_and_workers_elsewhere_allow_one_stage_at_a_time(monkeypatch):
    monkeypatch.setattr(schedule, "total_memory", lambda: None)
    assert [stages_at_once(ThreadEngine(threads), 10**9) for threads in (1, 2, 64)] == [1, 2, schedule.MAX_AT_ONCE]
    assert stages_at_once(SimpleNamespace(shares_memory=False, workers=8), 0) == 1
    monkeypatch.setattr(schedule, "memory_limit", lambda: 4_000_000_000)
    assert stages_at_once(ThreadEngine(8), 0) == 1


@pytest.mark.parametrize(
    ("gigabytes", "documents", "expected"), [(8, 1_000_000, 2), (8, 2_000_000, 1), (16, 2_000_000, 2)]
)
def test_two_stages_that_would_need_too_much_memory_run_one_after_the_other(
    gigabytes, documents, expected, monkeypatch
):
    monkeypatch.setattr(schedule, "total_memory", lambda: gigabytes * 10**9)
    assert stages_at_once(ThreadEngine(2), documents) == expected


def test_fewer_stages_may_run_at_once_while_some_run():
    allowed, most, running, lock = iter([2, 1, 1, 1, 1, 1]), [], set(), threading.Lock()

    def run(stage):
        with lock:
            running.add(stage.name)
            most.append(len(running))
        time.sleep(0.02)
        with lock:
            running.remove(stage.name)

    names = ("a", "b", "c", "d")
    run_stages(named(*names), users_of({name: set() for name in names}), lambda: next(allowed), run)
    assert max(most[:2]) == 2 and most[2:] == [1, 1]


def test_progress_shows_the_stage_that_started_first_with_the_names_of_the_others():
    a, b, c = named("a", "b", "c")
    shown = []
    reports = StageReports([a, b, c], shown.append, None)
    with reports.running(a):
        with reports.running(b):
            for stage, message in (("a", ""), ("b", ""), ("b", "b chose the encoder")):
                reports.progress(Progress(stage, 1, 2, "rows", 0.0, 0.0, message=message))
        reports.progress(Progress("a", 2, 2, "rows", 0.0, 0.0))
    assert [(one.stage, one.also_running, one.remaining) for one in shown] == [
        ("a", ("b",), ("c",)),
        ("b", ("a",), ("c",)),
        ("a", (), ("c",)),
    ]
