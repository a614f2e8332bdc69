"""A workspace that an earlier dataloupe built can be read, queried under old and new names, and built again."""

import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.ask.columns import column, columns, tables
from analytics.ask.duplicates.passages import repeated_passages
from analytics.ask.selection import Selection
from analytics.ask.sql.catalog import column_list, table_list
from analytics.ask.sql.query import run_query
from analytics.cli import main
from analytics.workspace import FORMAT, open_workspace
from analytics.workspace.renamed import RENAMED

FORMAT_1 = {
    "generation": 3,
    "format": 1,
    "dataloupe": "0.1.0",
    "build": {"sources": ["/data/log.jsonl"], "options": {}},
    "tables": {
        "documents": {"parts": ["documents-c7d0efb0a919492b.parquet"], "rows": 2, "bytes": 1, "stage": "documents"},
        "repeated_parts": {
            "parts": ["repeated_parts-a65f3c5623b54e83.parquet"],
            "rows": 1,
            "bytes": 1,
            "stage": "parts",
        },
        "part_documents": {
            "parts": ["part_documents-a65f3c5623b54e84.parquet"],
            "rows": 2,
            "bytes": 1,
            "stage": "parts",
        },
    },
    "stages": {
        "documents": {
            "fingerprint": "d8a93bd37caed5ff",
            "seconds": 0.9,
            "engine": "threads(2)",
            "finished_at": 1749600000.0,
            "dataloupe": "0.1.0",
            "notes": {"recipe": "d8a93bd37caed5ff", "inputs": []},
        },
        "parts": {
            "fingerprint": "0123456789abcdef",
            "seconds": 1.2,
            "engine": "threads(2)",
            "finished_at": 1749600001.0,
            "dataloupe": "0.1.0",
            "notes": {"least_texts": 5, "most_parts": 5000, "parts": 1},
        },
    },
    "outdated_tables": {
        "behaviour": {"parts": ["behaviour-0318f106f6c64e7e.parquet"], "rows": 2, "bytes": 1, "stage": "behaviour"}
    },
    "outdated_stages": {
        "encode": {
            "fingerprint": "1123456789abcdef",
            "seconds": 3.0,
            "engine": "threads(2)",
            "finished_at": 1749600002.0,
            "dataloupe": "0.1.0",
            "notes": {"part": "the first 1,000 characters", "document_parts": ["documents-c7d0efb0a919492b.parquet"]},
        }
    },
}
"""A manifest as commit a21817c wrote it, with fewer tables."""

FORMER_COLUMNS = {renamed.table: renamed.columns for renamed in RENAMED}
TEXT = "This line is in all documents of the corpus."


LATER_TABLES = {"passage_counts", "passage_hashes"}
"""Tables that no workspace of format 1 has."""


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    path = tmp_path_factory.mktemp("source") / "corpus.jsonl"
    texts = [f"{TEXT}\nDocument {number} has a line of its own." for number in range(20)]
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    return path


@pytest.fixture(scope="module")
def built(source, tmp_path_factory):
    path = tmp_path_factory.mktemp("built") / "new"
    assert main(["build", str(source), "--workspace", str(path), "--encoder", "none"]) == 0
    return path


@pytest.fixture
def old(built, tmp_path):
    """A workspace of format 1: files with the former columns under the former names of tables and stages."""
    path = shutil.copytree(built, tmp_path / "old")
    manifest = json.loads((path / "manifest.json").read_text())
    former = {renamed.table: renamed.former_table for renamed in RENAMED}
    for name, table in manifest["tables"].items():
        for file in table["files"]:
            _rename_columns(path / "tables" / file, {new: old for old, new in FORMER_COLUMNS.get(name, {}).items()})
    manifest["format"] = 1
    for record in manifest["stages"].values():
        record["fingerprint"] = "0" * 16
    tables = {name: table for name, table in manifest["tables"].items() if name not in LATER_TABLES}
    manifest["tables"] = {former.get(name, name): _format_1(table) for name, table in tables.items()}
    manifest["stages"]["parts"] = manifest["stages"].pop("passages")
    (path / "manifest.json").write_text(json.dumps(manifest))
    return open_workspace(path)


def _rename_columns(file, names):
    rows = pq.read_table(file)
    pq.write_table(rows.rename_columns([names.get(name, name) for name in rows.column_names]), file)


def _format_1(table):
    others = {name: value for name, value in table.items() if name != "files"}
    return others | {"parts": table["files"], "stage": table["stage"].replace("passages", "parts")}


def test_a_manifest_of_format_1_is_read_with_the_names_of_today(tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps(FORMAT_1))
    manifest = open_workspace(tmp_path).read_manifest()
    assert set(manifest.tables) == {"documents", "repeated_passages", "passage_documents"}
    assert manifest.tables["repeated_passages"].files == ("repeated_parts-a65f3c5623b54e83.parquet",)
    assert manifest.tables["repeated_passages"].stage == "passages"
    assert manifest.stages["passages"].notes == {"min_texts": 5, "max_passages": 5000, "passages": 1}
    assert manifest.outdated_tables["behaviour"].files == ("behaviour-0318f106f6c64e7e.parquet",)
    assert manifest.outdated_stages["encode"].notes == {
        "encoded_text": "the first 1,000 characters",
        "document_files": ["documents-c7d0efb0a919492b.parquet"],
    }


def test_reading_a_workspace_of_format_1_leaves_it_as_it_is(old):
    before = old.manifest_path.read_bytes()
    old.connect().execute("SELECT * FROM repeated_passages")
    assert old.manifest_path.read_bytes() == before


def test_its_passages_are_shown_and_answer_to_both_names(old):
    connection = old.connect()
    assert repeated_passages(connection, Selection()).text.to_list() == [TEXT]
    for passage, table in (("passage_id", "passage_documents"), ("part_id", "part_documents")):
        counts = connection.execute(f"SELECT {passage}, count(*) FROM {table} GROUP BY ALL").fetchall()
        assert counts == [(0, 20)]


@pytest.mark.parametrize("kind", ["old", "new"])
def test_a_query_can_use_both_names_before_and_after_the_next_build(kind, old, source):
    if kind == "new":
        assert main(["build", str(source), "--workspace", str(old.path), "--encoder", "none"]) == 0
    connection = old.connect()
    for statement in (
        "SELECT passage_id AS id, documents FROM repeated_passages",
        "SELECT part_id AS id, documents FROM repeated_parts",
    ):
        assert connection.execute(statement).fetchall() == [(0, 20)]
        assert run_query(connection, statement).table.to_pylist() == [{"id": 0, "documents": 20}], (
            "in the process for SQL"
        )


def test_catalogues_show_the_new_names_only(old):
    connection, manifest = old.connect(), old.read_manifest()
    names = set(table_list(connection, manifest).table)
    assert names == tables(connection)
    assert {"repeated_passages", "passage_documents"} <= names
    assert not names & {"repeated_parts", "part_documents"}
    assert "part_id" not in set(column_list(connection, "repeated_passages").column)


def test_the_next_build_writes_format_2_and_keeps_no_former_name(old, source):
    assert main(["build", str(source), "--workspace", str(old.path), "--encoder", "none"]) == 0
    manifest = json.loads(old.manifest_path.read_text())
    assert manifest["format"] == FORMAT == 2
    assert "parts" not in manifest["stages"]
    assert not {"repeated_parts", "part_documents"} & set(manifest["tables"])
    files = old.files("repeated_passages")
    assert pq.read_schema(files[0]).names[0] == "passage_id"


@pytest.mark.parametrize("name", ["left", "ended_conversation"])
def test_a_renamed_column_of_a_table_is_shown_once_and_answers_to_both_names(name, tmp_path):
    file = tmp_path / "tables" / "behaviour-0318f106f6c64e7e.parquet"
    file.parent.mkdir()
    pq.write_table(pa.table({"doc_id": [0, 1], name: [True, None]}), file)
    table = FORMAT_1["outdated_tables"]["behaviour"]
    manifest = FORMAT_1 | {"tables": {"behaviour": table}, "outdated_tables": {}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    connection = open_workspace(tmp_path).connect()
    assert connection.execute('SELECT ended_conversation, "left" FROM behaviour').fetchall() == [
        (True,) * 2,
        (None,) * 2,
    ]
    assert [one.name for one in columns(connection, "behaviour")] == ["ended_conversation"]
    assert list(column_list(connection, "behaviour").column) == ["doc_id", "ended_conversation"]
    assert column(connection, "behaviour", "left").name == "ended_conversation", "in a link of before"
