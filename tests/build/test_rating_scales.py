"""The scale of ratings is read from all values with one name, and what cannot be read is counted."""

import json

import pytest

from analytics.build import pipeline


def built(tmp_path, values, name="rating"):
    rows = [
        {"prompt": f"How do I cook dish {n}?", "response": f"Heat the oil and stir for {n} minutes.", name: value}
        for n, value in enumerate(values)
    ]
    path = tmp_path / "logs.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return pipeline.build(str(tmp_path / "w"), [str(path)], until="conversations")


def values_of(workspace):
    rows = workspace.connect().execute("SELECT raw, value FROM feedback ORDER BY doc_id").fetchall()
    return [value for _, value in rows]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("feedback", [1, 2, 3, 4, 5], [0, 0.25, 0.5, 0.75, 1]),
        ("rating", [3, 4, 3, 4], [0.5, 0.75, 0.5, 0.75]),
        ("rating", [1, 1, 1], [0, 0, 0]),
        ("rating", [True, False, None, True], [1, 0, 1]),
        ("thumbs", [1, -1, 1], [1, 0, 1]),
        ("thumbs", [1, 0, 1], [1, 0, 1]),
        ("thumbs", ["up", "down", ""], [1, 0]),
        ("score", [-1, 0, 1], [0, 0.5, 1]),
        ("rating", ["good", "bad", "excellent", "poor"], [0.75, 0, 1, 0.25]),
        ("rating", ["4/5", "80%", "★★★★☆", "👍", "👎", "5 stars", 1, 5], [0.75, 0.8, 0.75, 1, 0, 1, 0, 1]),
    ],
)
def test_ratings_are_read_by_their_scale(tmp_path, name, values, expected):
    assert values_of(built(tmp_path, values, name)) == pytest.approx(expected)


def test_values_that_cannot_be_read_are_counted_with_examples(tmp_path):
    workspace = built(tmp_path, ["yes", "no", "yes", "no", "perhaps later", None, "n/a"])
    notes = workspace.read_manifest().stages["conversations"].notes
    assert notes["feedback whose value cannot be read"] == 1
    assert notes["ratings"]["rating"] == "yes or no; 1 cannot be read, such as 'perhaps later'"
