"""`dataloupe diff` compares two snapshots or two workspaces."""

import json

import pytest

from analytics.cli import main

TEXT = "Document {0} of the shelf is about {1}, and its author number {2} likes {1} more than anything in the world."


def records(numbers, **more):
    topics = ("ships", "bread", "stars")
    return [{"text": TEXT.format(n, topics[n % 3], n * 13 % 97), "id": f"id{n}"} | more for n in numbers]


def build(tmp_path, name, rows):
    path = tmp_path / f"{name}.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    options = ["--encoder", "none", "--workspace", str(tmp_path / name)]
    assert main(["build", str(path), *options]) == 0
    return str(tmp_path / name)


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    folder = tmp_path_factory.mktemp("diff")
    build(folder, "w", records(range(200)))
    rows = records(range(200)) + records(range(200, 300), text="Something short.")
    rows[5]["text"] = "An edited text."
    return build(folder, "w", rows)


def diff(capsys, *arguments):
    assert main(["diff", *arguments]) == 0
    return capsys.readouterr().out


def test_two_snapshots_are_compared_in_words(grown, capsys):
    printed = diff(capsys, f"{grown}@1", f"{grown}@last")
    assert printed.startswith("100 documents were added and 1 edited.")
    assert "documents" in printed and "Words" in printed and "Characters" in printed


def test_the_same_comparison_as_json_has_changes_numbers_and_drift(grown, capsys):
    result = json.loads(diff(capsys, f"{grown}@previous", grown, "--json"))
    assert result["changes"]["added"] == 100 and result["changes"]["edited"] == 1
    words = next(row for row in result["drift"] if row["of"] == "n_words")
    assert words["is_reported"] and words["after"] < words["before"]
    count = next(row for row in result["numbers"] if row["number"] == "documents" and row["group"] is None)
    assert (count["before"], count["after"]) == (200, 300)


def test_identical_data_have_an_empty_difference(grown, tmp_path, capsys):
    assert diff(capsys, grown, grown) == "No document has changed.\n"
    rows = records(range(50), source="x")
    first, second = build(tmp_path, "a", rows), build(tmp_path, "b", rows)
    capsys.readouterr()
    result = json.loads(diff(capsys, first, second, "--json"))
    assert result["drift"] == [] and sum(result["changes"].values()) == 0


def test_two_workspaces_are_compared_document_by_document(tmp_path, capsys):
    first = build(tmp_path, "a", records(range(60), source="x"))
    second = build(tmp_path, "b", records(range(10, 80), source="x"))
    capsys.readouterr()
    assert diff(capsys, first, second).startswith("20 documents were added and 10 removed.")


def test_bad_names_give_one_line(grown, capsys):
    for arguments, reason in (
        ((f"{grown}@9", grown), "has no snapshot '9'"),
        ((f"{grown}@last", f"{grown}@1"), "is later than snapshot 1"),
        (("nowhere", grown), "is not a dataloupe workspace"),
    ):
        assert main(["diff", *arguments]) == 2
        error = capsys.readouterr().err
        assert reason in error and error.count("\n") == 1
