"""Who can be a judge, whose labels count, and what the corrected rates say."""

import numpy as np
import pandas as pd
import pytest

from analytics.ask import judges
from analytics.ask.filters import Rows
from analytics.ask.selection import ALL, Selection
from analytics.errors import DataloupeError
from analytics.workspace.annotations import append
from tests.logs import write_logs

N = 240


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    """Answers of 60 users: a model calls 80 % of the good ones good and 10 % of the bad ones, annotators rate half."""
    random = np.random.default_rng(3)
    good = random.random(N) < 0.4
    verdict = np.where(good, random.random(N) < 0.8, random.random(N) < 0.1)
    turns, feedback = [], []
    for number in range(N):
        turns.append(
            {
                "doc_id": number,
                "conversation_id": f"c{number}",
                "turn_index": 0,
                "role": "assistant",
                "user_id": f"u{number % 60}",
                "model": "ab"[number % 2],
                "text": f"The answer number {number} of the model.",
            }
        )
        common = {"conversation_id": f"c{number}", "doc_id": number, "name": "good"}
        feedback.append({**common, "rater": "m", "rater_kind": "model", "value": float(verdict[number])})
        if number % 2 == 0:
            feedback.append({**common, "rater": "p", "rater_kind": "annotator", "value": 0.8 if good[number] else 0.2})
    metadata = {"shade": ["dark" if one else "light" for one in good]}
    return write_logs(tmp_path_factory.mktemp("judges") / "logs", turns, feedback, metadata=metadata), good, verdict


def compare(workspace, judge, rater, selection=ALL, labels=None):
    connection, labels = workspace.connect(), labels or {}
    sides = []
    for title, sources in ((judge, judges.judges(connection)), (rater, judges.raters(connection, labels))):
        source = judges.source_named(title, sources)
        sides.append((title, judges.marks(connection, source, labels)))
    return judges.judged(connection, selection, *sides)


def test_models_are_judges_and_people_are_raters(logs):
    connection = logs[0].connect()
    assert {"model: good", "column: shade"} <= {one.title for one in judges.judges(connection)}
    titles = {one.title for one in judges.raters(connection, {})}
    assert "annotator: good" in titles and "model: good" not in titles


def test_the_errors_are_those_of_the_labelled_answers(logs):
    workspace, good, verdict = logs
    one = compare(workspace, "model: good", "annotator: good")
    labelled = np.arange(N) % 2 == 0
    assert one.error.n_labelled == N // 2
    assert one.error.sensitivity.value == pytest.approx(verdict[labelled & good].mean())
    assert one.error.specificity.value == pytest.approx((~verdict[labelled & ~good]).mean())
    assert one.error.raw.value == pytest.approx(verdict.mean())
    assert one.error.prediction_powered.low <= good.mean() <= one.error.prediction_powered.high


def test_a_column_is_a_source_of_labels_and_its_values_can_be_chosen(logs):
    workspace, good, _ = logs
    connection = workspace.connect()
    shade = judges.source_named("column: shade", judges.raters(connection, {}))
    assert judges.marks(connection, shade, {}, ("dark",)).value.tolist() == good.astype(float).tolist()
    turned = judges.marks(connection, shade, {}, ("dark",), is_reversed=True)
    assert turned.value.tolist() == (~good).astype(float).tolist()


def test_the_rates_of_groups_need_labels(logs):
    one = compare(logs[0], "model: good", "annotator: good")
    rows = judges.by_group(one, "model").set_index("label")
    assert rows.n.to_dict() == {"a": 120, "b": 120} and rows.n_labelled.to_dict() == {"a": 120, "b": 0}
    assert np.isfinite(rows.prediction_powered["a"]) and np.isnan(rows.prediction_powered["b"])
    assert np.isfinite(rows.raw["b"])


def test_only_selected_items_count_and_they_need_both(logs):
    workspace, *_ = logs
    assert compare(workspace, "model: good", "annotator: good", Selection((Rows((0, 2, 3)),))).error.n == 3
    with pytest.raises(DataloupeError, match="No selected item has both"):
        compare(workspace, "model: good", "annotator: good", Selection((Rows((1, 3)),)))


def test_annotations_are_labels_and_a_value_that_was_taken_back_is_none(tmp_path):
    for annotator, doc_id, value in (("ann", 0, "yes"), ("bob", 0, "no"), ("ann", 1, "yes"), ("ann", 2, "no")):
        append(tmp_path, "polite", doc_id, value, annotator=annotator)
    append(tmp_path, "polite", 1, "no", annotator="ann")
    append(tmp_path, "polite", 2, None, annotator="ann")
    append(tmp_path, "label check: documents.label", 0, "wrong", label="x")
    labels = judges.annotated(tmp_path)
    assert list(labels) == ["polite"]
    (source,) = judges.raters(_empty(), labels)
    marks = judges.marks(_empty(), source, labels)
    assert marks.doc_id.tolist() == [0, 1] and np.isnan(marks.value[0]) and marks.value[1] == 0


def _empty():
    import duckdb

    return duckdb.connect()


@pytest.mark.parametrize(
    ("title", "values", "expected"),
    [
        ("column: final_label", ("1_compliance", "2_refusal", "3_partial_refusal"), ("2_refusal", "3_partial_refusal")),
        ("column: correct", ("false", "true"), ("true",)),
        ("annotations: tone", ("negative", "neutral", "positive"), ("positive",)),
        ("column: grade", ("A", "B"), ("B",)),
        ("column: refused", ("no", "yes"), ("yes",)),
        ("column: verdict", ("FAIL", "PASS"), ("PASS",)),
    ],
)
def test_values_that_say_so_mean_yes(title, values, expected):
    assert judges.default_yes(judges.Source(title, "column", "", False, values)) == expected


def test_labels_that_were_not_chosen_at_random_are_noticed(logs):
    workspace, _, verdict = logs
    connection = workspace.connect()
    source = judges.source_named("model: good", judges.judges(connection))
    rows = pd.DataFrame({"doc_id": np.flatnonzero(verdict), "value": 1.0})
    one = judges.judged(connection, ALL, ("model: good", judges.marks(connection, source, {})), ("picked", rows))
    assert "are not a random sample" in one.labels_text()
    assert "are not a random sample" not in compare(workspace, "model: good", "annotator: good").labels_text()
