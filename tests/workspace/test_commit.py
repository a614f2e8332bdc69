"""Readers see the state before or after a stage, never one in between."""

import os
import threading

import pyarrow as pa
import pytest

from analytics.errors import DataloupeError
from analytics.workspace import GRACE_SECONDS, StageRecord, Table, create_workspace, open_workspace
from tests.workspace.tables import commit, numbers, write_file


def test_a_commit_makes_all_tables_of_a_stage_visible_at_once(tmp_path):
    workspace = create_workspace(tmp_path)
    file = write_file(workspace, "a", [1, 2])
    assert workspace.read_manifest().tables == {}, "a written file is invisible until the commit"
    assert file.path.is_file()
    manifest = commit(workspace, "one", a=[1, 2], b=[3])
    assert manifest.generation == 1
    tables = open_workspace(tmp_path).read_manifest().tables
    assert {name: table.rows for name, table in tables.items()} == {"a": 2, "b": 1}


def test_a_commit_replaces_the_stages_own_tables_and_leaves_the_others(tmp_path):
    workspace = create_workspace(tmp_path)
    commit(workspace, "one", a=[1], old=[1])
    commit(workspace, "two", b=[2])
    manifest = commit(workspace, "one", a=[10])
    assert set(manifest.tables) == {"a", "b"}
    assert numbers(workspace.connect(), "a") == [10]
    assert set(manifest.stages) == {"one", "two"}


def test_a_commit_hides_what_was_made_from_the_replaced_tables(tmp_path):
    workspace = create_workspace(tmp_path)
    commit(workspace, "one", a=[1])
    commit(workspace, "two", b=[2])
    manifest = commit(workspace, "one", {"two"}, a=[10])
    assert set(manifest.tables) == {"a"}
    assert set(manifest.stages) == {"one"}
    with pytest.raises(DataloupeError, match=r"has no table 'b'. It has: a"):
        workspace.files("b")


def test_the_files_of_a_table_follow_one_another(tmp_path):
    workspace = create_workspace(tmp_path)
    names = tuple(write_file(workspace, "a", values).name for values in ([1, 2], [3]))
    workspace.commit("one", StageRecord("f", 1.0, "test", 0.0), {"a": Table(names, 3, 1, "one")})
    assert tuple(path.name for path in workspace.files("a")) == names
    assert workspace.connect().execute("SELECT count(*), sum(number) FROM a").fetchone() == (3, 6)


def test_what_is_not_a_number_is_below_nothing(tmp_path):
    workspace = create_workspace(tmp_path / "w")
    schema = pa.schema([("doc_id", pa.int64()), ("number", pa.float64())])
    writer = workspace.writer("numbers", schema)
    writer.write(pa.record_batch([pa.array([0, 1, 2]), pa.array([-75.0, 0.0, float("nan")])], schema=schema))
    writer.close()
    workspace.commit(
        "numbers", StageRecord("f" * 16, 1.0, "test", 0.0), {"numbers": Table((writer.name,), 3, 1, "numbers")}
    )
    assert workspace.connect().execute("SELECT doc_id FROM numbers WHERE number <= 0 ORDER BY doc_id").fetchall() == [
        (0,),
        (1,),
    ]


def test_an_older_connection_still_reads_tables_that_were_replaced(tmp_path):
    workspace = create_workspace(tmp_path)
    commit(workspace, "one", a=[1, 2])
    earlier = workspace.connect()
    with workspace.lock():
        commit(workspace, "one", a=[3])
    with workspace.lock():
        pass  # a later build deletes only files whose time of grace has passed
    assert numbers(earlier, "a") == [1, 2]
    assert numbers(workspace.connect(), "a") == [3]


def test_files_that_no_manifest_names_are_deleted_after_the_time_of_grace(tmp_path):
    workspace = create_workspace(tmp_path)
    commit(workspace, "one", a=[1])
    young, old = (write_file(workspace, "a", [9]).path for _ in range(2))
    os.utime(old, (0, old.stat().st_mtime - GRACE_SECONDS - 60))
    with workspace.lock():
        pass
    assert young.is_file()
    assert not old.exists()
    assert numbers(workspace.connect(), "a") == [1]


def test_readers_in_a_loop_never_see_half_a_commit(tmp_path):
    workspace = create_workspace(tmp_path)
    commit(workspace, "one", a=[0], b=[0])
    seen, failed, done = [], [], threading.Event()

    def read():
        while not done.is_set():
            try:
                connection = open_workspace(tmp_path).connect()
                seen.append((numbers(connection, "a"), numbers(connection, "b")))
            except Exception as error:
                failed.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for round in range(1, 40):
        commit(workspace, "one", a=[round] * round, b=[round] * round)
    done.set()
    reader.join()
    assert not failed
    assert len(seen) > 1
    assert all(a == b for a, b in seen)


def test_scratch_survives_for_the_same_fingerprint_only(tmp_path):
    workspace = create_workspace(tmp_path)
    (workspace.scratch("encode", "aaaa") / "half").write_text("work")
    assert (workspace.scratch("encode", "aaaa") / "half").read_text() == "work"
    assert not list(workspace.scratch("encode", "bbbb").iterdir())
    assert not (tmp_path / "scratch" / "encode" / "aaaa").exists()
    commit(workspace, "encode", embeddings=[1])
    assert not (tmp_path / "scratch" / "encode").exists()
