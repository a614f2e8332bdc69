"""Two groups compared: the components add up to the change, and Simpson's paradox is reported."""

import datetime
from dataclasses import replace

import numpy as np
import pytest

from analytics.ask.logs.change import change
from analytics.ask.logs.compared_groups import (
    before_and_after,
    comparable_levels,
    rated_days,
    stratifiers,
    two_levels,
)
from analytics.ask.logs.ratings import load_ratings
from analytics.errors import DataloupeError
from tests.logs import write_logs


@pytest.fixture(scope="module")
def reversed_models(tmp_path_factory):
    """Model `good` is better within easy and hard questions alike (by 20 points), and is asked the hard ones."""
    counts = [
        ("good", "hard", 400, 0.5),
        ("good", "easy", 100, 1.0),
        ("poor", "hard", 100, 0.3),
        ("poor", "easy", 400, 0.8),
    ]
    rows = [(model, topic, place < share * n) for model, topic, n, share in counts for place in range(n)]
    turns = [
        {"conversation_id": f"c{place}", "user_id": f"u{place}", "model": model}
        for place, (model, _, _) in enumerate(rows)
    ]
    feedback = [{"doc_id": place, "name": "thumbs", "value": float(up)} for place, (_, _, up) in enumerate(rows)]
    workspace = write_logs(
        tmp_path_factory.mktemp("logs") / "w", turns, feedback, metadata={"topic": [topic for _, topic, _ in rows]}
    )
    return load_ratings(workspace.connect(), "thumbs")


def test_simpsons_paradox_is_reported_with_its_stratifier(reversed_models):
    answer = change(reversed_models, two_levels(reversed_models, "model", 1, 0), "topic")
    assert list(answer.reversals) == ["topic"]
    assert answer.decomposition.total.value == pytest.approx(0.6 - 0.7)
    assert answer.standardised.adjusted.value == pytest.approx(0.2)
    (warning,) = answer.warnings()
    assert warning.startswith(
        "Simpson's paradox: the ratings of model good are worse than those of model poor by -10.0 points"
    )
    assert "same topic they are better by +20.0 points" in warning


def test_the_components_and_their_strata_add_up_to_the_change(reversed_models):
    answer = change(reversed_models, two_levels(reversed_models, "model", 0, 1), "topic")
    components = answer.decomposition
    added_up = components.mix.value + components.who_rates.value + components.within.value
    assert added_up == pytest.approx(components.total.value)
    strata = answer.strata()
    assert strata.within.sum() == pytest.approx(components.within.value) and set(strata.label) == {"easy", "hard"}


def test_two_periods_are_all_before_a_day_and_all_from_then_on(thumbs):
    pair = before_and_after(thumbs, datetime.date(2025, 3, 23))
    assert (pair.codes == 0).sum() == (thumbs.times < np.datetime64("2025-03-23")).sum() and (pair.codes >= 0).all()
    assert rated_days(thumbs) == (datetime.date(2025, 3, 3), datetime.date(2025, 4, 11))
    answer = change(thumbs, pair, "topic")
    assert not answer.decomposition.total.excludes_zero and "This is not significant." in answer.summary_text()
    assert "each side needs about" in answer.sample_size_text()


def test_the_rates_are_those_of_the_groups(thumbs):
    answer = change(thumbs, two_levels(thumbs, "model", 0, 1), None)
    for side, one in enumerate(answer.rates):
        rows = thumbs.is_rated & (thumbs.dimension("model").codes == side)
        assert (one.value, one.n) == (pytest.approx(thumbs.values[rows].mean()), rows.sum())


def test_groups_are_not_stratified_by_their_own_dimension(thumbs):
    assert "model" not in stratifiers(thumbs, two_levels(thumbs, "model", 0, 1))
    assert "week" not in stratifiers(thumbs, before_and_after(thumbs, datetime.date(2025, 3, 23)))


def test_a_group_without_ratings_raises_one_clear_error(thumbs):
    with pytest.raises(DataloupeError, match="no rating for before 01 Jan 2020"):
        change(thumbs, before_and_after(thumbs, datetime.date(2020, 1, 1)), None)


def test_ratings_without_times_have_no_days(reversed_models):
    assert rated_days(reversed_models) is None


def test_only_dimensions_with_ratings_in_two_levels_can_be_compared(thumbs):
    model = thumbs.dimension("model")
    one_sided = replace(thumbs, values=np.where(model.codes == 0, thumbs.values, np.nan))
    assert "model" in comparable_levels(thumbs) and "week" not in comparable_levels(thumbs)
    assert "model" not in comparable_levels(one_sided) and comparable_levels(one_sided)["topic"] == [0, 1, 2]


@pytest.mark.parametrize("known", [0.0, 0.4, 0.6, 0.8, 0.94])
def test_without_user_ids_no_change_is_called_significant(reversed_models, known):
    n = len(reversed_models.values)
    unknown = replace(reversed_models, has_users=known > 0.5, is_user_known=np.arange(n) < known * n)
    answer = change(unknown, two_levels(unknown, "model", 0, 1), "topic")
    assert not (answer.is_significant or answer.has_remainder or answer.is_traffic or answer.is_quality)
    assert "do not identify users" in answer.summary_text() and answer.warnings() == []
    assert "significant" not in answer.summary_text() + answer.selection_text()
