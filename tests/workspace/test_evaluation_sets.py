"""Evaluation sets: versions, hashes, and files that are the same bytes for the same items."""

import json
import threading

import pyarrow as pa
import pytest

from analytics.errors import DataloupeError
from analytics.workspace import evaluation_sets as store

ROWS = pa.table({"text": ["What is 2 + 2?", "Wo liegt Köln?", "一加一等于几"], "label": ["4", None, "2"]})


def test_a_set_is_read_as_it_was_saved(tmp_path):
    saved = store.save(tmp_path, "exam", ROWS, "by hand")
    read = store.evaluation_set(tmp_path, "exam")
    assert read == saved and read.describe() == "exam, version 1 (3 items)" and read.origin == "by hand"
    assert read.rows()["text"].to_pylist() == ROWS["text"].to_pylist()
    assert read.rows()["id"].to_pylist() == [store.text_id(text) for text in ROWS["text"].to_pylist()]


def test_the_same_items_make_the_same_bytes_in_any_workspace(tmp_path):
    one = store.save(tmp_path / "a", "exam", ROWS, "x")
    other = store.save(tmp_path / "b", "another name", store.evaluation_set(tmp_path / "a", "exam").rows(), "y")
    assert one.path.read_bytes() == other.path.read_bytes() and one.content_hash == other.content_hash


def test_changed_items_are_a_new_version_and_the_old_one_stays(tmp_path):
    first = store.save(tmp_path, "exam", ROWS, "x")
    assert store.save(tmp_path, "exam", ROWS, "again") == first
    second = store.save(tmp_path, "exam", ROWS.slice(0, 2), "shorter")
    assert (second.version, second.items) == (2, 2) and second.content_hash != first.content_hash
    assert store.evaluation_set(tmp_path, "exam", 1).rows().num_rows == 3
    assert [one.version for one in store.evaluation_sets(tmp_path)] == [2]


def test_properties_keep_their_order_and_nested_values_become_json(tmp_path):
    rows = ROWS.append_column("topic", [["a", "b", "c"]]).append_column("tags", [[["x"], [], None]])
    read = store.save(tmp_path, "exam", rows, "").rows()
    assert read.column_names == [*store.FIELDS, "topic", "tags"]
    assert [json.loads(one) if one else None for one in read["tags"].to_pylist()] == [["x"], [], None]


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "end.", "x" * 65, "a\nb"])
def test_a_name_cannot_leave_the_folder(tmp_path, name):
    with pytest.raises(DataloupeError, match="cannot be called"):
        store.save(tmp_path, name, ROWS, "")


def test_bad_items_are_refused_with_a_reason(tmp_path):
    with pytest.raises(DataloupeError, match="at least one item"):
        store.save(tmp_path, "exam", ROWS.slice(0, 0), "")
    with pytest.raises(DataloupeError, match="more than once"):
        store.save(tmp_path, "exam", pa.table({"text": ["same text", "same text"]}), "")
    with pytest.raises(DataloupeError, match="There are: none yet"):
        store.evaluation_set(tmp_path, "exam")


def test_two_people_who_save_at_once_get_two_versions(tmp_path):
    tables = [pa.table({"text": [f"question {number} of one person"]}) for number in range(8)]
    threads = [threading.Thread(target=store.save, args=(tmp_path, "exam", rows, "")) for rows in tables]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    saved = store.versions(tmp_path, "exam")
    assert sorted(one.version for one in saved) == list(range(1, 9))
    assert {one.rows()["text"][0].as_py() for one in saved} == {rows["text"][0].as_py() for rows in tables}


def test_a_removed_set_is_gone(tmp_path):
    store.save(tmp_path, "exam", ROWS, "")
    store.remove(tmp_path, "exam")
    assert store.evaluation_sets(tmp_path) == []
