"""Fifty checked labels say how many of all flagged ones are wrong."""

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from analytics.ask.columns import Column
from analytics.ask.label_reviews import Review, flagged_sample, review
from tests.workspaces import write_table, write_workspace

N, FLAGGED = 300, 200
LABEL = Column("documents", "label", "VARCHAR")


def checks(flagged):
    columns = {
        "labels_in": ["documents.label"] * N,
        "doc_id": range(N),
        "label": ["spam"] * N,
        "suggested": ["ham"] * N,
        "is_issue": [one in flagged for one in range(N)],
    }
    return pa.table(columns)


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    workspace = write_workspace(
        tmp_path_factory.mktemp("reviews") / "w", [f"text {one}" for one in range(N)], scanned=False
    )
    write_table(workspace, "label_checks", checks(set(range(FLAGGED))))
    return workspace.connect()


def judged(sample, values):
    return [
        {"doc_id": int(row.doc_id), "text_md5": row.text_md5, "label": row.label, "value": value}
        for row, value in zip(sample.itertuples(), values, strict=False)
    ]


def test_the_order_is_random_and_the_same_each_time(connection):
    first = review(*flagged_sample(connection, LABEL), []).sample.doc_id
    assert sorted(first) == list(range(FLAGGED))
    assert abs(np.corrcoef(first, range(FLAGGED))[0, 1]) < 0.2
    assert review(*flagged_sample(connection, LABEL), []).sample.doc_id.tolist() == first.tolist()


def test_the_estimate_and_its_interval_come_from_the_checked_ones(connection):
    before = review(*flagged_sample(connection, LABEL), [])
    assert (before.target, before.is_complete, before.estimate) == (50, False, None)
    after = review(
        *flagged_sample(connection, LABEL), judged(before.sample, ["wrong"] * 20 + ["right"] * 28 + ["unsure"] * 2)
    )
    assert after.is_complete and after.estimate == round(200 * 20 / 48)
    low, high = after.interval
    assert low < 200 * 20 / 50 < 200 * 22 / 50 < high
    text = after.summary_text()
    assert "About 83 of the 200 flagged labels are wrong" in text
    assert "by the 50 that you checked: 20 wrong, 28 right, 2 unsure" in text
    assert f"95% interval: {low} to {high}" in text


def test_only_what_was_checked_in_order_counts(connection):
    sample = review(*flagged_sample(connection, LABEL), []).sample
    out_of_order = judged(sample.iloc[[0, 1, 5, 9]], ["wrong", "right", "wrong", "wrong"])
    assert len(review(*flagged_sample(connection, LABEL), out_of_order).checked) == 2


def test_the_last_judgement_counts_and_one_can_be_taken_back(connection):
    sample = review(*flagged_sample(connection, LABEL), []).sample
    both = judged(sample, ["wrong", "wrong"]) + judged(sample, ["right"])
    assert review(*flagged_sample(connection, LABEL), both).checked.value.tolist() == ["right", "wrong"]
    assert len(review(*flagged_sample(connection, LABEL), both + judged(sample, [None])).checked) == 0


@pytest.mark.parametrize("change", [{"text_md5": "0"}, {"label": "other"}])
def test_a_judgement_of_another_text_or_label_does_not_count(connection, change):
    sample = review(*flagged_sample(connection, LABEL), []).sample
    assert (
        len(review(*flagged_sample(connection, LABEL), [one | change for one in judged(sample, ["wrong"] * 3)]).checked)
        == 0
    )


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.9])
def test_the_interval_covers_the_true_number_with_unsure_answers(share):
    """The unsure ones are wrong in half the cases, whatever the person knows."""
    covered, random = 0, np.random.default_rng(5)
    for _ in range(60):
        is_wrong = random.random(400) < share
        value = np.where(is_wrong, "wrong", "right").astype(object)
        value[random.random(400) < 0.1] = "unsure"
        value[50:] = None
        low, high = Review(400, pd.DataFrame({"doc_id": range(400), "value": value})).interval
        covered += low <= is_wrong.sum() <= high
    assert covered >= 0.93 * 60


@pytest.mark.parametrize(
    ("n", "counted", "target"), [(0, 0, 50), (49, 0, 50), (50, 50, 100), (77, 50, 100), (120, 120, 120)]
)
def test_the_estimate_is_made_at_fifty_a_hundred_or_at_all(n, counted, target):
    value = ["wrong"] * n + [None] * (120 - n)
    made = Review(120, pd.DataFrame({"doc_id": range(120), "value": value}))
    assert (len(made.counted), made.target) == (counted, target)
    assert made.is_complete == (n in (50, 120))


def test_a_large_estimate_is_rounded():
    value = ["wrong"] * 23 + ["right"] * 27 + [None] * 50
    text = Review(1072, pd.DataFrame({"doc_id": range(100), "value": value})).summary_text()
    assert re.match(r"About 490 of the 1,072 flagged labels are wrong \(95% interval: \d+ to \d+\)", text)
