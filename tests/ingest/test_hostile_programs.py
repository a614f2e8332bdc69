"""Databases, pickles and mail of an attacker: nothing in them runs."""

import pickle
import sqlite3
import zipfile

import duckdb
import pytest

from analytics.errors import DataloupeError
from analytics.ingest import archives
from tests.ingest.hostile_files import (
    LINE,
    read,
    refusal,
    write,
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("unpacked")
    monkeypatch.setattr(archives, "_private_folder", lambda: folder)


def database(path, script):
    with sqlite3.connect(path) as connection:
        connection.executescript(script)
    connection.close()
    return path


@pytest.mark.parametrize(
    "more",
    [
        "CREATE VIEW v AS SELECT load_extension('evil') AS text",
        "CREATE VIEW v AS SELECT readfile('/etc/passwd') AS text",
        "CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM t; END",
        "CREATE VIRTUAL TABLE f USING fts5(body)",
        "CREATE TABLE sqlitex(n INTEGER DEFAULT (randomblob(9)))",
    ],
)
def test_views_triggers_and_virtual_tables_of_sqlite_are_never_used(tmp_path, more):
    path = database(tmp_path / "a.sqlite", f"CREATE TABLE t(text); INSERT INTO t VALUES('hello harbour'); {more};")
    assert read(path)[0] == [{"text": "hello harbour"}]


@pytest.mark.parametrize("expression", ["zeroblob(90000000)", "hex(text)", "printf('%.9d', 1)"])
def test_a_computed_column_of_sqlite_is_not_computed(tmp_path, expression):
    script = f"CREATE TABLE t(text, b AS ({expression})); INSERT INTO t(text) VALUES('Hello');"
    assert read(database(tmp_path / "a.sqlite", script))[0] == [{"text": "Hello"}]


def test_a_stored_column_of_sqlite_is_read(tmp_path):
    script = "CREATE TABLE t(text, b AS (lower(text)) STORED); INSERT INTO t(text) VALUES('Hello');"
    assert read(database(tmp_path / "a.sqlite", script))[0] == [{"text": "Hello", "b": "hello"}]


@pytest.mark.parametrize("place", [100, 2000, 4096])
def test_a_damaged_database_is_one_line(tmp_path, place):
    content = database(tmp_path / "a.sqlite", "CREATE TABLE t(text); INSERT INTO t VALUES('hello');").read_bytes()
    path = write(tmp_path / "b.sqlite", content[:place])
    assert refusal(path).startswith("b.sqlite cannot be read as SQLite: ")


def test_a_manipulated_schema_is_one_line(tmp_path):
    path = database(
        tmp_path / "a.sqlite",
        "CREATE TABLE t(text); PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql='CREATE TABLE t(text, evil';",
    )
    assert refusal(path).startswith("a.sqlite cannot be read as SQLite: malformed database schema")


def test_text_of_sqlite_that_is_no_utf8_is_kept(tmp_path):
    path = database(tmp_path / "a.sqlite", "CREATE TABLE t(text); INSERT INTO t VALUES(CAST(x'68e968' AS TEXT));")
    assert read(path)[0] == [{"text": "h\ufffdh"}]


@pytest.mark.parametrize(
    "query",
    ["read_text('/etc/hostname')", "read_blob('/etc/hostname')", "read_csv('/etc/passwd')", "glob('/etc/*')"],
)
def test_a_view_of_a_duckdb_file_reads_no_other_file(tmp_path, query):
    path = tmp_path / "a.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE VIEW v AS SELECT * FROM {query}")
    with pytest.raises(DataloupeError, match="disabled by configuration"):
        read(f"{path}::v")


class Evil:
    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return open, (self.path, "w")


@pytest.mark.parametrize("name", ["a.pkl", "a.pickle", "a.pt", "a.npy", "a.joblib"])
def test_pickles_are_never_loaded(tmp_path, name):
    content = pickle.dumps(Evil(tmp_path / "made"))
    assert "is in no supported format" in refusal(write(tmp_path / name, content))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(name, content)
        archive.writestr("a.jsonl", LINE)
    assert len(read(tmp_path / "a.zip")[0]) == 1
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("kind", ["multipart/mixed; boundary=b{0}\n\n--b{0}", "message/rfc822\n"])
def test_mail_nested_without_end_is_one_reject(tmp_path, kind):
    nested = "".join(f"Content-Type: {kind.format(number)}\n" for number in range(2000))
    path = write(tmp_path / "a.eml", f"From: a@example.org\nMIME-Version: 1.0\n{nested}\nhello")
    records, reasons = read(path)
    assert len(records) + len(reasons) == 1
