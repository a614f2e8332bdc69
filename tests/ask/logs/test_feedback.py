"""Rates with their intervals, who rates, and what may hide behind the silent ones."""

import numpy as np
import pytest

from analytics.ask.logs.feedback import by, happiness, over_time, telling_stratum
from analytics.ask.logs.ratings import ratings
from analytics.statistics.intervals import rate
from tests.logs import write_logs


@pytest.fixture(scope="module")
def talkative(tmp_path_factory):
    """Web users rate always and are half happy; mobile users rate one answer in four and are always happy. One lonely
    user on the desk.
    """
    turns = [{"conversation_id": f"c{place}", "user_id": f"u{place}"} for place in range(401)]
    client = ["web"] * 200 + ["mobile"] * 200 + ["desk"]
    rated = [place for place in range(401) if place < 200 or place % 4 == 0]
    feedback = [{"doc_id": place, "name": "thumbs", "value": float(place >= 200 or place % 2)} for place in rated]
    workspace = write_logs(tmp_path_factory.mktemp("logs") / "w", turns, feedback, metadata={"client": client})
    return ratings(workspace.connect(), "thumbs")


def test_the_rate_is_that_of_the_statistics(thumbs):
    found = happiness(thumbs)
    expected = rate(thumbs.values[thumbs.rated], thumbs.users[thumbs.rated])
    assert (found.rate.value, found.rate.low, found.rate.n_clusters) == (
        expected.value,
        expected.low,
        expected.n_clusters,
    )
    assert f"{expected.n:,} rated answers of {expected.n_clusters} users" in found.summary_text()


def test_the_stratum_that_tells_who_rates_is_found_and_corrects_the_rate(talkative):
    assert telling_stratum(talkative) == "client"
    found = happiness(talkative, "client").bounds
    assert found.naive.value == pytest.approx(151 / 251)
    assert found.post_stratified.value == pytest.approx((200 * 0.5 + 201) / 401)
    low, high = found.worst_case
    assert (low, high) == pytest.approx((151 / 401, (151 + 150) / 401))


def test_the_sentence_says_so_when_all_are_rated(tmp_path):
    workspace = write_logs(tmp_path / "w", [{"conversation_id": "c"}], [{"doc_id": 0, "name": "stars", "value": 0.4}])
    found = ratings(workspace.connect(), "stars")
    assert telling_stratum(found) is None
    assert (
        happiness(found).summary_text().startswith("The mean rating of 1 rated answers is 0.40")
        and "All answers are rated" in happiness(found).summary_text()
    )


def test_groups_of_few_users_are_hidden_and_counted(talkative):
    found = by(talkative, "client", 5)
    assert set(found.label) == {"web", "mobile"} and found.attrs == {"hidden": 1, "hidden_ratings": 1}
    assert set(by(talkative, "client", 1).label) == {"web", "mobile", "desk"}


def test_groups_stand_in_order_of_evidence_with_their_coverage(thumbs, answers):
    found = by(thumbs, "topic", 5)
    assert found.label[0] == "x" and found.difference_high[0] < 0
    evidence = np.maximum(found.difference_low, -found.difference_high)
    assert (evidence.diff().dropna() <= 0).all()
    for row in found.itertuples():
        ((n, total),) = answers.execute(
            "SELECT count(value), count(*) FROM metadata LEFT JOIN feedback USING (doc_id) WHERE topic = ?", [row.label]
        ).fetchall()
        assert (row.n, row.total) == (n, total) and row.coverage == pytest.approx(n / total)


def test_the_difference_is_that_of_the_means(thumbs):
    rated, codes = thumbs.rated, thumbs.dimension("topic").codes
    for row in by(thumbs, "topic", 1).itertuples():
        inside = codes[rated] == row.level
        assert row.difference == pytest.approx(
            thumbs.values[rated][inside].mean() - thumbs.values[rated][~inside].mean()
        )


def test_time_is_cut_into_the_shortest_periods_that_are_few(thumbs):
    days = over_time(thumbs, 1)
    assert days.attrs == {"period": "day", "hidden": 0} and len(days) == 40 and days.n.sum() == thumbs.rated.sum()
    hidden = over_time(thumbs, 10_000)
    assert hidden.empty and hidden.attrs["hidden"] == 40


def test_without_times_there_is_no_picture_over_time(talkative):
    assert over_time(talkative, 1).empty
