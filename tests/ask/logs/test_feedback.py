"""Rates with their intervals, coverage, and bounds for unrated answers."""

import numpy as np
import pytest

from analytics.ask.logs.feedback import best_stratifier, rates_by_group, rates_over_time, satisfaction
from analytics.ask.logs.ratings import load_ratings
from analytics.statistics.intervals import rate
from tests.logs import write_logs


@pytest.fixture(scope="module")
def clients(tmp_path_factory):
    """Web users rate all answers, half of them positive; mobile users rate one in four, all positive. One desktop
    user.
    """
    turns = [{"conversation_id": f"c{place}", "user_id": f"u{place}"} for place in range(401)]
    client = ["web"] * 200 + ["mobile"] * 200 + ["desk"]
    rated = [place for place in range(401) if place < 200 or place % 4 == 0]
    feedback = [{"doc_id": place, "name": "thumbs", "value": float(place >= 200 or place % 2)} for place in rated]
    workspace = write_logs(tmp_path_factory.mktemp("logs") / "w", turns, feedback, metadata={"client": client})
    return load_ratings(workspace.connect(), "thumbs")


def test_the_rate_is_that_of_the_statistics(thumbs):
    answer = satisfaction(thumbs)
    expected = rate(thumbs.values[thumbs.is_rated], thumbs.users[thumbs.is_rated])
    assert answer.rate == expected
    assert f"{expected.n:,} rated answers of {expected.n_clusters} users" in answer.summary_text()


def test_the_dimension_with_the_largest_differences_of_coverage_corrects_the_rate(clients):
    assert best_stratifier(clients) == "client"
    bounds = satisfaction(clients, "client").bounds
    assert bounds.naive.value == pytest.approx(151 / 251)
    assert bounds.post_stratified.value == pytest.approx((200 * 0.5 + 201) / 401)
    low, high = bounds.worst_case
    assert (low, high) == pytest.approx((151 / 401, (151 + 150) / 401))


def test_the_summary_states_that_all_answers_are_rated(tmp_path):
    workspace = write_logs(tmp_path / "w", [{"conversation_id": "c"}], [{"doc_id": 0, "name": "stars", "value": 0.4}])
    stars = load_ratings(workspace.connect(), "stars")
    assert best_stratifier(stars) is None
    text = satisfaction(stars).summary_text()
    assert text.startswith("The mean rating of 1 rated answers is 0.40") and "All answers are rated" in text


def test_groups_of_few_users_are_hidden_and_counted(clients):
    rates = rates_by_group(clients, "client", 5)
    assert set(rates.table.label) == {"web", "mobile"} and (rates.hidden_groups, rates.hidden_ratings) == (1, 1)
    assert set(rates_by_group(clients, "client", 1).table.label) == {"web", "mobile", "desk"}


def test_groups_are_in_order_of_evidence_with_their_coverage(thumbs, answers):
    groups = rates_by_group(thumbs, "topic", 5).table
    assert groups.label[0] == "x" and groups.difference_high[0] < 0
    evidence = np.maximum(groups.difference_low, -groups.difference_high)
    assert (evidence.diff().dropna() <= 0).all()
    for row in groups.itertuples():
        ((n, total),) = answers.execute(
            "SELECT count(value), count(*) FROM metadata LEFT JOIN feedback USING (doc_id) WHERE topic = ?", [row.label]
        ).fetchall()
        assert (row.n, row.total) == (n, total) and row.coverage == pytest.approx(n / total)


def test_the_difference_is_that_of_the_means(thumbs):
    rated, codes = thumbs.is_rated, thumbs.dimension("topic").codes
    for row in rates_by_group(thumbs, "topic", 1).table.itertuples():
        inside = codes[rated] == row.level
        assert row.difference == pytest.approx(
            thumbs.values[rated][inside].mean() - thumbs.values[rated][~inside].mean()
        )


def test_time_is_divided_into_the_shortest_periods_with_few_points(thumbs):
    days = rates_over_time(thumbs, 1)
    assert (days.period, days.hidden, len(days.table)) == ("day", 0, 40)
    assert days.table.n.sum() == thumbs.is_rated.sum()
    hidden = rates_over_time(thumbs, 10_000)
    assert hidden.table.empty and hidden.hidden == 40


def test_without_times_there_are_no_rates_over_time(clients):
    assert rates_over_time(clients, 1).table.empty
