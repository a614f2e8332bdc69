"""Missing, empty, truncated and damaged files: an error of one line, or rejects with reasons."""

import gzip
import random
import string

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from tests.input_files import write_jsonl, write_parquet


def test_a_missing_file_is_named(error_line, tmp_path):
    assert error_line(tmp_path / "nowhere.jsonl").endswith("nowhere.jsonl does not exist.")


def test_for_a_directory_without_data_the_supported_extensions_are_listed(error_line, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "picture.png").write_bytes(b"\x89PNG")
    assert "contains no data. Supported: .parquet" in error_line(tmp_path / "empty")


def test_for_an_unknown_column_the_columns_are_listed(error_line, tmp_path):
    path = tmp_path / "corpus.csv"
    path.write_text("id,text,date\n1,a,2024\n")
    assert error_line(path, text="body") == "corpus.csv has no column 'body'. It has: id, text, date."
    assert error_line(path, map={"title": "name"}) == "corpus.csv has no column 'name'. It has: id, text, date."
    assert "--map has no field 'colour'. There are: text, source, title" in error_line(path, map={"colour": "id"})


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.parquet", "a.arrow", "a.jsonl.gz", "a.jsonl.zst"])
def test_an_empty_file_is_an_error(error_line, tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    assert error_line(tmp_path / name) == f"{name} has no rows."


def test_files_with_a_schema_but_no_rows_are_an_error_unless_others_have_rows(build, error_line, tmp_path):
    (tmp_path / "a.csv").write_text("text,date\n")
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "b.parquet")
    assert error_line(tmp_path / "a.csv", tmp_path / "b.parquet") == "The 2 inputs have no rows."
    assert build(tmp_path / "a.csv", write_jsonl(tmp_path / "c.jsonl", {"text": "x"})).texts() == ["x"]


def test_an_input_with_only_rejected_rows_gives_an_empty_table_and_rejects(build, tmp_path):
    built = build(write_jsonl(tmp_path / "a.jsonl", b"{", b"nonsense"))
    assert built.texts() == []
    assert [row for _, row, _, _ in built.rejects()] == [1, 2]
    assert built.rows("SELECT * FROM metadata") == []


def test_a_truncated_parquet_file_is_an_error_of_one_line(error_line, tmp_path):
    path = write_parquet(tmp_path / "a.parquet", text=[string.ascii_letters * n for n in range(500)])
    path.write_bytes(path.read_bytes()[:-100])
    assert error_line(path).startswith("a.parquet cannot be read as Parquet")


def test_a_parquet_file_with_damage_in_the_middle_is_an_error_of_one_line(error_line, tmp_path):
    path = write_parquet(tmp_path / "a.parquet", text=[string.ascii_letters * (n % 97) + str(n) for n in range(5000)])
    content = bytearray(path.read_bytes())
    content[200:5000] = bytes(4800)
    path.write_bytes(content)
    assert error_line(path).startswith("a.parquet cannot be read as Parquet")


def test_a_truncated_arrow_file_is_an_error_of_one_line(error_line, tmp_path):
    with (
        pa.OSFile(str(tmp_path / "a.arrow"), "wb") as file,
        pa.ipc.new_file(file, pa.schema([("text", pa.string())])) as writer,
    ):
        writer.write(pa.record_batch({"text": ["hello there"] * 1000}))
    content = (tmp_path / "a.arrow").read_bytes()
    (tmp_path / "a.arrow").write_bytes(content[: len(content) // 2])
    assert error_line(tmp_path / "a.arrow").startswith("a.arrow cannot be read as Arrow")


@pytest.mark.parametrize(
    ("suffix", "compress"), [("gz", gzip.compress), ("zst", zstandard.ZstdCompressor(level=1).compress)]
)
def test_rows_before_the_cut_of_a_compressed_file_are_kept(build, tmp_path, suffix, compress):
    noise = random.Random(0)
    lines = [
        orjson.dumps({"text": f"{n} " + "".join(noise.choices(string.printable[:90], k=300))}) for n in range(3000)
    ]
    content = compress(b"\n".join(lines) + b"\n")
    path = tmp_path / f"a.jsonl.{suffix}"
    path.write_bytes(content[: len(content) * 2 // 3])
    built = build(path)
    kept = built.texts()
    assert 1000 < len(kept) < 3000
    assert kept == [orjson.loads(line)["text"] for line in lines[: len(kept)]]
    ((name, row, reason, raw),) = built.rejects()
    assert (name, row) == (path.name, len(kept) + 1)
    assert reason == f"file ends in the middle (truncated {'gzip' if suffix == 'gz' else 'zstd'})"
    assert lines[len(kept)].decode().startswith(raw)


def test_a_broken_line_in_the_middle_is_one_reject(build, tmp_path):
    built = build(write_jsonl(tmp_path / "a.jsonl", {"text": "one"}, b'{"text": "tw', {"text": "three"}))
    assert built.texts() == ["one", "three"]
    assert built.rejects() == [("a.jsonl", 2, "broken JSON: unexpected end of data", '{"text": "tw')]
