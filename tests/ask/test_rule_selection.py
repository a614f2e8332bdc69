"""A selection of rules travels in a link, and can be described."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ask.filters import Fails
from analytics.ask.selection import Selection
from analytics.errors import DataloupeError
from analytics.rules import OWN, RULES, Rule, Test, resolve_rules, selection_of

QUALITY = (("Gopher quality",),)
OWN_TESTS = st.tuples(
    st.sampled_from(
        [("signals", "n_words"), ("signals", "mean_word_length"), ("signals", "stop_word_count"), ("metadata", "stars")]
    ),
    st.sampled_from("<>"),
    st.floats(-5, 60),
).map(lambda drawn: Test(*drawn[0], *drawn[1:]))
SOME_RULES = st.tuples(
    st.lists(st.tuples(st.sampled_from(RULES), st.floats(0, 40)), max_size=8, unique_by=lambda drawn: drawn[0].key),
    st.lists(
        st.builds(
            Rule,
            st.just(OWN),
            st.text(min_size=1),
            st.lists(OWN_TESTS, min_size=1, max_size=3).map(tuple),
            st.just("own rule"),
            st.sampled_from(["and", "or"]),
        ),
        max_size=3,
        unique_by=lambda rule: rule.name,
    ),
).map(lambda drawn: tuple([rule.with_threshold(threshold) for rule, threshold in drawn[0]] + drawn[1]))


@given(SOME_RULES)
def test_rules_survive_the_journey_through_a_link(rules):
    again = Selection.from_url(Selection((Fails.of(*rules),)).to_url())
    assert set(resolve_rules(again.filters[0].rules)) == set(rules)
    assert selection_of(resolve_rules(selection_of(rules))) == selection_of(rules)


def test_a_description_names_changed_and_removed_rules():
    assert Fails(QUALITY).describe() == "fails any rule of Gopher quality"
    assert Fails(
        (*QUALITY, ("Gopher quality", "hash signs", None), ("Gopher quality", "too few words", 80.0)), True
    ).describe() == ("passes any rule of Gopher quality (1 removed, 1 changed)")
    assert Fails((("Gopher quality", "too few words", 50),)).describe() == "fails Gopher quality: too few words"
    assert (
        Fails((("FineWeb", "short lines", 0.5),)).describe() == "fails FineWeb: short lines (short lines more than 50%)"
    )
    assert Fails(
        ((OWN, "mine", "and", (("metadata", "stars", ">", 1.5), ("signals", "n_words", "<", 5.0))),)
    ).describe() == ("fails “mine” (stars more than 1.5 and words less than 5)")


@pytest.mark.parametrize(
    "broken",
    [
        [["own", "x", "and", []]],
        [["own", "x", "xor", [["signals", "n_words", ">", 1]]]],
        [["own", "x", "and", [["signals", "n_words", "=", 1]]]],
        [["own", "x", "and", [["signals", "n_words", ">", "1"]]]],
        [["own"]],
        [[]],
        [["Gopher quality", "too few words", True]],
        [["Gopher quality", "too few words", 1, 2]],
        "x",
        [[["a"]]],
    ],
)
def test_a_broken_rule_in_a_link_is_one_clear_line(broken):
    with pytest.raises(DataloupeError):
        Selection.from_url(json.dumps([{"is": "fails", "picks": broken}]))


def test_too_many_rules_at_once_are_refused():
    many = tuple((OWN, f"rule {number}", "and", (("signals", "n_words", ">", float(number)),)) for number in range(64))
    with pytest.raises(DataloupeError, match=r"64 rules are too many. The maximum is 63"):
        resolve_rules(many)
