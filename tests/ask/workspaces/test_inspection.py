"""A process of its own reads files for the dashboard: their reading, the first records, and each correction."""

import json

import pytest

from analytics.ask.workspaces import inspection
from analytics.ask.workspaces.inspection import forget_correction, list_inputs, read_input, remember_correction
from analytics.errors import DataloupeError


@pytest.fixture
def reviews(tmp_path):
    """Three good rows and a broken one."""
    source = tmp_path / "reviews.jsonl"
    rows = [{"body": f"Review number {n}, long enough to be read.", "note": f"a note {n}"} for n in range(3)]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows) + "{broken\n")
    return source


def value(reading, name):
    return next(one.value for one in reading.form if one.name == name)


def test_the_reading_of_an_input_is_shown_and_nothing_is_built(reviews, tmp_path):
    count, (file,) = list_inputs([str(reviews)])
    reading = read_input([str(reviews)], 0)
    assert (count, file.name, file.format) == (1, "reviews.jsonl", "jsonl")
    assert (reading.kind, value(reading, "text")) == ("documents", "body")
    assert reading.preview["counts"] | {"ratings": 0} == reading.preview["counts"]
    assert (reading.preview["counts"]["documents"], reading.preview["counts"]["rejects"]) == (3, 1)
    assert next(one["text"] for one in reading.preview["examples"]) == "Review number 0, long enough to be read."
    assert [path.name for path in tmp_path.iterdir()] == ["reviews.jsonl"]


def test_a_change_gives_a_correction_that_can_be_remembered_and_forgotten(reviews):
    reading = read_input([str(reviews)], 0, change=("text", "note"))
    assert value(reading, "text") == "note"
    remember_correction(reading.structure, reading.correction, "reviews.jsonl")
    again = read_input([str(reviews)], 0)
    assert value(again, "text") == "note" and len(again.corrected_on) == len("2026-11-27")
    forget_correction(reading.structure)
    assert value(read_input([str(reviews)], 0), "text") == "body"


@pytest.mark.parametrize(
    ("change", "message"),
    [(("text", "nope"), "nope"), (("kind", "poems"), "There is no kind 'poems'"), (("scale x", "far"), "far")],
)
def test_an_impossible_change_has_a_reason(reviews, change, message):
    with pytest.raises(DataloupeError, match=message):
        read_input([str(reviews)], 0, change=change)


def test_an_input_that_cannot_be_read_has_a_reason(reviews, tmp_path):
    with pytest.raises(DataloupeError, match="nosuch does not exist"):
        list_inputs([str(tmp_path / "nosuch")])
    (tmp_path / "numbers.csv").write_text("a,b\n1,2\n3,4\n")
    count, files = list_inputs([str(tmp_path)])
    assert (count, [file.format for file in files]) == (2, ["csv", "jsonl"])
    with pytest.raises(DataloupeError):
        read_input([str(tmp_path)], 0)
    assert read_input([str(tmp_path)], 1).kind == "documents"


def test_a_process_that_was_killed_is_started_again(reviews):
    read_input([str(reviews)], 0)
    inspection._WORKER._process.kill()
    inspection._WORKER._process.wait()
    assert read_input([str(reviews)], 0).kind == "documents"
