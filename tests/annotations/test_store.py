"""Annotations of several people: nothing is lost, nothing is doubled, and what counts is the same in Python and SQL."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from analytics.annotations import annotate, current, read_events, undo
from analytics.ask.filters import Annotated
from analytics.ask.selection import Selection, where
from analytics.ask.sql.catalog import table_list
from analytics.ask.sql.limits import Limits
from analytics.ask.sql.process import RunningStatement
from analytics.workspace.annotations import NAME
from tests.workspaces import write_workspace

SCHEMA = "topic"

WRITER = """
import sys
from pathlib import Path
from analytics.annotations import annotate
folder, who, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(count):
    print(annotate(folder, "topic", number, "x" * (number % 50), who), flush=True)
"""


@pytest.fixture
def workspace(tmp_path):
    return write_workspace(tmp_path / "w", [f"text {one}" for one in range(12)], scanned=False)


def writer(folder, who, count):
    command = [sys.executable, "-c", WRITER, str(folder), who, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def by_python(workspace, schema=SCHEMA):
    rows = current(workspace, schema)
    return set(zip(rows.doc_id, rows.annotator, rows.text, strict=True))


def by_sql(workspace, schema=SCHEMA):
    rows = workspace.connect().execute("SELECT doc_id, annotator, value FROM annotations WHERE schema = ?", [schema])
    return set(rows.fetchall())


def test_the_last_answer_counts_and_an_undone_one_gives_way_to_the_one_before(workspace):
    annotate(workspace.path, SCHEMA, 1, "a", "ana")
    annotate(workspace.path, SCHEMA, 1, "b", "ana")
    annotate(workspace.path, SCHEMA, 1, "b", "bo")
    annotate(workspace.path, SCHEMA, 2, ["x", "y"], "ana")
    annotate(workspace.path, SCHEMA, 3, 4, "ana")
    assert by_python(workspace) == {(1, "ana", "b"), (1, "bo", "b"), (2, "ana", '["x","y"]'), (3, "ana", "4")}
    assert by_sql(workspace) == by_python(workspace)
    undo(workspace.path, read_events(workspace.path)[1])
    undo(workspace.path, read_events(workspace.path)[3])
    assert by_python(workspace) == {(1, "ana", "a"), (1, "bo", "b"), (3, "ana", "4")} == by_sql(workspace)


def test_an_answer_written_twice_counts_once(workspace):
    for _ in range(2):
        annotate(workspace.path, SCHEMA, 1, "a", "ana", annotation_id="one")
    annotate(workspace.path, SCHEMA, 1, "other", "ana", annotation_id="one")
    assert by_python(workspace) == {(1, "ana", "a")} == by_sql(workspace)


def test_a_killed_writer_loses_nothing_that_it_confirmed_and_doubles_nothing(workspace):
    killed, other = writer(workspace.path, "ana", 100_000), writer(workspace.path, "bo", 60)
    confirmed = [killed.stdout.readline().strip() for _ in range(40)]
    os.kill(killed.pid, signal.SIGKILL)
    confirmed += other.communicate()[0].split()
    killed.wait()
    ids = [one.annotation_id for one in read_events(workspace.path)]
    assert set(confirmed) <= set(ids) and len(ids) == len(set(ids))
    assert {one.doc_id for one in read_events(workspace.path) if one.annotator == "bo"} == set(range(60))


@pytest.mark.parametrize(
    "torn",
    ['{"annotation_id": "z", "annota', '{"annotation_id": 5}\n', "[1, 2]\n", "\n\n", '{"annotation_id":"\\ud800'],
)
def test_what_was_not_written_whole_harms_no_other_line(workspace, torn):
    annotate(workspace.path, SCHEMA, 1, "a", "ana")
    assert len(read_events(workspace.path)) == 1
    with (workspace.path / NAME).open("a") as file:
        file.write(torn)
    read_events(workspace.path)
    annotate(workspace.path, SCHEMA, 2, "b", "ana")
    assert by_python(workspace) == {(1, "ana", "a"), (2, "ana", "b")} == by_sql(workspace)


def test_lines_of_earlier_versions_count_too(workspace):
    lines = [
        {"annotation_id": "1", "doc_id": 3, "annotation_schema": SCHEMA, "value": "wrong", "created_at": 5.5},
        {"annotation_id": "2", "doc_id": 4, "annotation_schema": SCHEMA, "value": "right", "extra": {"a": 1}},
        {"annotation_id": "3", "doc_id": 4, "annotation_schema": SCHEMA, "value": None},
    ]
    (workspace.path / NAME).write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert by_python(workspace) == {(3, "somebody", "wrong")} == by_sql(workspace)


def test_a_text_that_moved_is_found_and_a_text_that_changed_does_not_count(workspace, tmp_path):
    texts = dict(workspace.connect().execute("SELECT doc_id, md5(text) FROM documents").fetchall())
    for doc_id in (1, 2, 3):
        annotate(workspace.path, SCHEMA, doc_id, f"v{doc_id}", "ana", text_md5=texts[doc_id])
    rebuilt = write_workspace(tmp_path / "v", ["text 0", "text 3", "text 2", "another text"], scanned=False)
    (rebuilt.path / NAME).write_bytes((workspace.path / NAME).read_bytes())
    rows = current(rebuilt.connect())
    assert set(zip(rows.doc_id, rows.text, strict=True)) == {(2, "v2"), (1, "v3")}
    assert len(current(workspace.connect())) == 3


def test_annotators_that_the_recipe_excludes_do_not_count(workspace):
    for who in ("ana", "bo", "cy"):
        annotate(workspace.path, SCHEMA, 1, "a", who)
        annotate(workspace.path, "other", 1, "a", who)
    steps = [
        {"do": "exclude annotator", "annotator": "bo"},
        {"do": "exclude annotator", "annotator": "cy", "schema": SCHEMA},
        {"do": "exclude annotator", "annotator": "ana", "active": False},
    ]
    (workspace.path / "recipe.yaml").write_text(json.dumps({"steps": steps}))
    assert {one[1] for one in by_python(workspace)} == {"ana"}
    assert {one[1] for one in by_python(workspace, "other")} == {"ana", "cy"}
    time.sleep(0.01)
    (workspace.path / "recipe.yaml").write_text("steps: [")
    assert len(by_python(workspace)) == 3


def test_annotations_are_a_selection_that_later_answers_do_not_change(workspace):
    for doc_id, value in enumerate(["a", "b", ["a", "c"], ["c"], 4, "it's"]):
        annotate(workspace.path, SCHEMA, doc_id, value, "ana" if doc_id % 2 else "bo")
    connection = workspace.connect()
    annotate(workspace.path, SCHEMA, 9, "a", "bo")

    def selected(**fields):
        condition = where(connection, Selection((Annotated(SCHEMA, **fields),)))
        return [one for (one,) in connection.execute(f"SELECT doc_id FROM documents WHERE {condition}").fetchall()]

    assert selected(values=("a",)) == [0, 2, 9]
    assert selected(values=("a",), lines=6) == [0, 2]
    assert selected(values=("it's", "4")) == [4, 5]
    assert selected(annotator="ana") == [1, 3, 5] == selected(without=("bo",))
    assert Selection.from_url(Selection((Annotated(SCHEMA, ("a",), lines=6),)).to_url()).filters[0].lines == 6


def test_sql_reads_annotations_and_the_catalog_describes_them(workspace):
    annotate(workspace.path, SCHEMA, 1, "né", "ana", seconds=2.5)
    connection = workspace.connect()
    limits = Limits(seconds=None)
    statement = "SELECT value, seconds, is_gold FROM annotations JOIN documents USING (doc_id)"
    with RunningStatement(connection, statement, limits) as running:
        assert running.result().table.to_pylist() == [{"value": "né", "seconds": 2.5, "is_gold": False}]
    tables = table_list(connection, workspace.read_manifest()).set_index("table")
    assert tables.rows["annotations"] == 1 and tables.meaning["annotations"]
