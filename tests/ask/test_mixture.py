"""What is left, how much of it goes in, and how often."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ask.filters import Values
from analytics.ask.mixture import (
    DUPLICATE,
    FAILS_RULES,
    GPT3,
    GPT3_BUDGET,
    LEFT,
    SCHEMES,
    Deduplication,
    balance,
    fates,
    plan,
    steps,
    summary_text,
    weights,
)
from analytics.ask.selection import ALL, Selection
from analytics.errors import DataloupeError
from analytics.rules import OWN
from tests.duplicated import CORPORA, workspace_of

TOO_LONG = ((OWN, "long", "and", (("signals", "n_words", ">", 25.0),)),)


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    return workspace_of(
        tmp_path_factory.mktemp("mixture") / "w", CORPORA["only duplicates"][0], source=CORPORA["only duplicates"][1]
    ).connect()


def test_rules_come_first_and_of_the_duplicates_that_pass_one_is_left(connection):
    alone = fates(connection, ALL, (), Deduplication())["fate"].to_pylist()
    assert alone.count(LEFT) == 1
    assert alone.count(DUPLICATE) == 11
    assert set(fates(connection, ALL, (), None)["fate"].to_pylist()) == {LEFT}
    ruled = fates(connection, ALL, TOO_LONG, Deduplication())
    fails = (
        connection.execute("SELECT doc_id FROM signals WHERE n_words > 25 ORDER BY doc_id")
        .fetchnumpy()["doc_id"]
        .tolist()
    )
    assert [
        doc_id
        for doc_id, fate in zip(*(ruled[name].to_pylist() for name in ("doc_id", "fate")), strict=True)
        if fate == FAILS_RULES
    ] == fails


@pytest.mark.parametrize("rule_selection", [(), TOO_LONG, (("NeMo",),)])
@pytest.mark.parametrize("deduplication", [None, Deduplication()])
def test_every_token_is_left_or_lost_once(connection, rule_selection, deduplication):
    selection = Selection((Values("documents", "source", ("a",)),))
    for chosen in (ALL, selection):
        table = steps(connection, fates(connection, chosen, rule_selection, deduplication))
        assert (table.documents == table.left_documents + table.rules_documents + table.duplicates_documents).all()
        assert (table.tokens == table.left_tokens + table.rules_tokens + table.duplicates_tokens).all()
    assert table.source.tolist() == ["a"]


LEFT_TOKENS = st.lists(st.integers(0, 10**9), min_size=1, max_size=8).map(
    lambda tokens: pd.Series(tokens, [f"s{place}" for place in range(len(tokens))])
)


@given(
    LEFT_TOKENS,
    st.sampled_from(list(SCHEMES)),
    st.dictionaries(st.sampled_from(["s0", "s1", "s2"]), st.floats(0, 2), max_size=3),
)
def test_shares_sum_to_one_and_edited_ones_stay_where_there_is_room(left, scheme, edited):
    share = weights(left, scheme, edited)
    there = {source: wanted for source, wanted in edited.items() if left.get(source, 0) > 0}
    free = [source for source in left.index if left[source] > 0 and source not in edited]
    assert share.sum() == pytest.approx(1.0 if free or sum(there.values()) > 0 else 0.0)
    assert (share[left == 0] == 0).all()
    assert (share >= 0).all()
    if free and sum(there.values()) <= 1:
        for source, wanted in there.items():
            assert share[source] == pytest.approx(wanted)


def test_schemes_are_powers_of_what_is_left():
    left = pd.Series([1.0, 4.0, 0.0], ["a", "b", "c"])
    assert weights(left, "by tokens left", {}).tolist() == pytest.approx([0.2, 0.8, 0])
    assert weights(left, "by their square root", {}).tolist() == pytest.approx([1 / 3, 2 / 3, 0])
    assert weights(left, "all alike", {}).tolist() == pytest.approx([0.5, 0.5, 0])
    with pytest.raises(DataloupeError, match="there is no weighting 'x' - there are by tokens left"):
        weights(left, "x", {})
    with pytest.raises(DataloupeError, match="cannot be below zero"):
        weights(left, "all alike", {"a": -1.0})


def test_epochs_follow_from_the_budget_and_are_unknown_where_nothing_is_left():
    left = pd.Series([100.0, 400.0, 0.0], ["a", "b", "c"])
    found = plan(left, weights(left, "by tokens left", {"a": 0.5}), 1000)
    assert found.trained.tolist() == pytest.approx([500, 500, 0])
    assert found.epochs.tolist() == pytest.approx([5.0, 1.25, np.nan], nan_ok=True)
    assert found.trained.sum() == pytest.approx(1000)


def test_gpt3_s_table_is_the_published_one():
    assert GPT3.weight.sum() == pytest.approx(1.01)
    assert GPT3.left.sum() == 499e9
    computed = GPT3.weight * GPT3_BUDGET / GPT3.left
    assert np.abs(computed / GPT3.published_epochs - 1).max() < 0.2


def test_weights_move_the_groups_of_their_sources(connection):
    chosen = fates(connection, ALL, (), None)
    left = steps(connection, chosen).set_index("source").left_tokens
    table = balance(connection, chosen, weights(left, "by tokens left", {"a": 1.0}), "source").set_index("group")
    assert table.weighted["a"] == pytest.approx(1.0)
    assert table.as_is.sum() == pytest.approx(1.0)
    assert table.as_is["a"] == pytest.approx(left["a"] / left.sum())


def test_the_sentence_says_what_is_lost_and_seen(connection, no_documents):
    table = steps(connection, fates(connection, ALL, (), Deduplication()))
    left = table.set_index("source").left_tokens
    said = summary_text(table, plan(left, weights(left, "by tokens left", {}), 3 * left.sum()), 3 * left.sum())
    assert "the rules take 0.0%" in said
    assert "sees each of them 3 times on average" in said
    none = steps(no_documents.connect(), fates(no_documents.connect(), ALL, (), None))
    assert (
        summary_text(none, plan(none.set_index("source").left_tokens, none.left_tokens, 0), 0)
        == "There are no tokens here to train on."
    )
