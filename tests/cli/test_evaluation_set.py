"""`dataloupe evaluation-set` and `score-set`, from a corpus to a comparison of two models."""

import json

import numpy as np
import pytest

from analytics.recipe.file import NAME, load
from analytics.statistics.evaluation_power import paired_sample_size
from analytics.workspace.annotations import append
from analytics.workspace.evaluation_sets import evaluation_set
from tests.duplicate_stages import prose
from tests.workspaces import write_workspace


@pytest.fixture
def corpus(tmp_path):
    texts = [prose(number, 40) for number in range(60)]
    sources = ["web" if number % 3 else "books" for number in range(60)]
    return write_workspace(tmp_path / "corpus", texts, scanned=False, source=sources)


def run(capsys, *arguments):
    from analytics.cli import main

    code = main([str(one) for one in arguments])
    return code, *capsys.readouterr()


def test_items_are_drawn_in_proportion_and_without_them_in_the_corpus(corpus, capsys):
    code, out, _ = run(
        capsys, "evaluation-set", "save", corpus.path, "exam", "--n", 12, "--stratify", "source", "--exclude"
    )
    assert code == 0 and "Saved exam, version 1 (12 items)" in out
    assert "12 documents are items of exam" in out
    rows = evaluation_set(corpus.path, "exam").rows()
    assert sorted(rows["stratum"].to_pylist()) == ["books"] * 4 + ["web"] * 8
    (step,) = load(str(corpus.path / NAME)).steps
    assert step.action.describe() == "exclude where contains an item of the evaluation set “exam”"
    code, _, _ = run(capsys, "export", corpus.path, "--out", corpus.path.parent / "kept.jsonl")
    kept = [json.loads(line)["text"] for line in (corpus.path.parent / "kept.jsonl").read_text().splitlines()]
    assert code == 0 and len(kept) == 48 and not set(kept) & set(rows["text"].to_pylist())


def test_the_size_follows_from_the_difference_to_find(corpus, capsys):
    arguments = ("evaluation-set", "save", corpus.path, "exam", "--detect", 30, "--discordant", 0.5)
    code, out, _ = run(capsys, *arguments)
    assert code == 0 and evaluation_set(corpus.path, "exam").items == paired_sample_size(0.3, 0.5)
    assert "points between two models with 80 % power, when exactly one of them is right on 50%" in out


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_files_make_the_round_trip_byte_for_byte(corpus, capsys, tmp_path, ending):
    run(capsys, "evaluation-set", "save", corpus.path, "exam", "--n", 10)
    first, second = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    run(capsys, "evaluation-set", "export", corpus.path, "exam", "--out", first)
    run(capsys, "evaluation-set", "add", corpus.path, "copy", first)
    run(capsys, "evaluation-set", "export", corpus.path, "copy", "--out", second)
    assert first.read_bytes() == second.read_bytes()
    assert (
        evaluation_set(corpus.path, "copy").path.read_bytes() == evaluation_set(corpus.path, "exam").path.read_bytes()
    )


def test_only_labelled_documents_are_drawn_with_their_labels(corpus, capsys):
    for doc_id in range(9):
        append(corpus.path, "tone", doc_id, "kind" if doc_id % 2 else "rude", annotator="a")
    code, _, _ = run(capsys, "evaluation-set", "save", corpus.path, "tone set", "--labels", "tone")
    rows = evaluation_set(corpus.path, "tone set").rows()
    assert code == 0 and sorted(rows["doc_id"].to_pylist()) == list(range(9))
    assert {label for _, label in zip(rows["doc_id"], rows["label"].to_pylist(), strict=True)} == {"kind", "rude"}
    code, _, error = run(capsys, "evaluation-set", "save", corpus.path, "x", "--labels", "mood")
    assert code == 2 and "There are no labels 'mood'. There are: tone." in error


def test_models_are_scored_and_the_result_is_json(corpus, capsys, tmp_path):
    run(capsys, "evaluation-set", "save", corpus.path, "exam", "--n", 50)
    rows, random = evaluation_set(corpus.path, "exam").rows().to_pylist(), np.random.default_rng(0)
    for name, accuracy in (("one", 0.9), ("two", 0.5)):
        lines = [json.dumps({"id": row["id"], "correct": bool(random.random() < accuracy)}) for row in rows]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines))
    files = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    code, out, _ = run(capsys, "score-set", corpus.path, "exam", *files)
    assert code == 0 and "one minus two" in out and "source" in out
    code, out, _ = run(capsys, "score-set", corpus.path, "exam", *files, "--format", "json")
    result = json.loads(out)
    assert [model["model"] for model in result["models"]] == ["one", "two"]
    assert result["comparisons"][0]["p_value"] < 0.05 and result["content_hash"]


def test_an_export_warns_of_kept_items_until_a_step_removes_them(corpus, capsys):
    run(capsys, "evaluation-set", "save", corpus.path, "exam", "--n", 5)
    (corpus.path / NAME).write_text("version: 1\nsteps: []\n")
    out = corpus.path.parent / "kept.jsonl"
    _, text, _ = run(capsys, "export", corpus.path, "--out", out)
    assert "5 kept documents contain items of the evaluation set exam" in text
    run(capsys, "evaluation-set", "exclude", corpus.path, "exam")
    _, text, _ = run(capsys, "export", corpus.path, "--out", out)
    assert "kept documents contain items" not in text and "55 documents kept" in text


def test_sets_are_listed_and_removed(corpus, capsys):
    code, out, _ = run(capsys, "evaluation-set", "list", corpus.path)
    assert code == 0 and "There is no evaluation set yet" in out
    run(capsys, "evaluation-set", "save", corpus.path, "exam", "--n", 50)
    _, out, _ = run(capsys, "evaluation-set", "list", corpus.path)
    assert "exam" in out and "0 documents, 50 items" in out
    code, _, error = run(capsys, "score-set", corpus.path, "other", "x.jsonl")
    assert code == 2 and "There is no evaluation set 'other'. There are: exam." in error
    run(capsys, "evaluation-set", "remove", corpus.path, "exam")
    _, out, _ = run(capsys, "evaluation-set", "list", corpus.path)
    assert "There is no evaluation set yet" in out
