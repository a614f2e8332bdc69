"""Columns of `documents` and `metadata`, and the notes about what was read."""

import datetime

import pyarrow as pa

from analytics.ingest import tables
from analytics.workspace import open_workspace
from tests.input_files import write_jsonl, write_parquet


def test_documents_have_the_columns_of_the_contract_and_dense_ids(build, tmp_path):
    built = build(write_jsonl(tmp_path / "a.jsonl", {"text": "one"}, {"text": None}, {"text": "two"}))
    assert built.types("documents") == {
        "doc_id": "BIGINT",
        "kind": "VARCHAR",
        "source": "VARCHAR",
        "text": "VARCHAR",
        "title": "VARCHAR",
        "lang": "VARCHAR",
        "label": "VARCHAR",
        "created_at": "TIMESTAMP",
        "url": "VARCHAR",
        "score": "DOUBLE",
    }
    assert built.rows("SELECT doc_id, kind, source, text FROM documents") == [
        (0, "document", "a", "one"),
        (1, "document", "a", "two"),
    ]
    assert built.rows("SELECT doc_id FROM metadata") == [(0,), (1,)]


def test_fields_are_recognized_by_their_other_names(build, tmp_path):
    record = {
        "Body": "hello there",
        "Headline": "t",
        "Language": "en",
        "Category": 3,
        "created_utc": "1245469958.0",
        "Link": "http://x",
        "karma": "7",
        "Subset": "s",
    }
    built = build(write_jsonl(tmp_path / "a.jsonl", record))
    assert built.rows("SELECT source, text, title, lang, label, created_at, url, score FROM documents") == [
        ("s", "hello there", "t", "en", "3", datetime.datetime(2009, 6, 20, 3, 52, 38), "http://x", 7.0)
    ]
    assert list(built.types()) == ["doc_id"]


def test_options_choose_the_columns(build, tmp_path):
    path = write_jsonl(tmp_path / "a.jsonl", {"text": "not this", "b": "this", "place": "here", "n": 4})
    built = build(path, text="b", source="place", map={"score": "n"})
    assert built.rows("SELECT source, text, score FROM documents") == [("here", "this", 4.0)]
    assert built.rows("SELECT text FROM metadata") == [("not this",)]


def test_a_missing_source_is_the_name_of_the_file(build, tmp_path):
    built = build(
        write_jsonl(
            tmp_path / "crawl-00000-of-00002.jsonl", {"text": "a", "source": None}, {"text": "b", "source": "s"}
        )
    )
    assert built.rows("SELECT source FROM documents") == [("crawl",), ("s",)]


def test_values_that_cannot_be_converted_stay_in_metadata(build, tmp_path):
    records = [
        {"text": "a", "score": 3, "date": "2024-01-02"},
        {"text": "b", "score": "n/a", "date": "spring"},
        {"text": "c", "score": None, "date": None},
    ]
    built = build(write_jsonl(tmp_path / "a.jsonl", *records))
    assert built.rows("SELECT score, created_at FROM documents") == [
        (3.0, datetime.datetime(2024, 1, 2)),
        (None, None),
        (None, None),
    ]
    assert built.rows("SELECT score, date FROM metadata") == [(None, None), ("n/a", "spring"), (None, None)]


def test_all_other_columns_keep_their_names_and_types(build, tmp_path):
    vectors = pa.array([[1.0, 2.0], [3.0, 4.0]], pa.list_(pa.float32(), 2))
    nested = pa.array([{"a": 1, "b": ["x"]}, None])
    path = write_parquet(
        tmp_path / "a.parquet",
        text=["one", "two"],
        n=[1, 2],
        ok=[True, None],
        vector=vectors,
        nested=nested,
        kind=pa.array(["x", "y"]).dictionary_encode(),
    )
    built = build(path)
    assert built.types() == {
        "doc_id": "BIGINT",
        "n": "BIGINT",
        "ok": "BOOLEAN",
        "vector": "FLOAT[]",
        "nested": "STRUCT(a BIGINT, b VARCHAR[])",
        "kind": "VARCHAR",
    }
    assert built.rows("SELECT * FROM metadata") == [
        (0, 1, True, [1.0, 2.0], {"a": 1, "b": ["x"]}, "x"),
        (1, 2, None, [3.0, 4.0], None, "y"),
    ]


def test_notes_have_the_columns_and_the_counts(build, tmp_path):
    built = build(write_jsonl(tmp_path / "a.jsonl", {"body": "one two"}, b"{", {"body": None}, [1]))
    (fact,) = built.notes["inputs"]
    assert (fact["rows"], fact["kept"], fact["text"], fact["format"]) == (4, 1, "body", "jsonl")
    assert fact["rejects"] == {"broken JSON: unexpected end of data": 1, "no text": 1, "an array, not an object": 1}


def test_the_workspace_can_be_opened_again(build, tmp_path):
    built = build(write_jsonl(tmp_path / "a.jsonl", {"text": "one"}))
    assert open_workspace(built.workspace.path).connect().execute("SELECT text FROM documents").fetchall() == [("one",)]
    assert set(tables.SCHEMAS) < set(built.workspace.read_manifest().tables)


def test_a_workspace_in_a_folder_named_like_a_partition_has_no_extra_column(build, tmp_path):
    built = build(write_jsonl(tmp_path / "a.jsonl", {"text": "one"}), workspace="year=2024/workspace")
    assert list(built.types()) == ["doc_id"]
