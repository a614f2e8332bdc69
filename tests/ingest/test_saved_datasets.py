"""Data sets as the `datasets` library saves them: shards, a state, and class names in the schema."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.ingest.reading.files import read_inputs

FEATURES = {"text": {"dtype": "string", "_type": "Value"}, "label": {"names": ["no", "yes"], "_type": "ClassLabel"}}
TEXTS = ["A first text of some words.", "A second text of some words.", "A third one."]


def table(labels, features=FEATURES):
    schema = pa.schema([("text", pa.string()), ("label", pa.int64())])
    metadata = {b"huggingface": json.dumps({"info": {"features": features}}).encode()}
    return pa.table({"text": TEXTS[: len(labels)], "label": labels}, schema.with_metadata(metadata))


def save(folder, labels, name="data-00000-of-00001.arrow"):
    folder.mkdir(parents=True, exist_ok=True)
    rows = table(labels)
    with pa.OSFile(str(folder / name), "wb") as file, pa.ipc.new_stream(file, rows.schema) as writer:
        writer.write_table(rows)
    (folder / "state.json").write_text(json.dumps({"_data_files": [{"filename": "data-00000-of-00001.arrow"}]}))
    (folder / "dataset_info.json").write_text(json.dumps({"description": "A long description of the data set."}))


def labels_of(rows):
    return [row["label"] for batch in rows for row in batch.tables["documents"].to_pylist()]


def read(path):
    from analytics.ingest import describe_input, find_inputs

    inputs = find_inputs([str(path)], {})
    return inputs, [row for one in inputs for row in labels_of(describe_input(one, {}).read(0))]


def test_each_split_is_one_input_without_descriptions_and_caches(tmp_path):
    save(tmp_path / "set" / "train", [0, 1, 1])
    save(tmp_path / "set" / "test", [1, 0])
    save(tmp_path / "set" / "train", [0, 0, 0], "cache-1f.arrow")
    (tmp_path / "set" / "dataset_dict.json").write_text('{"splits": ["train", "test"]}')
    inputs, labels = read(tmp_path / "set")
    assert [one.default_source for one in inputs] == ["test", "train"]
    assert labels == ["yes", "no", "no", "yes", "yes"]
    assert len(read_inputs([tmp_path / "set"]).texts) == 5


@pytest.mark.parametrize("labels", [[0, 1, -1], [1, None, 0], [7, 0, 1]])
def test_a_number_without_a_name_is_a_missing_label(tmp_path, labels):
    pq.write_table(table(labels), tmp_path / "a.parquet")
    names = {0: "no", 1: "yes"}
    assert read(tmp_path / "a.parquet")[1] == [names.get(label) for label in labels]


@pytest.mark.parametrize("features", [{}, {"label": {"dtype": "int64", "_type": "Value"}}, {"label": None}, []])
def test_numbers_stay_without_declared_names(tmp_path, features):
    pq.write_table(table([0, 1], features), tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet")[1] == ["0", "1"]


def test_descriptions_without_shards_are_files_as_any_other(tmp_path):
    (tmp_path / "dataset_info.json").write_text(json.dumps([{"text": TEXTS[0]}, {"text": TEXTS[1]}]))
    assert len(read_inputs([tmp_path]).texts) == 2
