"""Agreement of the raters of the same answers."""

import numpy as np
import pytest

from analytics.ask.logs.rater_agreement import rater_agreement
from analytics.ask.logs.ratings import load_ratings
from tests.logs import write_logs


def agreement(folder, values, raters=True, **columns):
    """Of answers with one value per rater, float[answers, raters]; NaN: not rated."""
    turns = [{"conversation_id": f"c{number}", "role": "assistant"} for number in range(len(values))]
    rows = [
        {
            "doc_id": number,
            "value": float(value),
            "name": "quality",
            "rater": f"r{place}" if raters else None,
            "rater_kind": "annotator",
            **columns,
        }
        for number, row in enumerate(values)
        for place, value in enumerate(row)
        if np.isfinite(value)
    ]
    connection = write_logs(folder / "w", turns, rows).connect()
    return rater_agreement(connection, load_ratings(connection, "quality"))


def test_equal_ratings_agree_perfectly(tmp_path):
    one = agreement(tmp_path, np.repeat([[0.0], [1.0]] * 20, 3, axis=1))
    assert one.alpha.value == 1 and one.n_raters == 3 and one.level == "nominal" and one.alpha.n_units == 40


def test_random_ratings_agree_by_chance(tmp_path):
    one = agreement(tmp_path, np.random.default_rng(0).integers(0, 2, (200, 4)))
    assert abs(one.alpha.value) < 0.1 and one.alpha.low < 0 < one.alpha.high


def test_a_scale_of_several_values_is_ordinal(tmp_path):
    middle = np.random.default_rng(0).integers(1, 4, (60, 1)) / 4
    one = agreement(tmp_path, middle + np.random.default_rng(1).choice([-0.25, 0, 0.25], (60, 3)))
    assert one.level == "ordinal" and 0.2 < one.alpha.value < 0.9


def test_answers_with_one_rating_do_not_count(tmp_path):
    values = np.full((20, 2), np.nan)
    values[:, 0] = 1
    assert agreement(tmp_path, values) is None
    values[:5, 1] = [1, 1, 0, 0, 1]
    assert agreement(tmp_path / "other", values).alpha.n_units == 5


def test_unnamed_raters_are_different_raters(tmp_path):
    one = agreement(tmp_path, np.repeat([[0.0], [1.0]] * 20, 2, axis=1), raters=False)
    assert one.alpha.value == 1 and one.n_raters == 0 and "by" not in one.summary_text()


def test_the_text_states_the_interval_and_the_numbers(tmp_path):
    text = agreement(tmp_path, np.random.default_rng(0).integers(0, 2, (50, 4))).summary_text()
    assert "50 answers with several ratings by 4 raters" in text and "95 % confidence interval" in text


@pytest.mark.parametrize("unit", ["conversations"])
def test_conversations_can_have_several_raters(tmp_path, unit):
    turns = [{"conversation_id": f"c{number}"} for number in range(10)]
    rows = [
        {"conversation_id": f"c{number}", "value": float(number % 2), "name": "quality", "rater": rater}
        for number in range(10)
        for rater in ("a", "b")
    ]
    connection = write_logs(tmp_path / "w", turns, rows).connect()
    one = rater_agreement(connection, load_ratings(connection, "quality"))
    assert one.unit == unit and one.alpha.value == 1
