"""One SELECT over the tables runs, and anything else is refused or stopped; the app is not affected."""

import io
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
import pytest

from analytics.ask.sql import sandbox
from analytics.ask.sql.limits import Limits
from analytics.ask.sql.process import MAX_RUNNING, RunningStatement
from analytics.ask.sql.query import run_query
from analytics.errors import DataloupeError
from tests.commands import ROOT

SHORT = Limits(seconds=3.0)
"""Enough time for a loaded machine to start the process."""

ENDLESS = "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE random() < 0"


def files_of(folder):
    return {path.relative_to(folder): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("SELECT * FROM read_csv('{folder}/secret.csv')", "Cannot access file"),
        ("SELECT * FROM '{folder}/secret.csv'", "Cannot access file|does not exist"),
        ("SELECT * FROM read_text('/etc/passwd')", "Cannot access file"),
        ("SELECT * FROM read_blob('{folder}/ws/manifest.json')", "Cannot access file"),
        ("SELECT * FROM read_text('{folder}/ws/tables/../manifest.json')", "Cannot access file"),
        ("SELECT * FROM glob('{folder}/*')", "Cannot access file"),
        ("SELECT * FROM sniff_csv('{folder}/secret.csv')", "Cannot access file"),
        ("SELECT * FROM read_csv('https://example.com/a.csv')", "Cannot access file|httpfs"),
        ("COPY documents TO '{folder}/stolen.csv'", "has: COPY"),
        ("COPY documents TO '{folder}/ws/tables/more.parquet'", "has: COPY"),
        ("ATTACH '{folder}/other.db'", "has: ATTACH"),
        ("INSTALL httpfs", "has: LOAD"),
        ("LOAD httpfs", "has: LOAD"),
        ("SET enable_external_access = true", "has: SET"),
        ("RESET lock_configuration", "has: "),
        ("PRAGMA enable_profiling", "has: PRAGMA"),
        ("CALL pragma_version()", "has: CALL"),
        ("EXPLAIN ANALYZE SELECT 1", "has: EXPLAIN"),
        ("SELECT 1; SELECT 2", "has: SELECT, SELECT"),
        ("SELECT 1; COPY documents TO '{folder}/stolen.csv'", "has: SELECT, COPY"),
        ("CREATE TABLE t AS SELECT 1", "has: CREATE"),
        ("INSERT INTO documents VALUES (1)", "has: INSERT"),
        ("DELETE FROM documents", "has: DELETE"),
        ("DROP VIEW documents", "has: DROP"),
        ("WITH gone AS (DELETE FROM documents RETURNING *) SELECT * FROM gone", "rror"),
        ("WITH gone AS (COPY documents TO '{folder}/stolen.csv') SELECT * FROM gone", "rror"),
        ("WITH gone AS (ATTACH '{folder}/other.db') SELECT 1", "rror"),
        ("SELECT * FROM request", "does not exist"),
        ("SELECT getenv('HOME')", "does not exist"),
        ("SELECT " + "(" * 9000 + "1" + ")" * 9000, "depth"),
        ("SELEC 1", "syntax error"),
        ("", "has: none"),
    ],
)
def test_anything_but_one_select_over_the_tables_is_refused(connection, workspace, statement, message):
    """It runs in this process, for speed, without the limits of the operating system, which no statement here needs."""
    folder = workspace.path.parent
    before = files_of(folder)
    views = [sql for (sql,) in connection.execute("SELECT sql FROM duckdb_views() WHERE NOT internal").fetchall()]
    request = {
        "views": views,
        "folder": f"{workspace.tables_path}/",
        "memory": 1 << 30,
        "rows": 10,
        "bytes": None,
        "doc_ids": False,
    }
    with pytest.raises((DataloupeError, duckdb.Error), match=message):
        sandbox.write_result(
            request | {"statement": statement.replace("{folder}", str(folder))}, np.zeros(0, np.int64), io.BytesIO()
        )
    assert files_of(folder) == before
    assert connection.execute("SELECT count(*) FROM documents").fetchone() == (100,)


@pytest.mark.parametrize(
    "statement", ["SELECT * FROM read_text('/etc/passwd')", "COPY documents TO '{folder}/ws/tables/more.parquet'"]
)
def test_the_process_refuses_it_too(connection, workspace, statement):
    before = files_of(workspace.path)
    with pytest.raises(DataloupeError, match=r"Cannot access file|has: COPY"):
        run_query(connection, statement.replace("{folder}", str(workspace.path.parent)))
    assert files_of(workspace.path) == before


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT repeat('x', 4e9::BIGINT)",
        "SELECT len(repeat('x', 4000000000))",
        "SELECT len(range(200000000)), len(range(200000001)), len(range(200000002))",
        "WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM r) SELECT count(*) FROM r",
        f"SELECT count(*) FROM {', '.join(f'documents {alias}' for alias in 'abcdef')} WHERE random() < 0",
        "SELECT a.text, b.text FROM documents a, documents b, documents c, documents d ORDER BY random()",
        "SELECT list(a.text) FROM documents a, documents b, documents c, documents d, documents e",
    ],
)
def test_a_statement_that_needs_too_much_is_stopped_and_the_app_stays_small(connection, statement):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DataloupeError, match=r"Out of Memory|memory|stopped after 3 seconds"):
        run_query(connection, statement, SHORT)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 64, "megabytes"
    assert run_query(connection, "SELECT 1 AS alive").table["alive"].to_pylist() == [1]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says which limits a process has")
def test_the_process_has_the_limits_of_the_system(connection):
    with RunningStatement(connection, ENDLESS, Limits(seconds=60, memory=2 << 30)) as running:
        assert not running.wait(1.5)
        limits = Path(f"/proc/{running.pid}/limits").read_text().splitlines()
    soft = {line[:25].strip(): line[25:].split()[0] for line in limits[1:]}
    assert soft["Max address space"] == str(2 << 30)
    assert soft["Max file size"] == "0"
    assert soft["Max core file size"] == "0"
    assert soft["Max cpu time"] != "unlimited"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows the priority of threads")
def test_all_threads_of_the_process_leave_the_processor_to_the_pages(connection):
    with RunningStatement(connection, ENDLESS, Limits(seconds=60)) as running:
        assert not running.wait(1.5)
        threads = [int(path.name) for path in Path(f"/proc/{running.pid}/task").iterdir()]
        assert len(threads) > 1
        assert {os.getpriority(os.PRIO_PROCESS, thread) for thread in threads} == {19}
        running.give_way()
        assert {os.sched_getscheduler(thread) for thread in threads} == {os.SCHED_IDLE}


def test_the_end_of_the_block_stops_the_process(connection):
    with RunningStatement(connection, ENDLESS, Limits(seconds=60)) as running:
        assert not running.wait(1.0)
        pid = running.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_process_ends_with_the_app(workspace, tmp_path):
    """The app is killed, and nothing waits for the statement."""
    app = f"""
import sys, time; sys.path.insert(0, {str(ROOT)!r})
from analytics.ask.sql.limits import Limits
from analytics.ask.sql.process import RunningStatement
from analytics.workspace import open_workspace
with RunningStatement(open_workspace({str(workspace.path)!r}).connect(), {ENDLESS!r}, Limits(60)) as running:
    running.wait(1.5); print(running.pid, flush=True); running.wait(60)
"""
    with subprocess.Popen([sys.executable, "-c", app], stdout=subprocess.PIPE, text=True) as parent:
        pid = int(parent.stdout.readline())
        os.kill(pid, 0)
        parent.kill()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and _runs(pid):
        time.sleep(0.05)
    assert not _runs(pid)


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_statements_wait_for_their_turn(connection):
    for _ in range(MAX_RUNNING + 1):  # a turn that is not released would block the next statement
        with RunningStatement(connection, ENDLESS, SHORT) as running:
            running.wait(0)
    assert run_query(connection, "SELECT 1 AS a").complete
