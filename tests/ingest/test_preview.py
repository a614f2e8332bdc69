"""What a form needs to correct a reading: its alternatives, the fields to choose from, and the first rows."""

import json

import pytest

from analytics.ingest import find_inputs
from analytics.ingest.preview import field_choices, preview, readings, sample_of
from analytics.ingest.reading.corrections import corrected


@pytest.fixture
def source(tmp_path):
    def write(records, name="chats.jsonl"):
        (tmp_path / name).write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
        (one,) = find_inputs([str(tmp_path / name)], {})
        return one

    return write


def chats(count):
    return [
        {
            "nr": n,
            "verlauf": [
                {"wer": "user", "was": f"Where is the parcel number {n} that I ordered?", "urteil": n % 5 + 1},
                {"wer": "bot", "was": f"The parcel number {n} is on its way to you.", "urteil": (n + 1) % 5 + 1},
            ],
        }
        for n in range(count)
    ]


def test_the_first_rows_are_as_they_will_be(source):
    one = source(chats(9))
    reading = readings(sample_of(one))[0]
    result = preview(one, reading, rows=4)
    assert result.tables["documents"].num_rows == 8
    assert result.tables["log_turns"]["role"].to_pylist() == ["user", "assistant"] * 4
    assert result.rejects == ()


def test_a_correction_changes_the_first_rows(source):
    one = source(chats(9))
    sample = sample_of(one)
    reading = corrected(one.name, readings(sample)[0], sample, {"stars": "verlauf[].urteil"})
    feedback = preview(one, reading, rows=4).tables["log_feedback"]
    assert feedback["value"].to_pylist()[:4] == [0.0, 0.25, 0.25, 0.5]


def test_every_path_is_a_choice_with_examples(source):
    choices = {choice.path: choice for choice in field_choices(sample_of(source(chats(9))))}
    assert list(choices) == ["nr", "verlauf[].wer", "verlauf[].was", "verlauf[].urteil"]
    assert choices["verlauf[].wer"].examples == ("user", "bot")
    assert (choices["nr"].type, choices["nr"].share) == ("int", 1.0)


def test_an_input_without_records_has_no_reading(source):
    assert readings(sample_of(source([]))) == []
