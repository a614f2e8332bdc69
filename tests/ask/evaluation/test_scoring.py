"""Results of models are joined with the items, whatever their fields are called, and scored by slice."""

import json

import numpy as np
import pyarrow as pa
import pytest

from analytics.ask.evaluation import read_results, score_set
from analytics.errors import DataloupeError
from analytics.workspace.evaluation_sets import save, text_id

N = 400


@pytest.fixture(scope="module")
def items(tmp_path_factory):
    random = np.random.default_rng(0)
    rows = {
        "text": [f"Question {number} about {'law' if number % 4 == 0 else 'cooking'}" for number in range(N)],
        "doc_id": list(range(1000, 1000 + N)),
        "label": ["yes" if one else "no" for one in random.random(N) < 0.5],
        "topic": ["law" if number % 4 == 0 else "cooking" for number in range(N)],
    }
    return save(tmp_path_factory.mktemp("set"), "exam", pa.table(rows), "test").rows()


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def naming(field, items, place):
    text = items["text"][place].as_py()
    return {
        "id": text_id(text), "Item-ID": text_id(text), "doc_id": 1000 + place, "documentId": str(1000 + place),
        "text_hash": text_id(text), "text": text, "Question": text, "id of document": 1000 + place,
    }[field]  # fmt: skip


@pytest.mark.parametrize("field", ["id", "Item-ID", "doc_id", "documentId", "text_hash", "text", "Question"])
def test_items_are_named_in_many_ways(field, items, tmp_path):
    rows = [{field: naming(field, items, place), "correct": place % 2} for place in range(N)]
    (one,) = read_results(write(tmp_path / "gpt.jsonl", rows), items)
    assert one.model == "gpt" and one.score.tolist() == [float(place % 2) for place in range(N)]


@pytest.mark.parametrize(
    ("field", "right", "wrong"),
    [
        ("correct", True, False),
        ("is_correct", 1, 0),
        ("Score", 1.0, 0.0),
        ("passed", "yes", "no"),
        ("acc", "1", "0"),
        ("exact-match", "true", "false"),
    ],
)
def test_scores_are_called_many_things(field, right, wrong, items, tmp_path):
    rows = [{"doc_id": 1000 + place, field: right if place < 100 else wrong} for place in range(N)]
    (one,) = read_results(write(tmp_path / "a.jsonl", rows), items)
    assert np.nansum(one.score) == 100


@pytest.mark.parametrize("field", ["prediction", "label", "pred", "Output"])
def test_predictions_are_compared_with_labels(field, items, tmp_path):
    labels = items["label"].to_pylist()
    rows = [{"doc_id": 1000 + place, field: f" {label.upper()} "} for place, label in enumerate(labels[:50])]
    rows += [{"doc_id": 1000 + place, field: "neither"} for place in range(50, 60)]
    (one,) = read_results(write(tmp_path / "a.jsonl", rows), items)
    assert np.nansum(one.score) == 50 and (~np.isnan(one.score)).sum() == 60


def test_a_file_can_have_several_models_and_several_results_for_an_item(items, tmp_path):
    rows = [{"model": name, "doc_id": 1000, "score": score} for name, score in (("a", 1), ("a", 0), ("b", 1))]
    rows.append({"model": "b", "doc_id": 5, "score": 1})
    one, other = read_results(write(tmp_path / "both.jsonl", rows), items)
    assert (one.model, one.score[0], other.score[0], other.unmatched) == ("a", 0.5, 1.0, 1)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "has no results"),
        ([{"score": 1}], "no field that names items"),
        ([{"doc_id": 1000}], "no field with a score"),
        ([{"doc_id": 1000, "score": 7}], "must be from 0 to 1"),
        ([{"doc_id": 1, "score": 1}], "no field that names items"),
        ([[1, 2]], "not a JSON object"),
    ],
)
def test_files_that_cannot_be_used_say_why(rows, reason, items, tmp_path):
    with pytest.raises(DataloupeError, match=reason):
        read_results(write(tmp_path / "a.jsonl", rows), items)


def results(items, tmp_path, **accuracies):
    random = np.random.default_rng(7)
    for name, (law, cooking) in accuracies.items():
        rows = [
            {"doc_id": 1000 + place, "correct": bool(random.random() < (law if place % 4 == 0 else cooking))}
            for place in range(N)
        ]
        yield read_results(write(tmp_path / f"{name}.jsonl", rows), items)[0]


def test_a_planted_weakness_is_found_on_one_half_and_holds_on_the_other(items, tmp_path):
    score = score_set(items, list(results(items, tmp_path, weak=(0.4, 0.9))))
    (model,) = score.models
    worst = model.worst.slices[0]
    assert dict(worst.conditions) == {"topic": "law"} and worst.q_value < 0.05
    assert "worst where topic is law" in model.worst_text()
    law = model.slices.set_index(["property", "slice"]).loc[("topic", "law")]
    assert law.low < 0.4 < law.high and law.n == 100


def test_a_model_without_weakness_has_no_worst_slice(items, tmp_path):
    n_found = 0
    for seed in range(20):
        random = np.random.default_rng(seed)
        rows = [{"doc_id": 1000 + place, "correct": bool(random.random() < 0.8)} for place in range(N)]
        (one,) = read_results(write(tmp_path / "even.jsonl", rows), items)
        n_found += bool(score_set(items, [one]).models[0].worst.slices)
    assert n_found <= 2


def test_two_models_are_compared_on_the_same_items(items, tmp_path):
    score = score_set(items, list(results(items, tmp_path, good=(0.9, 0.9), bad=(0.7, 0.7))))
    (pair,) = score.comparisons
    assert pair.adjusted_p < 0.05 and pair.paired.difference.low > 0
    assert "a significant difference" in pair.summary_text()
    alike = score_set(items, list(results(items, tmp_path, c=(0.8, 0.8), d=(0.8, 0.8)))).comparisons[0]
    assert "no significant difference" in alike.summary_text() and "80 % power" in alike.summary_text()
