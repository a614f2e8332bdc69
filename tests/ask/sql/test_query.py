"""One SELECT over the tables and no more: whatever else somebody types is refused or stopped, and the app stays as it
was.
"""

import io
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ask.filters import Query, Rows, Values
from analytics.ask.selection import Selection, where
from analytics.ask.sql import sandbox
from analytics.ask.sql.query import MAX_CHARACTERS, MAX_RUNNING, Limits, RunningStatement, ask, csv
from analytics.errors import DataloupeError
from tests.commands import ROOT
from tests.workspaces import write_workspace

SHORT = Limits(seconds=3.0)
"""Seconds that also a loaded machine needs to start a process."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A hundred documents, and beside the workspace a file that is nobody's business."""
    folder = tmp_path_factory.mktemp("query")
    (folder / "secret.csv").write_text("password\nsesame\n")
    return write_workspace(
        folder / "ws", [f"text {number}" for number in range(100)], source=["a", "b"] * 50, scanned=False
    )


@pytest.fixture
def connection(workspace):
    return workspace.connect()


def files_of(folder):
    return {path.relative_to(folder): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_a_select_is_answered_in_the_types_of_its_columns(connection):
    found = ask(
        connection,
        "SELECT source, count(*) AS n, sum(doc_id) AS total FROM documents GROUP BY source ORDER BY source -- by source",
    )
    assert found.complete
    assert found.table.column_names == ["source", "n", "total"]
    assert found.frame().to_dict("list") == {"source": ["a", "b"], "n": [50, 50], "total": [2450, 2500]}
    assert found.frame().total.dtype == "Int64"


def test_the_selection_is_a_table(connection):
    assert ask(connection, "SELECT count(*) AS n FROM selected", selected=np.array([3, 5, 7])).table[
        "n"
    ].to_pylist() == [3]


def test_columns_of_one_name_are_told_apart(connection):
    assert ask(connection, 'SELECT 1 AS a, 2 AS a, 3 AS "a_2", 4 AS a').table.column_names == [
        "a",
        "a_3",
        "a_2",
        "a_4",
    ]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("SELECT * FROM read_csv('{folder}/secret.csv')", "Cannot access file"),
        ("SELECT * FROM '{folder}/secret.csv'", "Cannot access file|does not exist"),
        ("SELECT * FROM read_text('/etc/passwd')", "Cannot access file"),
        ("SELECT * FROM read_blob('{folder}/ws/manifest.json')", "Cannot access file"),
        ("SELECT * FROM read_text('{folder}/ws/tables/../manifest.json')", "Cannot access file"),
        ("SELECT * FROM glob('{folder}/*')", "Cannot access file"),
        ("SELECT * FROM sniff_csv('{folder}/secret.csv')", "Cannot access file"),
        ("SELECT * FROM read_csv('https://example.com/a.csv')", "Cannot access file|httpfs"),
        ("COPY documents TO '{folder}/stolen.csv'", "found COPY"),
        ("COPY documents TO '{folder}/ws/tables/more.parquet'", "found COPY"),
        ("ATTACH '{folder}/other.db'", "found ATTACH"),
        ("INSTALL httpfs", "found LOAD"),
        ("LOAD httpfs", "found LOAD"),
        ("SET enable_external_access = true", "found SET"),
        ("RESET lock_configuration", "found "),
        ("PRAGMA enable_profiling", "found PRAGMA"),
        ("CALL pragma_version()", "found CALL"),
        ("EXPLAIN ANALYZE SELECT 1", "found EXPLAIN"),
        ("SELECT 1; SELECT 2", "found SELECT, SELECT"),
        ("SELECT 1; COPY documents TO '{folder}/stolen.csv'", "found SELECT, COPY"),
        ("CREATE TABLE t AS SELECT 1", "found CREATE"),
        ("INSERT INTO documents VALUES (1)", "found INSERT"),
        ("DELETE FROM documents", "found DELETE"),
        ("DROP VIEW documents", "found DROP"),
        ("WITH gone AS (DELETE FROM documents RETURNING *) SELECT * FROM gone", "rror"),
        ("WITH gone AS (COPY documents TO '{folder}/stolen.csv') SELECT * FROM gone", "rror"),
        ("WITH gone AS (ATTACH '{folder}/other.db') SELECT 1", "rror"),
        ("SELECT * FROM request", "does not exist"),
        ("SELECT getenv('HOME')", "does not exist"),
        ("SELECT " + "(" * 9000 + "1" + ")" * 9000, "depth"),
        ("SELEC 1", "syntax error"),
        ("", "found none"),
    ],
)
def test_all_but_one_select_over_the_tables_is_refused(connection, workspace, statement, says):
    """In this process, for speed: without the walls of the kernel, which nothing here may come to."""
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
    with pytest.raises((DataloupeError, duckdb.Error), match=says):
        sandbox.answer(
            request | {"statement": statement.replace("{folder}", str(folder))}, np.zeros(0, np.int64), io.BytesIO()
        )
    assert files_of(folder) == before
    assert connection.execute("SELECT count(*) FROM documents").fetchone() == (100,)


@pytest.mark.parametrize(
    "statement", ["SELECT * FROM read_text('/etc/passwd')", "COPY documents TO '{folder}/ws/tables/more.parquet'"]
)
def test_nor_does_the_process_do_it(connection, workspace, statement):
    before = files_of(workspace.path)
    with pytest.raises(DataloupeError, match=r"Cannot access file|found COPY"):
        ask(connection, statement.replace("{folder}", str(workspace.path.parent)))
    assert files_of(workspace.path) == before


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT repeat('x', 4e9::BIGINT)",
        "SELECT len(repeat('x', 4000000000))",
        "SELECT len(range(200000000)), len(range(200000001)), len(range(200000002))",
        "WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM r) SELECT count(*) FROM r",
        "SELECT count(*) FROM documents a, documents b, documents c, documents d, documents e, documents f WHERE random() < 0",
        "SELECT a.text, b.text FROM documents a, documents b, documents c, documents d ORDER BY random()",
        "SELECT list(a.text) FROM documents a, documents b, documents c, documents d, documents e",
    ],
)
def test_what_would_eat_the_machine_is_stopped_and_the_app_stays_small(connection, statement):
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(DataloupeError, match=r"Out of Memory|memory|stopped after 3 seconds"):
        ask(connection, statement, SHORT)
    assert time.monotonic() - started < 5
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 64, "megabytes"
    assert ask(connection, "SELECT 1 AS alive").table["alive"].to_pylist() == [1]


def test_only_so_much_of_an_answer_comes_back(connection):
    cut = ask(connection, "SELECT range AS n FROM range(1000000)", Limits(rows=10))
    assert (cut.table["n"].to_pylist(), cut.complete) == (list(range(10)), False)
    cut = ask(connection, "SELECT repeat('x', 100000) AS x FROM range(1000)", Limits(bytes=1_000_000))
    assert 1 <= len(cut.table) <= 10
    assert not cut.complete
    assert ask(connection, "SELECT range FROM range(10)", Limits(rows=10)).complete
    with pytest.raises(DataloupeError, match="one row of the answer is larger than 1 MB"):
        ask(connection, "SELECT repeat('x', 5000000)", Limits(bytes=1 << 20))


def test_an_empty_answer_keeps_its_columns(connection):
    found = ask(connection, "SELECT doc_id, text FROM documents WHERE false")
    assert (found.complete, len(found.table), list(found.frame())) == (True, 0, ["doc_id", "text"])


def test_leaving_stops_the_process(connection):
    with RunningStatement(
        connection, "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE random() < 0", Limits(seconds=60)
    ) as running:
        assert not running.wait(1.0)
        pid = running.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_process_ends_with_the_app(workspace, tmp_path):
    """The app is killed; nobody waits for the statement any more."""
    app = f"""
import sys, time; sys.path.insert(0, {str(ROOT)!r})
from analytics.ask.sql.query import Limits, RunningStatement
from analytics.workspace import open_workspace
with RunningStatement(open_workspace({str(workspace.path)!r}).connect(), "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE random() < 0", Limits(60)) as running:
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
    endless = "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE random() < 0"
    for _ in range(MAX_RUNNING + 1):  # a turn that is not given back would be missing here
        with RunningStatement(connection, endless, SHORT) as running:
            running.wait(0)
    assert ask(connection, "SELECT 1 AS a").complete


def test_a_statement_selects_the_documents_it_gives(connection):
    chosen = Selection((Query("SELECT doc_id FROM documents WHERE doc_id < 10 UNION ALL VALUES (3), (NULL), (12345)"),))
    assert connection.execute(f"SELECT count(*) FROM documents WHERE {where(connection, chosen)}").fetchone() == (10,)
    narrower = Selection((*chosen.filters, Values("documents", "source", ("a",))))
    assert connection.execute(
        f"SELECT list(doc_id ORDER BY doc_id) FROM documents WHERE {where(connection, narrower)}"
    ).fetchone() == ([0, 2, 4, 6, 8],)


def test_in_a_selection_the_statement_sees_what_the_parts_before_it_select(connection):
    longest = Query("SELECT doc_id FROM selected ORDER BY doc_id DESC LIMIT 2")
    chosen = Selection((Rows((1, 5, 9)), longest))
    assert connection.execute(
        f"SELECT list(doc_id ORDER BY doc_id) FROM documents WHERE {where(connection, chosen)}"
    ).fetchone() == ([5, 9],)


@given(st.text(max_size=200))
@settings(max_examples=50)
def test_a_statement_travels_in_a_link_whatever_it_holds(statement):
    chosen = Selection((Query(statement),))
    assert Selection.from_url(chosen.to_url()) == chosen
    assert "\n" not in chosen.describe()


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("SELECT 1 AS a", "has to have a column doc_id"),
        ("SELECT text AS doc_id FROM documents", "Conversion Error"),
        ("DROP VIEW documents", "found DROP"),
        ("SELECT 1 AS doc_id) UNION ALL (SELECT 2", "syntax error"),
        ("SELECT 1 AS doc_id FROM read_text('/etc/passwd')", "Cannot access file"),
        ("SELECT len(repeat('x', 4000000000)) AS doc_id", "Out of Memory"),
        ("SELECT range AS doc_id FROM range(100000000000)", "stopped after|memory|Memory"),
    ],
)
def test_a_statement_of_a_link_can_do_no_more_than_one_that_is_typed(connection, statement, says):
    with pytest.raises(DataloupeError, match=says):
        where(connection, Selection((Query(statement),)))


def test_a_statement_of_a_link_has_a_length_and_is_a_text():
    for broken in ("x" * (MAX_CHARACTERS + 1), 7, ["SELECT 1"], None):
        with pytest.raises(DataloupeError):
            Selection.from_url(Selection((Query(broken),)).to_url())


def test_csv_runs_no_formula():
    found = csv(
        pd.DataFrame({"=name": ["=1+1", "+1", "-1", "@x", "plain, quoted", "a\nb"], "n": [-1, 2, 3, 4, 5, 6]})
    ).decode()
    assert found.splitlines()[:6] == ["'=name,n", "'=1+1,-1", "'+1,2", "'-1,3", "'@x,4", '"plain, quoted",5']
