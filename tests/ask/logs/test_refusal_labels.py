"""A column of people's labels says how many answers refuse, whatever the phrases miss."""

import numpy as np
import pytest

from analytics.ask.logs.dimension import Dimension
from analytics.ask.logs.ratings import Ratings
from analytics.ask.logs.refusal_labels import labelled_answers, share_of_refusals, shares_by_group

N = 120


def answers(**columns):
    """Answers of which the phrases flag every sixth; every third is a refusal."""
    dimensions = {}
    for name, values in columns.items():
        labels = tuple(dict.fromkeys(one for one in values if one is not None))
        codes = np.array([-1 if one is None else labels.index(one) for one in values], np.int32)
        dimensions[name] = Dimension(name, codes, labels, ())
    flagged = (np.arange(N) % 6 == 0) * 1.0
    times = np.full(N, np.datetime64("NaT"), "datetime64[us]")
    return Ratings("refused", "answers", np.arange(N), np.arange(N), flagged, times, dimensions, False, True)


def column(refuses, other, known=N):
    return [(refuses if one % 3 == 0 else other) if one < known else None for one in range(N)]


@pytest.mark.parametrize(
    ("name", "refuses", "other"),
    [
        ("final_label", "2_full_refusal", "1_full_compliance"),
        ("isRefusal", "true", "false"),
        ("refused_by_human", "Yes", "No"),
        ("verdict", "declined", "answered"),
        ("gold", "REFUSAL", "NON-REFUSAL"),
        ("outcome", "refused", "not refused"),
        ("judgement", "rejects", "complies"),
    ],
)
def test_a_column_that_says_who_refuses_is_recognised(name, refuses, other):
    labelled = labelled_answers(answers(**{name: column(refuses, other)}))
    assert labelled.column == name
    assert labelled.values.mean() == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("topic", "refugees", "sports"),
        ("helpful", "yes", "no"),
        ("status", "open", "rejected"),
        ("refused", "true", "false"),
    ],
)
def test_other_columns_are_not(name, one, other):
    assert labelled_answers(answers(**{name: column(one, other)})) is None


def test_few_labels_are_not_used():
    assert labelled_answers(answers(gold=column("refusal", "no refusal", 20))) is None


def test_the_share_of_all_answers_is_that_of_the_labels():
    made = answers(gold=column("refusal", "no refusal", 60), model=["a" if one < 90 else "b" for one in range(N)])
    labelled = labelled_answers(made)
    share = share_of_refusals(made, labelled)
    assert share.low < 1 / 3 < share.high
    assert share.value == pytest.approx(1 / 3, abs=0.02)
    assert "By gold, which labels 60 of 120 of these answers" in labelled.summary_text(share)
    table = shares_by_group(made, labelled, made.dimension("model"))
    assert table.label.tolist() == ["a"]
    assert table.n.tolist() == [60]


def test_of_several_columns_the_final_one_counts():
    first = column("refusal", "compliance")
    made = answers(annotation_1=first[::-1], annotation_2=first, final_label=first)
    assert labelled_answers(made).column == "final_label"
