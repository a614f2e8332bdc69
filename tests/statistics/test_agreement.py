import math

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa, to_table

from analytics.statistics.agreement import LEVELS, cohen_kappa, krippendorff_alpha

ratings = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 3)), min_size=4, max_size=80)


@pytest.mark.parametrize("level", LEVELS)
@given(rows=ratings)
def test_alpha_is_that_of_krippendorff(level, rows):
    units, values = (np.array(column) for column in zip(*rows, strict=True))
    counts = np.zeros((12, 4), int)
    np.add.at(counts, (units, values), 1)
    paired = counts[counts.sum(axis=1) > 1]
    assume(len(paired) and (paired.sum(axis=0) > 0).sum() > 1)
    expected = krippendorff.alpha(value_counts=counts, value_domain=[0, 1, 2, 3], level_of_measurement=level)
    actual = krippendorff_alpha(units, values, level)
    assert actual.value == pytest.approx(expected, abs=1e-9)
    assert actual.n_units == len(paired)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=60))
def test_kappa_is_that_of_statsmodels(pairs):
    first, second = (np.array(column) for column in zip(*pairs, strict=True))
    assume(len(set(first) | set(second)) > 1)
    assert cohen_kappa(first, second).value == pytest.approx(
        cohens_kappa(to_table(np.array(pairs), bins=np.arange(4) - 0.5)[0]).kappa, abs=1e-9
    )


def test_undefined_agreement_is_not_a_number():
    assert math.isnan(krippendorff_alpha(np.array([0, 1, 2]), np.array([0, 1, 0])).value)
    assert math.isnan(krippendorff_alpha(np.array([0, 0, 1, 1]), np.zeros(4, int)).value)
    assert cohen_kappa(np.array([], int), np.array([], int)).n_units == 0


def test_the_interval_of_kappa_covers_the_truth():
    rng = np.random.default_rng(5)
    covered = 0
    for _ in range(200):
        first = rng.integers(0, 2, 150)
        second = np.where(rng.random(150) < 0.8, first, 1 - first)  # true kappa 0.6
        answer = cohen_kappa(first, second)
        covered += answer.low <= 0.6 <= answer.high
    assert covered >= 180


def test_voters_of_mt_bench_agree_as_published(logs):
    votes = pd.read_json(logs / "mtbench_human_votes" / "human.jsonl", lines=True)
    shown = votes.groupby(["question_id", "turn", "model_a", "model_b"]).ngroup().to_numpy()
    answer = krippendorff_alpha(shown, pd.factorize(votes.winner)[0])
    assert answer.value == pytest.approx(0.478, abs=0.005)
    assert answer.low < 0.45 < 0.5 < answer.high and answer.n_units == 761


def test_annotators_of_xstest_agree_as_published(logs):
    kappas = []
    for path in sorted((logs / "xstest_refusals").glob("xstest_v2_completions_*.csv")):
        labels = pd.read_csv(path)[["annotation_1", "annotation_2"]].astype(str)
        codes = pd.factorize(labels.to_numpy().ravel())[0].reshape(-1, 2)
        kappas.append(round(cohen_kappa(codes[:, 0], codes[:, 1]).value, 2))
    assert (min(kappas), max(kappas)) == (0.89, 0.97)


def test_verdicts_of_the_same_prompt_or_judge_add_less_certainty():
    rng = np.random.default_rng(0)
    units = np.repeat(np.arange(90), 3)
    prompts, judges = units // 9, rng.integers(0, 5, len(units))
    log_odds = rng.normal(0, 2, 10)[prompts] + rng.normal(0, 1, 5)[judges]
    values = (rng.random(len(units)) < 1 / (1 + np.exp(-log_odds))).astype(int)
    alone = krippendorff_alpha(units, values)
    by_prompt = krippendorff_alpha(units, values, clusters=prompts)
    by_both = krippendorff_alpha(units, values, clusters=prompts, raters=judges)
    assert alone.value == by_prompt.value == by_both.value
    assert alone.high - alone.low < by_prompt.high - by_prompt.low <= by_both.high - by_both.low


def test_kappa_of_few_users_is_less_certain():
    rng = np.random.default_rng(1)
    users = np.repeat(np.arange(12), 40)
    first = (rng.random(480) < rng.beta(1, 1, 12)[users]).astype(int)
    second = np.where(rng.random(480) < rng.beta(1, 1, 12)[users], first, 1 - first)
    alone, clustered = cohen_kappa(first, second), cohen_kappa(first, second, users)
    assert alone.value == clustered.value and clustered.low < alone.low < alone.high < clustered.high
