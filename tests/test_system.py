"""What only one operating system has is asked for in one place, with an alternative for the others."""

import ast
import os
import signal
import socket
import subprocess
import sys

import pytest

from analytics import system
from analytics.build.engine import ThreadEngine
from analytics.cli import main
from tests.commands import ROOT
from tests.workspaces import write_workspace

ONE_SYSTEM_ONLY = {
    *(
        "sched_getaffinity",
        "setpriority",
        "process_cpu_count",
        "fork",
        "getuid",
        "geteuid",
        "killpg",
        "setsid",
        "nice",
        "mkfifo",
    ),
    *("SIGHUP", "SIGKILL", "SIGSTOP", "SIGCONT", "SIGALRM", "SIGUSR1", "start_new_session", "preexec_fn"),
}
POSIX_MODULES = {"resource", "fcntl", "pwd", "grp", "termios", "pty", "posix"}

SERVE_ELSEWHERE = """
import os, signal, sys
for name in ("sched_getaffinity", "process_cpu_count", "sysconf"):
    if hasattr(os, name):
        delattr(os, name)
del signal.SIGHUP
sys.modules["resource"] = None
sys.path.insert(0, sys.argv[1])
from analytics.cli import main
sys.exit(main(sys.argv[2:]))
"""
"""The command on a system without these names."""


@pytest.fixture
def elsewhere(monkeypatch):
    """A system that has no affinity, no SIGHUP and no limits of processes."""
    for name in ("sched_getaffinity", "process_cpu_count"):
        monkeypatch.delattr(os, name, raising=False)
    monkeypatch.delattr(signal, "SIGHUP", raising=False)
    monkeypatch.setitem(sys.modules, "resource", None)


def test_processors_are_counted_on_every_system(elsewhere, monkeypatch):
    assert ThreadEngine().threads == system.available_processors() == os.cpu_count()
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert ThreadEngine().threads == 1


def test_a_given_number_of_threads_is_used():
    assert ThreadEngine(3).threads == 3


def test_a_system_may_have_no_user_ids(monkeypatch):
    assert system.user_id() == os.getuid()
    monkeypatch.delattr(os, "getuid")
    assert system.user_id() is None


def test_only_signals_that_exist_end_the_server(elsewhere):
    assert system.termination_signals() == (signal.SIGTERM,)


def test_a_process_is_separate_on_windows_too(monkeypatch):
    assert system.separate_process() == {"start_new_session": True}
    monkeypatch.setattr(system.os, "name", "nt")
    monkeypatch.setattr(system.subprocess, "CREATE_NEW_PROCESS_GROUP", 512, raising=False)
    assert system.separate_process() == {"creationflags": 512}


def test_limits_that_the_system_does_not_have_are_named(elsewhere):
    assert system.limit_process(1 << 30, 4) == ["memory", "file size", "core dumps", "processor time"]


def test_a_limit_that_the_system_refuses_is_named(monkeypatch):
    resource = pytest.importorskip("resource")
    taken = []

    def set_limit(number, bounds):
        if number == resource.RLIMIT_AS:
            raise ValueError("macOS refuses a limit of the address space")
        taken.append(number)

    monkeypatch.setattr(resource, "setrlimit", set_limit)
    assert system.limit_process(1 << 30, 4) == ["memory"]
    assert taken == [resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_CPU]


def test_a_build_runs_elsewhere(elsewhere, tmp_path):
    (tmp_path / "corpus.jsonl").write_text('{"text": "one"}\n{"text": "two"}\n')
    command = ["build", str(tmp_path / "corpus.jsonl"), "--workspace", str(tmp_path / "ws"), "--encoder", "none"]
    assert main(command) == 0


def test_the_dashboard_is_served_and_ended_elsewhere(tmp_path):
    workspace = write_workspace(tmp_path / "ws", ["one", "two"])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", SERVE_ELSEWHERE, str(ROOT), "serve", str(workspace.path), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"DISPLAY": ""}) as server:
        assert f"http://127.0.0.1:{port}" in server.stdout.readline()
        server.terminate()
        assert server.wait(timeout=30) == 0


def test_a_statement_says_which_limits_are_not_enforced(tmp_path):
    workspace = write_workspace(tmp_path / "ws", ["one", "two"])
    from analytics.ask.sql.query import run_query

    answer = run_query(workspace.connect(), "SELECT count(*) AS n FROM documents")
    assert (answer.unenforced, answer.limits_note) == ((), "")
    answer = type(answer)(answer.table, True, 0.1, ("memory", "file size"))
    assert answer.limits_note == "This system does not enforce limits on: memory, file size."


def test_names_of_one_system_are_used_in_one_module_only():
    users = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "analytics").rglob("*.py")
        if used_names(path) & ONE_SYSTEM_ONLY or imported_modules(path) & POSIX_MODULES
    }
    assert users == {"analytics/system.py"}


def used_names(path):
    """Attributes and arguments in a source, and strings that are names of one system."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    strings = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return strings | attributes | {node.arg for node in nodes if isinstance(node, ast.keyword)}


def imported_modules(path):
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return modules | {node.module for node in nodes if isinstance(node, ast.ImportFrom)}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no niceness")
def test_a_process_leaves_the_processor_to_others_and_an_ended_one_is_no_error():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        system.give_way(process.pid)
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == 19
        assert not hasattr(os, "SCHED_IDLE") or os.sched_getscheduler(process.pid) == os.SCHED_IDLE
        process.kill()
    system.give_way(process.pid)


def test_the_memory_of_the_machine_or_of_its_container_is_known(monkeypatch, tmp_path):
    whole = system.total_memory()
    assert whole is None or whole > 1 << 28
    (tmp_path / "limit").write_text("123000000\n")
    monkeypatch.setattr(system, "Path", lambda name: tmp_path / "limit")
    if whole is not None:
        assert system.total_memory() == 123_000_000
    monkeypatch.delattr(system.os, "sysconf", raising=False)
    assert system.total_memory() is None
