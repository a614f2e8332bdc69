"""The same decisions on other data: through the commands, as people do it."""

import json
import shutil

import pytest

from analytics.ask.filters import Range, Rows
from analytics.cli import main
from analytics.ingest.correcting.correction import Correction
from analytics.ingest.correcting.memory import structure_of
from analytics.ingest.reading.profile import profile
from analytics.recipe.differences import differences
from analytics.recipe.file import load, save
from analytics.recipe.model import Recipe, Step
from analytics.recipe.steps import Deduplicate, Exclude, Mask, Tag
from tests.duplicate_stages import prose

RECIPE = Recipe(
    (
        Step(Exclude((Range("metadata", "votes", None, 1),)), "badly rated"),
        Step(Deduplicate(), "copies"),
        Step(Tag("long", (Range("signals", "n_words", 100),))),
        Step(Mask(("email",))),
    )
)


def write(path, rows):
    path.write_text(
        "".join(json.dumps({"body": text, "site": site, "votes": votes}) + "\n" for text, site, votes in rows)
    )
    return path


def refused(capsys, *arguments):
    """The one line with which a command refuses, after the messages about its work."""
    assert main([str(argument) for argument in arguments]) == 2
    errors = capsys.readouterr().err
    assert "Traceback" not in errors
    return errors.splitlines()[-1]


@pytest.fixture(scope="module")
def january(tmp_path_factory):
    """Six reviews of two sites, a copy among them and one with an address, built by the command."""
    folder = tmp_path_factory.mktemp("replay")
    rows = [(prose(number), "xy"[number % 2], number) for number in range(4)]
    write(
        folder / "january.jsonl", [*rows, (prose(2), "x", 5), ("Write to me at someone@example.org about it", "y", 4)]
    )
    assert (
        main(
            [
                "build",
                str(folder / "january.jsonl"),
                "--workspace",
                str(folder / "ws"),
                "--text",
                "body",
                "--source",
                "site",
                "--encoder",
                "none",
            ]
        )
        == 0
    )
    return folder


@pytest.fixture
def recipe(january, tmp_path):
    """The recipe with the counts of January."""
    recipe = Recipe(RECIPE.steps, read_with={"text": "body", "source": "site"})
    save(recipe, tmp_path / "recipe.yaml")
    assert (
        main(
            [
                "export",
                str(january / "ws"),
                "--recipe",
                str(tmp_path / "recipe.yaml"),
                "--out",
                str(tmp_path / "kept.jsonl"),
                "--remember",
            ]
        )
        == 0
    )
    return tmp_path / "recipe.yaml"


def test_export_writes_the_kept_documents_and_prints_the_counts_of_each_step(january, recipe, tmp_path, capsys):
    assert (
        main(
            [
                "export",
                str(january / "ws"),
                "--recipe",
                str(recipe),
                "--out",
                str(tmp_path / "k.csv"),
                "--rejected",
                str(tmp_path / "r.jsonl"),
            ]
        )
        == 0
    )
    printed = capsys.readouterr().out
    assert "3 documents kept in" in printed
    assert "3 documents removed, with reasons in" in printed
    assert "(1 with masked text)" in printed
    assert [json.loads(line)["first_reason"] for line in (tmp_path / "r.jsonl").read_text().splitlines()] == [
        "1. badly rated",
        "1. badly rated",
        "2. copies",
    ]


def test_the_recipe_of_the_workspace_is_taken_unless_another_is_named(january, recipe, tmp_path):
    shutil.copytree(january / "ws", tmp_path / "ws")
    shutil.copy(recipe, tmp_path / "ws" / "recipe.yaml")
    assert main(["export", str(tmp_path / "ws"), "--out", str(tmp_path / "own.jsonl")]) == 0
    assert (tmp_path / "own.jsonl").read_bytes() == (tmp_path / "kept.jsonl").read_bytes()


def test_the_same_files_give_the_same_documents_and_nothing_differs(january, recipe, tmp_path, capsys):
    assert (
        main(["apply", str(january / "january.jsonl"), "--recipe", str(recipe), "--out", str(tmp_path / "again.jsonl")])
        == 0
    )
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "kept.jsonl").read_bytes()
    assert "Nothing differs from the last run" in capsys.readouterr().out


def test_new_files_differ_by_step_and_source(recipe, tmp_path, capsys):
    february = write(tmp_path / "february.jsonl", [(prose(20), "x", 0), (prose(21), "x", 1), (prose(22), "z", 5)])
    assert (
        main(
            ["apply", str(february), "--recipe", str(recipe), "--out", str(tmp_path / "february.parquet"), "--remember"]
        )
        == 0
    )
    printed = capsys.readouterr().out
    lines = [line.partition("; tokens")[0] for line in printed[printed.index("Differences") :].splitlines()]
    assert lines == [
        "Differences from the last run (documents, then now):",
        "  documents: 6 -> 3",
        "    x: 3 -> 2",
        "    y: 3 -> 0",
        "    z: 0 -> 1",
        "  kept: 3 (50.0%) -> 1 (33.3%)",
        "    y: 2 (66.7%) -> 0",
        "    x: 1 (33.3%) -> 0 (0.0%)",
        "    z: 0 -> 1 (100.0%)",
        "  step 1 (exclude): 2 (33.3%) -> 2 (66.7%)",
        "    x: 1 (33.3%) -> 2 (100.0%)",
        "    y: 1 (33.3%) -> 0",
        "  step 2 (deduplicate): 1 (16.7%) -> 0 (0.0%)",
        "    x: 1 (33.3%) -> 0 (0.0%)",
        "  step 3 (tag): 2 (33.3%) -> 1 (33.3%)",
        "    x: 1 (33.3%) -> 0 (0.0%)",
        "    y: 1 (33.3%) -> 0",
        "    z: 0 -> 1 (100.0%)",
    ]
    assert load(recipe).documents.documents == 3, "the next time is compared with this one"


def test_a_recipe_whose_column_is_gone_stops_with_one_line(recipe, tmp_path, capsys):
    (tmp_path / "march.jsonl").write_text('{"body": "Some words of a review.", "site": "x"}\n')
    line = refused(capsys, "apply", tmp_path / "march.jsonl", "--recipe", recipe, "--out", tmp_path / "march.csv")
    assert "step 1 (exclude): There is no column 'votes' in the table 'metadata'" in line
    assert not (tmp_path / "march.csv").exists()


def test_documents_selected_by_hand_are_not_searched_in_other_data(january, tmp_path, capsys):
    save(Recipe((Step(Exclude((Rows((1,)),)), bound_to="0" * 16),)), tmp_path / "recipe.yaml")
    for command in (["apply", january / "january.jsonl", "--text", "body"], ["export", january / "ws"]):
        line = refused(capsys, *command, "--recipe", tmp_path / "recipe.yaml", "--out", tmp_path / "kept.csv")
        assert "step 1 (exclude): The filter refers to documents selected by hand" in line


def test_scores_of_a_classifier_need_one(january, tmp_path, capsys):
    (tmp_path / "recipe.yaml").write_text(
        "steps: [{do: keep only, where: [{is: kept, rule: threshold, value: 0.5}]}]\n"
    )
    line = refused(
        capsys,
        "apply",
        january / "january.jsonl",
        "--text",
        "body",
        "--recipe",
        tmp_path / "recipe.yaml",
        "--out",
        tmp_path / "kept.csv",
    )
    assert "Name the workspace with the classifier: --classifier DIR" in line
    line = refused(
        capsys,
        "apply",
        january / "january.jsonl",
        "--text",
        "body",
        "--recipe",
        tmp_path / "recipe.yaml",
        "--classifier",
        january / "ws",
        "--out",
        tmp_path / "k.csv",
    )
    assert "has no classifier. Train one with" in line


def test_without_earlier_counts_there_is_nothing_to_compare():
    assert list(differences(RECIPE, RECIPE)) == ["The recipe has no counts of an earlier run to compare with."]


def test_new_files_are_read_as_corrected_when_the_recipe_was_made(tmp_path):
    rows = [{"a": f"A long letter to the city, number {n}.", "b": f"note {n}", "c": n} for n in range(6)]
    (tmp_path / "later.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    corrections = {structure_of(profile(rows)): Correction({"format": "corpus", "text": "b"}).to_dict()}
    recipe = Recipe((Step(Exclude((Range("metadata", "c", None, 3),)), "old"),), read_with={"corrections": corrections})
    save(recipe, tmp_path / "recipe.yaml")
    assert load(tmp_path / "recipe.yaml") == recipe
    arguments = ["--recipe", str(tmp_path / "recipe.yaml"), "--out", str(tmp_path / "kept.jsonl")]
    assert main(["apply", str(tmp_path / "later.jsonl"), *arguments]) == 0
    kept = [json.loads(line)["text"] for line in (tmp_path / "kept.jsonl").read_text().splitlines()]
    assert kept == ["note 4", "note 5"]
