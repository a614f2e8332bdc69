import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import DataloupeError
from analytics.statistics.preferences import ELO, bradley_terry, first_position, head_to_head


def battles(seed, n=600, n_models=4):
    rng = np.random.default_rng(seed)
    strength = rng.normal(0, 0.8, n_models)
    a = rng.integers(0, n_models, n)
    b = (a + rng.integers(1, n_models, n)) % n_models
    longer = rng.normal(0, 1, n)
    chance = 1 / (1 + np.exp(-(strength[a] - strength[b] + 0.7 * longer)))
    outcome = np.where(rng.random(n) < 0.15, 0.5, rng.random(n) < chance)
    return a, b, outcome.astype(float), rng.integers(0, 120, n), longer


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_strengths_are_those_of_a_logistic_regression(seed, control):
    a, b, outcome, prompts, longer = battles(seed)
    ranking = bradley_terry(a, b, outcome, prompts, longer[:, None] if control else None)
    design = np.eye(4)[a] - np.eye(4)[b]
    design = np.column_stack([design[:, 1:], longer] if control else [design[:, 1:]])
    fit = sm.GLM(outcome, design, family=sm.families.Binomial()).fit()
    expected = np.r_[0, fit.params[:3]]
    np.testing.assert_allclose(
        ranking.scores.sort_values("model").elo, 1000 + ELO * (expected - expected.mean()), atol=0.01
    )
    if control:
        assert ranking.effects[0].value == pytest.approx(fit.params[3], abs=1e-5)


def test_length_control_ranks_the_better_model_first():
    rng = np.random.default_rng(0)
    a, b = np.zeros(4000, int), np.ones(4000, int)
    longer = np.where(
        rng.random(4000) < 0.8, 1.0, -1.0
    )  # model 0 writes more, raters prefer long answers, model 1 is better
    outcome = (rng.random(4000) < 1 / (1 + np.exp(-(-0.5 + 1.5 * longer)))).astype(float)
    prompts = rng.integers(0, 400, 4000)
    plain, controlled = (bradley_terry(a, b, outcome, prompts, extra).scores for extra in (None, longer[:, None]))
    assert plain.model[0] == 0 and controlled.model[0] == 1
    assert controlled.elo[0] - controlled.elo[1] == pytest.approx(0.5 * ELO, abs=25)


def test_models_without_a_path_of_wins_are_unconnected():
    a, b = np.array([0, 1, 2, 2, 5]), np.array([1, 0, 0, 1, 5])
    ranking = bradley_terry(a, b, np.array([1.0, 1.0, 1.0, 1.0, 0.5]), np.arange(5))
    assert set(ranking.scores.model) == {0, 1} and ranking.unconnected == (2, 5)
    with pytest.raises(DataloupeError, match="both win and lose"):
        bradley_terry(np.array([0]), np.array([1]), np.array([1.0]), np.array([0]))


def test_intervals_come_from_prompts_not_votes():
    a, b, outcome, prompts, _ = battles(7)
    once = bradley_terry(a, b, outcome, prompts).scores
    copied = bradley_terry(*(np.tile(column, 5) for column in (a, b, outcome, prompts))).scores
    np.testing.assert_allclose(once[["elo", "low", "high"]], copied[["elo", "low", "high"]], atol=1e-3)


def test_elo_of_mt_bench_is_as_published(logs):
    votes = pd.read_json(logs / "mtbench_human_votes" / "human.jsonl", lines=True)
    names = sorted({*votes.model_a, *votes.model_b})
    a, b = (votes[side].map(names.index).to_numpy() for side in ("model_a", "model_b"))
    outcome = votes.winner.map({"model_a": 1.0, "tie": 0.5, "model_b": 0.0}).to_numpy()
    scores = bradley_terry(a, b, outcome, votes.question_id.to_numpy()).scores
    elo = {names[model]: value for model, value in zip(scores.model, scores.elo, strict=True)}
    assert elo == pytest.approx(
        {
            "gpt-4": 1177,
            "claude-v1": 1112,
            "gpt-3.5-turbo": 1104,
            "vicuna-13b-v1.2": 990,
            "alpaca-13b": 868,
            "llama-13b": 749,
        },
        abs=2,
    )
    assert ((scores.low < scores.elo) & (scores.elo < scores.high)).all()


def test_head_to_head_mirrors_itself_and_ties_count_half():
    table = head_to_head(np.array([0, 0, 1]), np.array([1, 1, 0]), np.array([1.0, 0.5, 1.0]), 3)
    assert table[["model", "opponent", "value", "n"]].to_numpy().tolist() == [[0, 1, 0.5, 3], [1, 0, 0.5, 3]]


def test_the_first_position_wins_half_when_position_has_no_effect():
    answer = first_position(np.array([1.0, 0.0, 0.5, 0.5]))
    assert answer.value == 0.5 and answer.low < 0.5 < answer.high
