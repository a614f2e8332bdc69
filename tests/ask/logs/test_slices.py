"""Slices that hold up are findings, named in words, and lead to their own rows; chance is not reported."""

from dataclasses import replace

import numpy as np

from analytics.ask.logs.ratings import load_ratings, select_ratings
from analytics.ask.logs.slices import SearchSettings, default_dimensions, search_slices
from analytics.ask.selection import Selection
from tests.sample_logs import rated_answers


def test_the_worst_slice_comes_first_in_words_and_numbers(thumbs):
    findings = search_slices(thumbs, SearchSettings(tuple(default_dimensions(thumbs))))
    assert findings.describe(findings.independent[0].conditions) == "model is b and topic is x"
    assert (
        findings.summary_text().startswith("Worst where model is b and topic is x: 8")
        and "elsewhere" in findings.summary_text()
    )
    assert findings.table().label[0] == "model is b and topic is x" and findings.table().low[0] > 0


def test_the_filters_of_a_slice_select_its_rows(thumbs, answers):
    findings = search_slices(thumbs, SearchSettings(("model", "topic")))
    first = findings.independent[0]
    rows = select_ratings(answers, Selection(findings.filters(first)), thumbs)
    assert rows.is_rated.sum() == first.n and (1 - rows.values[rows.is_rated]).sum() == first.negative


def test_a_slice_that_another_explains_is_not_independent(thumbs):
    findings = search_slices(thumbs, SearchSettings(("model", "topic")))
    assert [findings.describe(one.conditions) for one in findings.independent] == ["model is b and topic is x"]
    assert {findings.describe(one.conditions) for one in findings.explained} <= {"model is b", "topic is x"}


def test_the_summary_states_that_no_slice_is_significant(tmp_path):
    of = load_ratings(rated_answers(tmp_path / "w", bad=0.2).connect(), "thumbs")
    findings = search_slices(of, SearchSettings(tuple(default_dimensions(of))))
    assert findings.independent == [] and findings.summary_text().startswith(
        "No slice has significantly more negative ratings"
    )


def test_properties_of_the_answer_are_not_searched_by_default(thumbs):
    assert "length (words)" not in default_dimensions(thumbs) and {"model", "topic", "language"} <= set(
        default_dimensions(thumbs)
    )


def test_the_number_of_conditions_can_be_limited(thumbs):
    findings = search_slices(thumbs, SearchSettings(("model", "topic"), max_conditions=1))
    assert {len(one.conditions) for one in findings.search.slices} == {1}


def test_without_users_slices_are_described_and_not_tested(thumbs):
    unknown = replace(thumbs, has_users=False)
    findings = search_slices(unknown, SearchSettings(tuple(default_dimensions(unknown))))
    assert findings.search.slices == () and not findings.is_tested
    assert findings.summary_text().startswith("No slice is tested, because these logs do not identify users.")
    rates = [one.negative for one in findings.untested]
    assert rates == sorted(rates, reverse=True) and all(one.n >= 50 for one in findings.untested)


def test_ratings_of_unknown_users_are_not_tested(thumbs):
    half = replace(thumbs, is_user_known=np.arange(len(thumbs.values)) % 2 == 0)
    findings = search_slices(half, SearchSettings(tuple(default_dimensions(half))))
    assert findings.search.n_rows == (half.is_rated & half.is_user_known).sum()


def test_a_finding_says_whether_who_rates_could_explain_it(thumbs):
    findings = search_slices(thumbs, SearchSettings(tuple(default_dimensions(thumbs))))
    text = findings.selection_text(findings.independent[0])
    assert "are rated" in text and "times as likely to rate as happy ones here" in text
    assert "after correction for reporting only significant slices" in findings.figures_text(findings.independent[0])
