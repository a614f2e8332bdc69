"""A table is read a window of row groups at a time, and has the same rows whatever the window."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.workspace import file_batches, table_reader


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("table") / "numbers.parquet"
    pq.write_table(pa.table({"n": range(1000), "text": ["some text"] * 1000}), path, row_group_size=100)
    return path


def _numbers(batches):
    batches = list(batches)
    return [len(batch) for batch in batches], [n for batch in batches for n in batch["n"].to_pylist()]


@pytest.mark.parametrize("window", [1, 3000, 10**9])
@pytest.mark.parametrize("groups", [None, [1, 2, 7]])
def test_all_rows_are_read_in_order(file, monkeypatch, window, groups):
    monkeypatch.setattr(table_reader, "WINDOW_BYTES", window)
    sizes, numbers = _numbers(file_batches(file, 70, ["n"], groups))
    assert numbers == [n for group in groups or range(10) for n in range(100 * group, 100 * group + 100)]
    assert max(sizes) <= 70


def test_a_file_is_mapped_again_for_each_window(file, monkeypatch):
    opened = []
    real = pq.ParquetFile
    monkeypatch.setattr(table_reader, "WINDOW_BYTES", pq.read_metadata(file).row_group(0).total_byte_size * 2 + 1)
    monkeypatch.setattr(pq, "ParquetFile", lambda *args, **options: opened.append(1) or real(*args, **options))
    assert _numbers(file_batches(file, 1000))[1] == list(range(1000))
    assert len(opened) == 5


def test_a_file_without_rows_has_no_batches(tmp_path):
    pq.write_table(pa.table({"n": pa.array([], pa.int64())}), tmp_path / "empty.parquet")
    assert not [batch for batch in file_batches(tmp_path / "empty.parquet", 10) if len(batch)]
