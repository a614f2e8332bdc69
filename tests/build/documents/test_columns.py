"""Columns of any number, name and type."""

import datetime
import json

import pyarrow as pa
import pyarrow.parquet as pq

from tests.input_files import write_jsonl, write_parquet


def test_a_thousand_columns_are_kept(build, tmp_path):
    built = build(write_parquet(tmp_path / "a.parquet", text=["a", "b"], **{f"c{n}": [n, n + 1] for n in range(1000)}))
    assert len(built.types()) == 1001
    assert built.rows("SELECT c999 FROM metadata") == [(999,), (1000,)]


NAMES = [
    '"; drop table x; --',
    "größe",
    "a b",
    "doc_id",
    "DOC_ID",
    "n",
    "N",
    "",
    "n_2",
    "a.b",
    "\U0001f600",
    "select",
    "a\0b",
    "<script>alert(1)</script>",
]


def test_columns_of_any_name_are_kept_and_new_names_are_noted(build, tmp_path):
    built = build(
        write_jsonl(tmp_path / "a.jsonl", {"text": "t", **{name: number for number, name in enumerate(NAMES)}})
    )
    assert built.rows("SELECT * FROM metadata") == [(0, *range(len(NAMES)))]
    names = list(built.types())
    assert '"; drop table x; --' in names
    assert len({name.lower() for name in names}) == len(names)
    assert built.notes["inputs"][0]["renamed"] == {
        "doc_id": "doc_id_2",
        "DOC_ID": "DOC_ID_3",
        "N": "N_2",
        "": "column",
        "n_2": "n_2_2",
        "a\0b": "a\ufffdb",
    }


def test_two_columns_with_the_same_name_are_both_kept(build, tmp_path):
    pq.write_table(
        pa.Table.from_arrays(
            [pa.array(["t"]), pa.array([1]), pa.array([2]), pa.array(["u"])], names=["text", "n", "n", "text"]
        ),
        tmp_path / "a.parquet",
    )
    built = build(tmp_path / "a.parquet")
    assert built.rows("SELECT * FROM metadata") == [(0, 1, 2, "u")]


def test_objects_with_a_thousand_keys_are_stored_as_json(build, tmp_path):
    record = {"text": "t", "scores": {f"user{n}": n for n in range(1000)}}
    ((value,),) = build(write_jsonl(tmp_path / "a.jsonl", record)).rows("SELECT scores FROM metadata")
    assert json.loads(value) == record["scores"]


def test_arrow_columns_of_any_type_are_kept(build, tmp_path):
    columns = {
        "zoned": pa.array([datetime.datetime(2020, 1, 1), None], pa.timestamp("us", "Europe/Berlin")),
        "view": pa.array(["a", None], pa.string_view()),
        "list_view": pa.array([[1], None], pa.list_view(pa.int8())),
        "nothing": pa.nulls(2),
        "empty": pa.array([{}, None], pa.struct([])),
        "clashing": pa.StructArray.from_arrays([pa.array([1, 2]), pa.array([3, 4])], names=["a", "A"]),
        "interval": pa.array([pa.MonthDayNano([1, 2, 3]), None]),
        "runs": pa.RunEndEncodedArray.from_arrays(pa.array([2], pa.int32()), pa.array(["z"])),
        "uuid": pa.array([bytes(16), None], pa.uuid()),
        "union": pa.UnionArray.from_sparse(pa.array([0, 1], pa.int8()), [pa.array([1, 2]), pa.array(["a", "b"])]),
        "large": pa.array([2**64 - 1, None], pa.uint64()),
    }
    batch = pa.record_batch([pa.array(["one", "two"]), *columns.values()], names=["text", *columns])
    with pa.OSFile(str(tmp_path / "a.arrow"), "wb") as file, pa.ipc.new_file(file, batch.schema) as writer:
        writer.write(batch)
    built = build(tmp_path / "a.arrow")
    first, second = built.rows("SELECT * EXCLUDE (doc_id) FROM metadata ORDER BY doc_id")
    assert first[:6] == (datetime.datetime(2020, 1, 1), "a", [1], None, "{}", '{"a": 1, "A": 3}')
    assert first[7:] == ("z", "00000000-0000-0000-0000-000000000000", "1", 2**64 - 1)
    assert second == (None, None, None, None, None, '{"a": 2, "A": 4}', None, "z", None, "b", None)
