"""Worst slices: planted slices are reported, chance is not, and intervals count users."""

import numpy as np
import pandas as pd
import pytest

from analytics.statistics.slice_candidates import SliceLimits
from analytics.statistics.slices import worst_slices


def feedback(seed, n_users=400, effect=0.0):
    """Ratings of users who differ in mood, activity, language and favourite topic; `effect` is added to the log odds of
    one model in one topic.
    """
    rng = np.random.default_rng(seed)
    activity = np.minimum(rng.pareto(1.2, n_users) * 2 + 1, 60).astype(int)
    mood = rng.normal(-1.3, 0.8, n_users)
    language = rng.choice(4, n_users, p=[0.6, 0.2, 0.1, 0.1])
    favourite = rng.integers(0, 6, n_users)
    users = np.repeat(np.arange(n_users), activity)
    topic = np.where(rng.random(len(users)) < 0.6, favourite[users], rng.integers(0, 6, len(users)))
    model, length = rng.integers(0, 3, len(users)), rng.integers(0, 5, len(users))
    log_odds = mood[users] + rng.normal(0, 0.5, len(users)) + effect * ((model == 1) & (topic == 2))
    negative = (rng.random(len(users)) < 1 / (1 + np.exp(-log_odds))).astype(float)
    dimensions = {"topic": topic, "model": model, "language": language[users], "length": length}
    columns = {name: categories(name, codes) for name, codes in dimensions.items()}
    return pd.DataFrame(columns), negative, users


def categories(name, codes):
    return pd.Categorical.from_codes(codes, [f"{name} {code}" for code in range(codes.max() + 1)])


@pytest.fixture(scope="module")
def planted():
    return worst_slices(*feedback(0, 4000, effect=1.5))


def test_the_planted_slice_ranks_first_with_its_figures(planted):
    first = planted.slices[0]
    dimensions, negative, users = feedback(0, 4000, effect=1.5)
    rows = ((dimensions.topic == "topic 2") & (dimensions.model == "model 1")).to_numpy()
    assert dict(first.conditions) == {"topic": "topic 2", "model": "model 1"}
    assert (first.n, first.n_users, first.negative) == (rows.sum(), len(set(users[rows])), negative[rows].sum())
    truth = negative[rows].mean() - negative[~rows].mean()
    assert first.difference.low < truth < first.difference.high
    assert first.excess.low == pytest.approx(first.n * first.adjusted.low)
    assert 0 < first.shrunk <= first.adjusted.value and first.effective_users < first.n_users
    assert first.rate.low < negative[rows].mean() < first.rate.high and first.q_value <= planted.false_discovery_rate


def test_slices_that_only_overlap_the_planted_one_are_explained_by_it(planted):
    assert planted.slices[0].explained_by is None
    assert [one.explained_by for one in planted.slices[1:]] == [0] * (len(planted.slices) - 1)
    assert len(planted.slices) > 1


def test_a_second_name_for_the_same_rows_is_merged():
    dimensions, negative, users = feedback(0, 4000, effect=1.5)
    dimensions["team"] = dimensions.topic.cat.rename_categories(lambda name: name.replace("topic", "team"))
    first = worst_slices(dimensions, negative, users).slices[0]
    assert {name for name, _ in first.conditions} in ({"topic", "model"}, {"model", "team"})
    assert len(first.same_rows) >= 1


def test_chance_alone_is_rarely_reported():
    reported = [bool(worst_slices(*feedback(seed), seed=seed).slices) for seed in range(200)]
    assert np.mean(reported) <= 0.05


def test_one_frequent_user_is_no_finding():
    dimensions, negative, users = feedback(3)
    frequent = (users == np.bincount(users).argmax()) & (dimensions.topic == "topic 1").to_numpy()
    dimensions, negative, users = (
        np.concatenate([column, np.repeat(column[frequent][:1], 400, axis=0)])
        for column in (dimensions.to_numpy(), negative, users)
    )
    negative[-400:] = 1
    frame = pd.DataFrame(dimensions, columns=["topic", "model", "language", "length"]).astype("category")
    assert worst_slices(frame, negative, users).slices == ()


def test_small_slices_are_never_reported(planted):
    assert all(one.n >= 50 and one.n_users >= 20 for one in planted.slices)
    assert worst_slices(*feedback(0, 4000, effect=1.5), limits=SliceLimits(min_rows=10**6)).n_searched == 0


@pytest.mark.parametrize("rows", [0, 1, 30])
def test_few_ratings_give_no_slices(rows):
    dimensions, negative, users = feedback(0)
    answer = worst_slices(dimensions[:rows], negative[:rows], users[:rows])
    assert answer.slices == () and answer.n_rows == rows


def test_missing_values_and_constant_columns_give_no_slices():
    dimensions, negative, users = feedback(0, 1000, effect=2.0)
    dimensions["constant"] = pd.Categorical(["same"] * len(users))
    dimensions["missing"] = pd.Categorical([None] * len(users), categories=["never"])
    names = {name for one in worst_slices(dimensions, negative, users).slices for name, _ in one.conditions}
    assert names and "missing" not in names and "constant" not in names
