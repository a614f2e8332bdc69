"""Slices that hold up are found, named in words, and lead to their own rows; chance is not reported."""

from analytics.ask.logs.ratings import ratings, selected
from analytics.ask.logs.slices import Search, dimensions, worst
from analytics.ask.selection import Selection
from tests.logs import rated_answers


def test_the_slice_that_is_bad_comes_first_in_words_and_numbers(thumbs):
    found = worst(thumbs, Search(tuple(dimensions(thumbs))))
    assert found.describe(found.own[0].conditions) == "model is b and topic is x"
    assert (
        found.summary_text().startswith("Most where model is b and topic is x: 8")
        and "elsewhere" in found.summary_text()
    )
    assert found.table().label[0] == "model is b and topic is x" and found.table().low[0] > 0


def test_what_is_selected_by_a_slice_are_its_rows(thumbs, answers):
    found = worst(thumbs, Search(("model", "topic")))
    first = found.own[0]
    rows = selected(answers, Selection(found.filters(first)), thumbs)
    assert rows.rated.sum() == first.n and (1 - rows.values[rows.rated]).sum() == first.negative


def test_a_slice_that_its_parts_explain_is_no_finding_of_its_own(thumbs):
    found = worst(thumbs, Search(("model", "topic")))
    assert [found.describe(one.conditions) for one in found.own] == ["model is b and topic is x"]
    assert {found.describe(one.conditions) for one in found.explained} <= {"model is b", "topic is x"}


def test_nothing_is_said_plainly_when_nothing_survives(tmp_path):
    of = ratings(rated_answers(tmp_path / "w", bad=0.2).connect(), "thumbs")
    found = worst(of, Search(tuple(dimensions(of))))
    assert found.own == [] and found.summary_text().startswith("Nothing that would hold up: of ")


def test_what_the_answer_turned_out_to_be_is_not_searched_unasked(thumbs):
    assert "length (words)" not in dimensions(thumbs) and {"model", "topic", "language"} <= set(dimensions(thumbs))


def test_one_condition_is_searched_when_only_one_is_wanted(thumbs):
    found = worst(thumbs, Search(("model", "topic"), conditions=1))
    assert {len(one.conditions) for one in found.found.slices} == {1}
