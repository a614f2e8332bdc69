"""Readers see the state before or after a stage, never in between; one build at a time; nothing of others is
touched.
"""

import json
import os
import subprocess
import sys
import threading

import pyarrow as pa
import pytest

from analytics.errors import DataloupeError
from analytics.sql import identifier
from analytics.workspace import FORMAT, GRACE_SECONDS, Progress, StageRecord, Table, create_workspace, open_workspace

NUMBERS = pa.schema([("doc_id", pa.int64()), ("number", pa.int64())])


def write_part(workspace, table, numbers):
    writer = workspace.writer(table, NUMBERS)
    writer.write(
        pa.record_batch([pa.array(range(len(numbers)), pa.int64()), pa.array(numbers, pa.int64())], schema=NUMBERS)
    )
    writer.close()
    return writer


def commit(workspace, stage, outdates=(), **tables):
    made = {name: write_part(workspace, name, numbers) for name, numbers in tables.items()}
    described = {
        name: Table((writer.name,), writer.rows, writer.path.stat().st_size, stage) for name, writer in made.items()
    }
    return workspace.commit(stage, StageRecord("f" * 16, 1.0, "test", 0.0), described, outdates)


def numbers(connection, table):
    return [
        number for (number,) in connection.execute(f"SELECT number FROM {identifier(table)} ORDER BY doc_id").fetchall()
    ]


def test_a_new_workspace_is_empty_and_can_be_opened(tmp_path):
    workspace = create_workspace(tmp_path / "deep" / "new")
    manifest = open_workspace(workspace.path).read_manifest()
    assert (manifest.generation, manifest.tables, manifest.stages) == (0, {}, {})
    assert workspace.connect().execute("SELECT 1").fetchone() == (1,)
    assert workspace.progress() is None


def test_creating_twice_keeps_what_is_there(tmp_path):
    commit(create_workspace(tmp_path), "one", a=[1])
    assert numbers(create_workspace(tmp_path).connect(), "a") == [1]


def test_a_commit_makes_all_tables_of_a_stage_visible_at_once(tmp_path):
    workspace = create_workspace(tmp_path)
    part = write_part(workspace, "a", [1, 2])
    assert workspace.read_manifest().tables == {}, "a written part is invisible until the commit"
    assert part.path.is_file()
    manifest = commit(workspace, "one", a=[1, 2], b=[3])
    assert manifest.generation == 1
    assert {name: table.rows for name, table in open_workspace(tmp_path).read_manifest().tables.items()} == {
        "a": 2,
        "b": 1,
    }


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
    with pytest.raises(DataloupeError, match="has no table 'b' - it has a"):
        workspace.files("b")


def test_the_parts_of_a_table_follow_one_another(tmp_path):
    workspace = create_workspace(tmp_path)
    parts = [write_part(workspace, "a", values) for values in ([1, 2], [3])]
    workspace.commit(
        "one", StageRecord("f", 1.0, "test", 0.0), {"a": Table(tuple(part.name for part in parts), 3, 1, "one")}
    )
    assert [path.name for path in workspace.files("a")] == [part.name for part in parts]
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
        pass  # a later build clears away only what the time of grace has passed for
    assert numbers(earlier, "a") == [1, 2]
    assert numbers(workspace.connect(), "a") == [3]


def test_parts_that_nothing_names_are_deleted_after_the_time_of_grace(tmp_path):
    workspace = create_workspace(tmp_path)
    commit(workspace, "one", a=[1])
    young, old = (write_part(workspace, "a", [9]).path for _ in range(2))
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


HOLD = """
import sys, time
from analytics.workspace import Progress, create_workspace
workspace = create_workspace(sys.argv[1])
with workspace.lock():
    workspace.report_progress(Progress("scan", 1, 2, "rows", 0.0, 0.0))
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other_build(tmp_path):
    """Another process that holds the workspace for building."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_build_is_refused_in_one_line_that_says_where_the_first_is(tmp_path, other_build):
    workspace = open_workspace(tmp_path)
    assert workspace.is_building()
    assert workspace.progress().stage == "scan"
    with (
        pytest.raises(DataloupeError, match=r"is being built by another process \(stage scan\)") as refusal,
        workspace.lock(),
    ):
        pass
    assert "\n" not in str(refusal.value)


def test_the_lock_of_a_killed_build_is_free_and_its_progress_gone(tmp_path, other_build):
    other_build.kill()
    other_build.wait()
    workspace = open_workspace(tmp_path)
    assert workspace.progress_path.is_file(), "kill -9 leaves the file"
    assert not workspace.is_building()
    assert workspace.progress() is None
    with workspace.lock():
        assert workspace.is_building()
    assert not workspace.progress_path.exists()


def test_half_written_files_of_killed_builds_are_cleared_away(tmp_path):
    workspace = create_workspace(tmp_path)
    for name in ("manifest.json.12.tmp", "progress.json.34.tmp"):
        (tmp_path / name).write_text("{")
    with workspace.lock():
        assert not list(tmp_path.glob("*.tmp"))


def test_the_lock_is_freed_when_a_build_fails(tmp_path):
    workspace = create_workspace(tmp_path)
    with pytest.raises(ZeroDivisionError), workspace.lock():
        raise ZeroDivisionError
    with workspace.lock():
        workspace.report_progress(Progress("one", 0, None, "rows", 0.0, 0.0, ("two",)))
        assert workspace.progress().remaining == ("two",)


def test_scratch_survives_for_the_same_fingerprint_only(tmp_path):
    workspace = create_workspace(tmp_path)
    (workspace.scratch("encode", "aaaa") / "half").write_text("work")
    assert (workspace.scratch("encode", "aaaa") / "half").read_text() == "work"
    assert not list(workspace.scratch("encode", "bbbb").iterdir())
    assert not (tmp_path / "scratch" / "encode" / "aaaa").exists()
    commit(workspace, "encode", embeddings=[1])
    assert not (tmp_path / "scratch" / "encode").exists()


@pytest.mark.parametrize("make", ["file", "directory with other files"])
def test_what_is_no_workspace_is_neither_opened_nor_overwritten(tmp_path, make):
    path = tmp_path / "thesis"
    if make == "file":
        path.write_text("my work")
    else:
        path.mkdir()
        (path / "chapter.txt").write_text("my work")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(DataloupeError, match="is no dataloupe workspace - name a new or empty directory"):
        create_workspace(path)
    with pytest.raises(DataloupeError, match="make one with: dataloupe build"):
        open_workspace(path)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_directory_that_a_kill_left_before_the_first_manifest_is_taken_up(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "manifest.json.123.tmp").write_text("{")
    assert create_workspace(tmp_path).read_manifest().generation == 0


def test_a_workspace_of_a_newer_dataloupe_is_refused(tmp_path):
    workspace = create_workspace(tmp_path)
    manifest = json.loads(workspace.manifest_path.read_text())
    workspace.manifest_path.write_text(json.dumps({**manifest, "format": FORMAT + 1, "dataloupe": "9.0"}))
    for act in (open_workspace, create_workspace):
        with pytest.raises(DataloupeError, match=r"was made by dataloupe 9\.0.*update dataloupe"):
            act(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"tables": 1, "stages": {}}', '{"tables": {}}', '{"tables": {}, "stages": {}, "surprise": 1}'],
)
def test_a_broken_manifest_is_one_clear_line(tmp_path, text):
    workspace = create_workspace(tmp_path)
    workspace.manifest_path.write_text(text)
    with pytest.raises(DataloupeError, match="cannot be read"):
        open_workspace(tmp_path)


def test_tables_and_paths_may_have_hostile_names(tmp_path):
    workspace = create_workspace(tmp_path / 'it\'s; "odd" [1] *?')
    commit(workspace, "one", **{'"; drop table x; --': [7]})
    connection = workspace.connect()
    (name,) = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchone()
    assert name == '"; drop table x; --'
    assert numbers(connection, name) == [7]
