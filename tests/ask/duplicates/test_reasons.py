"""Every decision on a duplicate has a reason in words."""

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ask.duplicates import KeepPolicy, Thresholds, decisions, describe_decision, graph, removal_reason
from analytics.ask.duplicates import pairs as pairs_module
from tests.duplicate_pairs import CHAIN, POLICIES, THRESHOLDS, corpus, random_pairs


@settings(deadline=None, max_examples=6)
@given(random_pairs(), THRESHOLDS, POLICIES, st.sampled_from([0, 1, 6]))
def test_the_reason_of_one_document_agrees_with_the_decisions(pairs, thresholds, policy, steps):
    connection = corpus(pairs)
    decided = decisions(connection, graph(connection), thresholds, policy)
    expected = {row.doc_id: describe_decision(row) for row in decided.itertuples()}
    with patch.object(pairs_module, "MAX_STEPS", steps):  # with fewer, all pairs are read at once
        reasons = {doc_id: removal_reason(connection, doc_id, thresholds, policy) for doc_id in range(12)}
    assert {doc_id: reason for doc_id, reason in reasons.items() if reason} == expected


def test_an_indirect_duplicate_is_marked_and_kept_if_wanted():
    connection = corpus(CHAIN)
    decided = decisions(connection, graph(connection), Thresholds(0.7), KeepPolicy("first")).set_index("doc_id")
    assert decided.indirect.to_dict() == {0: False, 1: False, 2: True}
    assert decided.kept.to_dict() == {0: True, 1: False, 2: True}
    assert (
        removal_reason(connection, 1, Thresholds(0.7), KeepPolicy("first"))
        == "removed because of #0, Jaccard 0.82, containment 0.82"
    )
    assert (
        removal_reason(connection, 2, Thresholds(0.7), KeepPolicy("first"))
        == "kept, linked only through a removed document"
    )
    assert (
        removal_reason(connection, 2, Thresholds(0.7), KeepPolicy("first", keep_indirect=False))
        == "removed because of #0, linked through other documents"
    )
    assert removal_reason(connection, 5, Thresholds(0.7), KeepPolicy("first")) is None


def test_the_reason_of_a_copy_is_its_text():
    connection = corpus([(3, 4, "exact", 1.0)])
    assert removal_reason(connection, 4, Thresholds(), KeepPolicy("first")) == "removed because of #3, the same text"
