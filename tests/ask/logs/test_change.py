"""Two sides held against one another: the split has no remainder, Simpson's paradox is named, and what cannot be
compared is said.
"""

import datetime
from dataclasses import replace

import numpy as np
import pytest

from analytics.ask.logs.change import change, comparable, days, levels, split, stratifiers
from analytics.ask.logs.ratings import ratings
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
    return ratings(workspace.connect(), "thumbs")


def test_simpsons_paradox_is_called_with_its_stratifier(reversed_models):
    found = change(reversed_models, levels(reversed_models, "model", 1, 0), "topic")
    assert list(found.reversals) == ["topic"]
    assert found.parts.total.value == pytest.approx(0.6 - 0.7) and found.standardised.adjusted.value == pytest.approx(
        0.2
    )
    (warning,) = found.warnings()
    assert (
        warning.startswith("Simpson's paradox: model good looks worse than model poor, by -10.0 points")
        and "same topic it is better, by +20.0 points" in warning
    )


def test_the_split_has_no_remainder_and_its_strata_add_up(reversed_models):
    found = change(reversed_models, levels(reversed_models, "model", 0, 1), "topic")
    parts = found.parts
    assert parts.mix.value + parts.who_rates.value + parts.within.value == pytest.approx(parts.total.value)
    strata = found.strata()
    assert strata.within.sum() == pytest.approx(parts.within.value) and set(strata.label) == {"easy", "hard"}


def test_two_periods_are_all_before_a_day_and_all_from_then_on(thumbs):
    sides = split(thumbs, datetime.date(2025, 3, 23))
    assert (sides.side == 0).sum() == (thumbs.times < np.datetime64("2025-03-23")).sum() and (sides.side >= 0).all()
    assert days(thumbs) == (datetime.date(2025, 3, 3), datetime.date(2025, 4, 11))
    found = change(thumbs, sides, "topic")
    assert not found.parts.total.excludes_zero and "That may be chance." in found.summary_text()
    assert "each side needs about" in found.needed()


def test_the_rates_are_those_of_the_sides(thumbs):
    found = change(thumbs, levels(thumbs, "model", 0, 1), None)
    for side, one in enumerate(found.rates):
        rows = thumbs.rated & (thumbs.dimension("model").codes == side)
        assert (one.value, one.n) == (pytest.approx(thumbs.values[rows].mean()), rows.sum())


def test_a_side_is_never_stratified_by_what_divides_it(thumbs):
    assert "model" not in stratifiers(thumbs, levels(thumbs, "model", 0, 1))
    assert "week" not in stratifiers(thumbs, split(thumbs, datetime.date(2025, 3, 23)))


def test_a_side_without_ratings_is_one_clear_line(thumbs):
    with pytest.raises(DataloupeError, match="no rating for before 01 Jan 2020"):
        change(thumbs, split(thumbs, datetime.date(2020, 1, 1)), None)


def test_ratings_without_times_have_no_days(reversed_models):
    assert days(reversed_models) is None


def test_only_what_was_rated_on_two_sides_is_offered(thumbs):
    model = thumbs.dimension("model")
    one_sided = replace(thumbs, values=np.where(model.codes == 0, thumbs.values, np.nan))
    assert "model" in comparable(thumbs) and "week" not in comparable(thumbs)
    assert "model" not in comparable(one_sided) and comparable(one_sided)["topic"] == [0, 1, 2]
