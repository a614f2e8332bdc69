"""Judgements are only ever added, and a torn line harms no other."""

import threading

import pytest

from analytics.errors import DataloupeError
from analytics.workspace import annotations


def test_judgements_are_read_in_order_by_schema(tmp_path):
    annotations.append(tmp_path, "a", 1, "wrong", label="né\nw\u2028line")
    annotations.append(tmp_path, "b", 2, "right")
    annotations.append(tmp_path, "a", 1, None)
    records = annotations.read(tmp_path, "a")
    assert [(one["doc_id"], one["value"]) for one in records] == [(1, "wrong"), (1, None)]
    assert records[0]["label"] == "né\nw\u2028line"
    assert len({one["annotation_id"] for one in records}) == 2


def test_a_torn_line_is_skipped_and_the_next_one_is_whole(tmp_path):
    annotations.append(tmp_path, "a", 1, "wrong")
    with (tmp_path / annotations.NAME).open("a") as file:
        file.write('{"doc_id": 2, "annotation_sch')
    annotations.append(tmp_path, "a", 3, "right")
    assert [one["doc_id"] for one in annotations.read(tmp_path, "a")] == [1, 3]


def test_two_people_at_once_lose_nothing(tmp_path):
    def judge(start):
        for number in range(start, start + 50):
            annotations.append(tmp_path, "a", number, "right")

    people = [threading.Thread(target=judge, args=(start,)) for start in (0, 100)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert len(annotations.read(tmp_path, "a")) == 100


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path):
    with pytest.raises(DataloupeError, match="cannot be written"):
        annotations.append(tmp_path / "missing", "a", 1, "right")
    assert annotations.read(tmp_path / "missing", "a") == []
