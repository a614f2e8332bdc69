"""Rows of a SQLite table: what SQLite permits neither stops the watch nor loses a row."""

import sqlite3
from contextlib import closing

import pyarrow.parquet as pq
import pytest

from analytics.errors import DataloupeError
from analytics.watch import new_rows as module
from analytics.watch.new_rows import new_rows
from analytics.workspace.arrivals import Arrivals


def source_of(tmp_path, columns, rows, watermark="id"):
    with closing(sqlite3.connect(tmp_path / "log.db")) as connection:
        connection.execute(f"CREATE TABLE IF NOT EXISTS entries ({columns})")
        connection.executemany(f"INSERT INTO entries VALUES ({', '.join('?' * len(rows[0]))})", rows)
        connection.commit()
    return f"sqlite:{tmp_path / 'log.db'}#entries?watermark={watermark}"


def taken(tmp_path, source):
    arrivals = Arrivals(tmp_path / "ws")
    arrivals.prepare()
    files = [arrivals.take(*batch) for batch in new_rows(source, arrivals)]
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def test_a_column_that_does_not_exist_is_one_line_with_the_columns(tmp_path):
    source = source_of(tmp_path, "id, text", [(1, "a")], watermark="nosuch")
    with pytest.raises(DataloupeError, match=r"no column 'nosuch'\. It has: id, text"):
        taken(tmp_path, source)


def test_the_case_of_the_watermark_column_does_not_matter(tmp_path):
    source = source_of(tmp_path, "Id, text", [(1, "a")], watermark="iD")
    assert taken(tmp_path, source) == [{"Id": 1, "text": "a"}]
    assert taken(tmp_path, source) == []


def test_a_column_of_several_types_becomes_text(tmp_path):
    source = source_of(tmp_path, "id, x", [(1, 7), (2, "a"), (3, b"z"), (4, None)])
    assert [row["x"] for row in taken(tmp_path, source)] == ["7", "a", "z", None]


def test_whole_and_other_numbers_become_numbers(tmp_path):
    source = source_of(tmp_path, "id, x", [(1, 2**60), (2, 0.5)])
    assert [row["x"] for row in taken(tmp_path, source)] == [float(2**60), 0.5]


@pytest.mark.parametrize("values", [(1, "2024-01-01"), (1, b"x"), (b"x", b"y")])
def test_a_watermark_without_one_order_is_one_line(tmp_path, values):
    source = source_of(tmp_path, "id, text", [(value, "a") for value in values])
    with pytest.raises(DataloupeError, match="only numbers or only texts"):
        taken(tmp_path, source)


def test_a_watermark_that_changes_its_type_later_is_one_line(tmp_path):
    assert len(taken(tmp_path, source_of(tmp_path, "id, text", [(1, "a")]))) == 1
    with pytest.raises(DataloupeError, match="only numbers or only texts"):
        taken(tmp_path, source_of(tmp_path, "id, text", [("b", "a")]))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 100])
def test_rows_with_one_watermark_stay_together_at_any_size_of_a_batch(tmp_path, monkeypatch, size):
    monkeypatch.setattr(module, "ROWS_PER_BATCH", size)
    rows = [("2024-01-01", 0), ("2024-01-02", 1), ("2024-01-02", 2), ("2024-01-02", 3), ("2024-01-03", 4)]
    source = source_of(tmp_path, "at, number", rows, watermark="at")
    numbers = [row["number"] for _ in range(6) for row in taken(tmp_path, source)]
    assert sorted(numbers) == [0, 1, 2, 3, 4]


def test_text_that_is_not_utf_8_is_read_with_replacement(tmp_path):
    source = source_of(tmp_path, "id, text", [(1, "a")])
    with closing(sqlite3.connect(tmp_path / "log.db")) as connection:
        connection.execute("INSERT INTO entries VALUES (2, CAST(x'61ff62' AS TEXT))")
        connection.commit()
    assert [row["text"] for row in taken(tmp_path, source)] == ["a", "a\ufffdb"]
