"""Claims are corrected together, facts are not, and few of a kind are reported."""

import numpy as np
import pytest

from analytics.findings import Finding, ranked
from analytics.findings.finding import distance_from
from analytics.findings.p_values import p_of_estimate, p_of_shares
from analytics.findings.table import stored_findings, to_table
from analytics.statistics.intervals import Estimate


def finding(kind="a", share=0.5, p_value=None, low=0.2, high=0.4, sentence="It is so.", **more):
    return Finding(kind, sentence, 0.3, low, high, 100, "overview", share, 0.5, p_value=p_value, **more)


def test_facts_are_ordered_by_share_strength_and_weight():
    candidates = [finding("small", 0.1), finding("large", 0.9), finding("half", 0.9, weight=0.5)]
    assert [one.kind for one in ranked(candidates)] == ["large", "half", "small"]


def test_claims_are_corrected_over_all_kinds():
    alone = finding("claim", p_value=0.02)
    others = [finding(f"other {number}", p_value=0.9) for number in range(9)]
    assert ranked([alone]) == [alone]
    assert ranked([alone, *others]) == []


def test_a_claim_whose_interval_contains_its_reference_is_no_finding():
    assert ranked([finding(p_value=1e-9, low=-0.1, high=0.4)]) == []


def test_a_claim_without_a_p_value_that_is_known_is_no_finding():
    assert ranked([finding(p_value=float("nan"))]) == []


def test_two_of_a_kind_are_reported_and_urgent_ones_come_first():
    many = [finding("many", 0.9, sentence=f"Number {number}.") for number in range(5)]
    kept = ranked([*many, finding("secret", 1e-6, is_urgent=True)])
    assert [one.kind for one in kept] == ["secret", "many", "many"]


def test_of_200_datasets_without_effect_at_most_5_percent_have_a_claim():
    rng = np.random.default_rng(3)
    claims = sum(bool(ranked([finding(p_value=p) for p in rng.random(40)])) for _ in range(2000))
    assert claims / 2000 <= 0.06


@pytest.mark.parametrize(
    ("counts", "expected"), [((50, 100, 50, 100), 1.0), ((60, 100, 40, 100), 0.00468), ((0, 10, 0, 10), 1.0)]
)
def test_the_p_value_of_two_shares_is_that_of_the_score_test(counts, expected):
    assert p_of_shares(*counts) == pytest.approx(expected, abs=2e-5)


def test_the_p_value_of_an_estimate_agrees_with_its_interval():
    assert p_of_estimate(Estimate(1.96, 0.0, 3.92)) == pytest.approx(0.05, abs=1e-3)
    assert p_of_estimate(Estimate(0.0, -1.0, 1.0)) == pytest.approx(1.0)
    assert np.isnan(p_of_estimate(Estimate(float("nan"), float("nan"), float("nan"))))


@pytest.mark.parametrize(("low", "high", "expected"), [(0.6, 0.8, 0.1), (0.1, 0.2, 0.3), (0.4, 0.6, 0.0)])
def test_the_strength_of_a_difference_is_the_nearest_end_of_its_interval(low, high, expected):
    assert distance_from(0.5, low, high) == pytest.approx(expected)


def test_stored_findings_are_those_that_were_written(planted_corpus):
    connection = planted_corpus.connect()
    stored = stored_findings(connection)
    assert [one.finding_id for one in stored] == list(range(1, len(stored) + 1))
    with_step = next(one for one in stored if one.kind == "duplicates" and one.step)
    assert "deduplicate" in with_step.action().describe()
    assert to_table([]).num_rows == 0
