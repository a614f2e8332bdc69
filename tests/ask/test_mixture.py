"""Rules and deduplication keep or remove every token once, and weights say how often a kept token is seen."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ask.filters import Values
from analytics.ask.mixture import (
    DUPLICATE,
    FAILS_RULES,
    KEPT,
    Deduplication,
    group_shares,
    outcomes,
    outcomes_by_source,
)
from analytics.ask.selection import ALL, Selection
from analytics.ask.training_plan import GPT3, GPT3_BUDGET, SCHEMES, source_weights, summary_text, training_plan
from analytics.errors import DataloupeError
from analytics.rules import OWN
from tests.duplicate_stages import CORPORA, workspace_of

TOO_LONG = ((OWN, "long", "and", (("signals", "n_words", ">", 25.0),)),)


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    return workspace_of(
        tmp_path_factory.mktemp("mixture") / "w", CORPORA["only duplicates"][0], source=CORPORA["only duplicates"][1]
    ).connect()


def test_rules_come_first_and_one_of_the_duplicates_that_pass_is_kept(connection):
    alone = outcomes(connection, ALL, (), Deduplication())["outcome"].to_pylist()
    assert alone.count(KEPT) == 1
    assert alone.count(DUPLICATE) == 11
    assert set(outcomes(connection, ALL, (), None)["outcome"].to_pylist()) == {KEPT}
    ruled = outcomes(connection, ALL, TOO_LONG, Deduplication())
    fails = (
        connection.execute("SELECT doc_id FROM signals WHERE n_words > 25 ORDER BY doc_id")
        .fetchnumpy()["doc_id"]
        .tolist()
    )
    assert [
        doc_id
        for doc_id, outcome in zip(*(ruled[name].to_pylist() for name in ("doc_id", "outcome")), strict=True)
        if outcome == FAILS_RULES
    ] == fails


@pytest.mark.parametrize("rule_selection", [(), TOO_LONG, (("NeMo",),)])
@pytest.mark.parametrize("deduplication", [None, Deduplication()])
def test_every_token_is_kept_or_removed_once(connection, rule_selection, deduplication):
    selection = Selection((Values("documents", "source", ("a",)),))
    for chosen in (ALL, selection):
        table = outcomes_by_source(connection, outcomes(connection, chosen, rule_selection, deduplication))
        assert (table.documents == table.kept_documents + table.rules_documents + table.duplicates_documents).all()
        assert (table.tokens == table.kept_tokens + table.rules_tokens + table.duplicates_tokens).all()
    assert table.source.tolist() == ["a"]


KEPT_TOKENS = st.lists(st.integers(0, 10**9), min_size=1, max_size=8).map(
    lambda tokens: pd.Series(tokens, [f"s{place}" for place in range(len(tokens))])
)


@given(
    KEPT_TOKENS,
    st.sampled_from(list(SCHEMES)),
    st.dictionaries(st.sampled_from(["s0", "s1", "s2"]), st.floats(0, 2), max_size=3),
)
def test_shares_sum_to_one_and_edited_ones_stay_when_they_sum_to_less(kept, scheme, edited):
    share = source_weights(kept, scheme, edited)
    there = {source: wanted for source, wanted in edited.items() if kept.get(source, 0) > 0}
    free = [source for source in kept.index if kept[source] > 0 and source not in edited]
    assert share.sum() == pytest.approx(1.0 if free or sum(there.values()) > 0 else 0.0)
    assert (share[kept == 0] == 0).all()
    assert (share >= 0).all()
    if free and sum(there.values()) <= 1:
        for source, wanted in there.items():
            assert share[source] == pytest.approx(wanted)


def test_schemes_are_powers_of_the_kept_tokens():
    kept = pd.Series([1.0, 4.0, 0.0], ["a", "b", "c"])
    assert source_weights(kept, "by kept tokens", {}).tolist() == pytest.approx([0.2, 0.8, 0])
    assert source_weights(kept, "by the square root of kept tokens", {}).tolist() == pytest.approx([1 / 3, 2 / 3, 0])
    assert source_weights(kept, "equal", {}).tolist() == pytest.approx([0.5, 0.5, 0])
    with pytest.raises(DataloupeError, match=r"There is no weighting 'x'. There are: by kept tokens"):
        source_weights(kept, "x", {})
    with pytest.raises(DataloupeError, match="cannot be negative"):
        source_weights(kept, "equal", {"a": -1.0})


def test_epochs_follow_from_the_budget_and_are_unknown_for_a_source_without_kept_tokens():
    kept = pd.Series([100.0, 400.0, 0.0], ["a", "b", "c"])
    planned = training_plan(kept, source_weights(kept, "by kept tokens", {"a": 0.5}), 1000)
    assert planned.trained.tolist() == pytest.approx([500, 500, 0])
    assert planned.epochs.tolist() == pytest.approx([5.0, 1.25, np.nan], nan_ok=True)
    assert planned.trained.sum() == pytest.approx(1000)


def test_gpt3_s_table_is_the_published_one():
    assert GPT3.weight.sum() == pytest.approx(1.01)
    assert GPT3.kept.sum() == 499e9
    computed = GPT3.weight * GPT3_BUDGET / GPT3.kept
    assert np.abs(computed / GPT3.published_epochs - 1).max() < 0.2


def test_weights_move_the_groups_of_their_sources(connection):
    chosen = outcomes(connection, ALL, (), None)
    kept = outcomes_by_source(connection, chosen).set_index("source").kept_tokens
    table = group_shares(connection, chosen, source_weights(kept, "by kept tokens", {"a": 1.0}), "source").set_index(
        "group"
    )
    assert table.weighted["a"] == pytest.approx(1.0)
    assert table.before.sum() == pytest.approx(1.0)
    assert table.before["a"] == pytest.approx(kept["a"] / kept.sum())


def test_the_summary_counts_removed_tokens_and_epochs(connection, no_documents):
    table = outcomes_by_source(connection, outcomes(connection, ALL, (), Deduplication()))
    kept = table.set_index("source").kept_tokens
    summary = summary_text(
        table, training_plan(kept, source_weights(kept, "by kept tokens", {}), 3 * kept.sum()), 3 * kept.sum()
    )
    assert "the rules remove 0.0%" in summary
    assert "uses each of them 3 times on average" in summary
    none = outcomes_by_source(no_documents.connect(), outcomes(no_documents.connect(), ALL, (), None))
    assert (
        summary_text(none, training_plan(none.set_index("source").kept_tokens, none.kept_tokens, 0), 0)
        == "There are no tokens to train on."
    )
