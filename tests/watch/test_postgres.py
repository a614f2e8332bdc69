"""Rows of a real PostgreSQL: each joins once, whatever ties, waits, fails or is killed; each problem is one line."""

import math
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from analytics.errors import DataloupeError
from analytics.watch import new_rows as module
from analytics.watch.new_rows import new_rows
from analytics.watch.watching import look
from analytics.workspace import create_workspace, open_workspace
from analytics.workspace.arrivals import Arrivals
from tests.postgres_server import PASSWORD, binaries, postgres_server

NEW_YEAR = datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(binaries() is None, reason="there is no PostgreSQL server (Debian: apt-get install postgresql)"),
]


@pytest.fixture(scope="module")
def server():
    pytest.importorskip("adbc_driver_postgresql")
    with postgres_server() as running:
        yield running


class Database:
    """A database of its own, and its table `entries`."""

    def __init__(self, server, monkeypatch):
        monkeypatch.setenv("PGPASSWORD", PASSWORD)
        self.server, self.name = server, f"db{time.monotonic_ns()}"
        self.address = f"{server.address.rpartition('/')[0]}/{self.name}"
        with closing(self.connect(server.address, autocommit=True)) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {self.name}")

    def connect(self, address=None, autocommit=False):
        from adbc_driver_postgresql import dbapi

        return dbapi.connect(address or self.address, autocommit=autocommit)

    def run(self, *statements):
        with closing(self.connect(autocommit=True)) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def source(self, column="id", table="entries"):
        return f"{self.address}#{table}?watermark={column}"


@pytest.fixture
def database(server, monkeypatch):
    return Database(server, monkeypatch)


def taken(tmp_path, source):
    arrivals = Arrivals(tmp_path / "ws")
    arrivals.prepare()
    files = [arrivals.take(*batch) for batch in new_rows(source, arrivals)]
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def texts(tmp_path, source):
    return [row["text"] for row in taken(tmp_path, source)]


def test_rows_join_once_in_the_order_of_the_watermark_and_null_never(tmp_path, database):
    database.run(
        "CREATE TABLE entries (id int, text text)", "INSERT INTO entries VALUES (2, 'b'), (1, 'a'), (NULL, 'n')"
    )
    assert texts(tmp_path, database.source()) == ["a", "b"]
    assert texts(tmp_path, database.source()) == []
    database.run("INSERT INTO entries VALUES (3, 'c'), (NULL, 'm')")
    assert texts(tmp_path, database.source("ID")) == ["a", "b", "c"], "another address is another source"
    assert texts(tmp_path, database.source()) == ["c"]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_rows_with_one_watermark_stay_together_and_late_ones_join(tmp_path, database, monkeypatch, size):
    monkeypatch.setattr(module, "ROWS_PER_BATCH", size)
    database.run(
        "CREATE TABLE entries (day date, text text)",
        "INSERT INTO entries VALUES ('2026-01-01', 'a'), ('2026-01-02', 'b')",
        "INSERT INTO entries VALUES ('2026-01-02', 'c'), ('2026-01-02', 'c')",
    )
    source = database.source("day")
    assert sorted(texts(tmp_path, source)) == ["a", "b", "c", "c"]
    database.run("INSERT INTO entries VALUES ('2026-01-02', 'c'), ('2026-01-02', 'd'), ('2026-01-03', 'e')")
    assert Counter(texts(tmp_path, source)) == Counter(["c", "d", "e"])
    database.run("INSERT INTO entries VALUES ('2026-01-03', 'e'), ('2026-01-01', 'too late')")
    assert texts(tmp_path, source) == ["e"]
    assert texts(tmp_path, source) == []


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        ("bigint", ["9007199254740993", "9007199254740994"]),
        ("numeric", ["1.00000000000000000001", "1.00000000000000000002"]),
        ("double precision", ["0.1", "0.30000000000000004"]),
        ("timestamptz", ["'2026-03-29 02:30:00.000001+02'", "'2026-03-29 00:30:00.000002Z'"]),
        ("timestamp", ["'2026-01-01'", "'2026-01-01 00:00:00.000001'"]),
        ("date", ["'2026-01-01'", "'2026-01-02'"]),
        ("text", ["'it''s \\'", "'ü'"]),
        ("char(5)", ["'ab'", "'abc'"]),
        ("uuid", ["'01980000-0000-7000-8000-000000000000'", "'01980000-0000-7000-8000-000000000001'"]),
    ],
)
def test_a_watermark_of_any_ordered_type_is_exact(tmp_path, database, type_, values):
    database.run(f"CREATE TABLE entries (id {type_}, text text)", f"INSERT INTO entries VALUES ({values[0]}, 'a')")
    assert texts(tmp_path, database.source()) == ["a"]
    database.run(f"INSERT INTO entries VALUES ({values[1]}, 'b')")
    assert texts(tmp_path, database.source()) == ["b"]
    assert texts(tmp_path, database.source()) == []


@pytest.mark.parametrize(("type_", "value"), [("timestamptz", "infinity"), ("numeric", "NaN"), ("float8", "infinity")])
def test_a_value_without_a_successor_does_not_end_the_watch(tmp_path, database, type_, value):
    one = {"timestamptz": "2026-01-01"}.get(type_, "1")
    database.run(f"CREATE TABLE entries (id {type_}, text text)")
    database.run(f"INSERT INTO entries VALUES ('{value}', 'never'), ('{one}', 'a')")
    assert texts(tmp_path, database.source()) == ["a"]


def test_every_type_becomes_a_plain_column(tmp_path, database):
    columns = {
        "n numeric": ("1.5", 1.5), "big numeric": ("1e400", None), "small numeric": ("1e-400", 0.0),
        "t timestamptz": ("'2026-01-01Z'", NEW_YEAR),
        "inf timestamp": ("'infinity'", None),
        "d date": ("'2026-01-01'", date(2026, 1, 1)), "j jsonb": ("""'{"a": 1}'""", '{"a": 1}'),
        "u uuid": ("'01980000-0000-7000-8000-000000000000'", "01980000-0000-7000-8000-000000000000"),
        "a text[]": ("'{x,y}'", ["x", "y"]), "b boolean": ("true", True), "f real": ("'NaN'", math.nan),
        "i inet": ("'1.2.3.4'", "1.2.3.4/32"), "v interval": ("'1 day'", "P1D"), "x bytea": ("'ab'", b"ab"),
        '"odd ""name" text': ("'é'", "é"), "nothing text": ("NULL", None),
    }  # fmt: skip
    database.run(f"CREATE TABLE entries (id int, {', '.join(columns)})")
    database.run(f"INSERT INTO entries VALUES (1, {', '.join(value for value, _ in columns.values())})")
    (row,) = taken(tmp_path, database.source())
    assert str(list(row.values())[1:]) == str([value for _, value in columns.values()])


def test_a_row_that_commits_later_than_one_with_a_larger_id_is_not_lost(tmp_path, database):
    database.run("CREATE TABLE entries (id serial PRIMARY KEY, text text)")
    with closing(database.connect()) as slow, slow.cursor() as cursor:
        cursor.execute("INSERT INTO entries (text) VALUES ('first, late')")
        database.run("INSERT INTO entries (text) VALUES ('second')")
        assert texts(tmp_path, database.source()) == []
        slow.commit()
    assert texts(tmp_path, database.source()) == ["first, late", "second"]


def test_a_dropped_or_added_column_loses_and_doubles_nothing(tmp_path, database):
    database.run("CREATE TABLE entries (id int, text text, x int)", "INSERT INTO entries VALUES (1, 'a', 1)")
    assert texts(tmp_path, database.source()) == ["a"]
    database.run("ALTER TABLE entries DROP COLUMN x", "INSERT INTO entries VALUES (2, 'b')")
    assert texts(tmp_path, database.source()) == ["b"]
    database.run("ALTER TABLE entries ADD COLUMN y int", "INSERT INTO entries VALUES (3, 'c', 3)")
    assert taken(tmp_path, database.source()) == [{"id": 3, "text": "c", "y": 3}]


def test_views_partitions_schemas_and_any_name_can_be_watched(tmp_path, database):
    database.run(
        'CREATE SCHEMA "My App"',
        'CREATE TABLE "My App"."Entries" (id int, text text) PARTITION BY RANGE (id)',
        'CREATE TABLE low PARTITION OF "My App"."Entries" FOR VALUES FROM (0) TO (10)',
        'CREATE TABLE high PARTITION OF "My App"."Entries" FOR VALUES FROM (10) TO (20)',
        """INSERT INTO "My App"."Entries" VALUES (1, 'a'), (11, 'b')""",
        'CREATE VIEW seen AS SELECT * FROM "My App"."Entries"',
    )
    for table in ("My App.Entries", "seen", "SEEN", "public.seen"):
        assert texts(tmp_path, database.source(table=table)) == ["a", "b"]
        assert texts(tmp_path, database.source(table=table)) == []


@pytest.mark.parametrize(
    ("statements", "table", "column", "message"),
    [
        ([], "entries", "id", r"Table entries of 127\.0\.0\.1:\d+/db\d+ does not exist\."),
        (["CREATE TABLE entries (id int)"], "entries", "nosuch", r"no column 'nosuch'\. It has: id\."),
        (["CREATE TABLE entries (id jsonb)"], "entries", "id", "has type jsonb: no order"),
        (["CREATE TABLE entries (id int)"], "x'; DROP TABLE entries; --", "id", "does not exist"),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path, database, statements, table, column, message):
    database.run(*statements)
    with pytest.raises(DataloupeError, match=message) as caught:
        taken(tmp_path, database.source(column, table))
    assert "\n" not in str(caught.value)


def test_a_table_that_is_missing_and_a_server_that_is_down_are_tried_again(tmp_path, database):
    def see():
        create_workspace(tmp_path / "ws")
        return look(tmp_path / "ws", [database.source()], {"encoder": "none"}, lambda path, files: None)

    assert "does not exist" in see().summary_text()
    database.run("CREATE TABLE entries (id int, text text)", "INSERT INTO entries VALUES (1, 'some text')")
    assert len(see().taken) == 1
    database.server.stop()
    try:
        (line,) = see().errors
    finally:
        database.server.start()
    assert "Connection refused" in line
    assert "\n" not in line
    database.run("INSERT INTO entries VALUES (2, 'more text')")
    assert len(see().taken) == 1


def test_a_wrong_password_is_one_line_without_it(tmp_path, database, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "geheim")
    with pytest.raises(DataloupeError, match="password authentication failed") as caught:
        taken(tmp_path, database.source())
    assert "geheim" not in str(caught.value)


def test_rows_join_exactly_once_when_the_process_is_killed(tmp_path, database):
    workspace = tmp_path / "ws"
    command = [sys.executable, "-m", "analytics.cli", "watch", database.source("day"), "--workspace", str(workspace)]
    command += ["--encoder", "none", "--until", "documents", "--every", "0.05s"]
    database.run("CREATE TABLE entries (day date, text text)")
    for kill in range(2):
        watching = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for batch in range(3):
            rows = [f"('2026-01-0{kill + 1}', 'Row {kill}-{batch}-{n} of the harbour log.')" for n in range(2)]
            database.run(f"INSERT INTO entries VALUES {', '.join(rows)}")
            time.sleep(0.4)
        arguments = subprocess.run(["ps", "-ef"], capture_output=True, text=True, check=True).stdout
        assert PASSWORD not in arguments
        os.kill(watching.pid, signal.SIGKILL)
        watching.wait()
    subprocess.run([*command, "--once"], check=True, stdout=subprocess.DEVNULL)
    rows = open_workspace(workspace).connect().execute("SELECT text FROM documents").fetchall()
    expected = [
        f"Row {kill}-{batch}-{n} of the harbour log." for kill in range(2) for batch in range(3) for n in (0, 1)
    ]
    assert sorted(text for (text,) in rows) == sorted(expected)
    written = [file for file in workspace.rglob("*") if file.is_file()]
    assert not any(PASSWORD.encode() in file.read_bytes() for file in written)
