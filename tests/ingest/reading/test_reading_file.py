"""A reading can be saved, corrected by a person, and given to a build."""

import json

import pytest

from analytics.cli import main
from analytics.errors import DataloupeError
from analytics.ingest import describe_input, find_inputs
from analytics.ingest.reading.infer import infer
from analytics.ingest.reading.reading_file import from_yaml, to_yaml

QUESTION, ANSWER = "How do I reset the password of my account?", "Open the settings and click on reset, please."
RECORDS = [
    {
        "case": f"c{n}",
        "talk": [
            {"who": "user", "words": f"{QUESTION} {n}"},
            {"who": "bot", "words": f"{ANSWER} {n}", "check": {"mark": 1 + n % 5}},
        ],
    }
    for n in range(8)
]


@pytest.fixture
def path(tmp_path):
    (tmp_path / "talks.jsonl").write_text("".join(json.dumps(one) + "\n" for one in RECORDS))
    return tmp_path / "talks.jsonl"


def rows(path, options, table="documents"):
    (source,) = find_inputs([str(path)], options)
    return [row for chunk in describe_input(source, options).read(0) for row in chunk.tables[table].to_pylist()]


def test_a_saved_reading_is_the_same_reading():
    reading = infer(RECORDS)
    assert from_yaml(to_yaml(reading)) == reading


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kind: poems", "has no known kind: 'poems'"),
        ("kind: documents\ntext: 5", "Expected `array`"),
        ("kind: documents\ntext: ['a]']", "is not a path"),
        ("kind: [", "cannot be read"),
        ("!!python/object/apply:os.system ['true']", "cannot be read"),
    ],
)
def test_a_wrong_reading_is_one_line(text, message):
    with pytest.raises(DataloupeError, match=message.replace("[", r"\[")):
        from_yaml(text)


def test_a_corrected_reading_decides_how_an_input_is_read(path):
    reading = "kind: documents\nrecords: talk[]\ntext: [words]\nfields: {label: who}\n"
    documents = rows(path, {"reading": reading})
    assert len(documents) == 16
    assert {one["label"] for one in documents} == {"user", "bot"}


def test_map_takes_paths_on_any_shape(path):
    feedback = rows(path, {"map": {"thumbs": "talk[].check.mark"}}, "log_feedback")
    assert [one["value"] for one in feedback[:5]] == [0, 0.25, 0.5, 0.75, 1]
    assert {one["name"] for one in feedback} == {"thumbs"}
    with pytest.raises(DataloupeError, match=r"has nothing at 'talk\[\].nope'"):
        rows(path, {"map": {"thumbs": "talk[].nope"}})


def test_inspect_prints_the_reading_with_examples_and_saves_it(path, tmp_path, capsys):
    assert main(["inspect", str(path), "--save", str(tmp_path / "reading.yaml")]) == 0
    printed = capsys.readouterr().out
    assert "turns at talk[]" in printed and "sure: " in printed and "'who' says who speaks" in printed
    assert printed.count(QUESTION) == 2 and printed.count(ANSWER) == 1
    assert main(["inspect", str(path), "--reading", str(tmp_path / "reading.yaml")]) == 0
