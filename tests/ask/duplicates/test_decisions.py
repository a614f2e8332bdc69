"""Decisions follow their policy, and remove only documents that repeat a kept one."""

from dataclasses import replace

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings

from analytics.ask.duplicates import KeepPolicy, Thresholds, decisions, graph, sources_mostly_removed
from analytics.errors import DataloupeError
from tests.duplicate_pairs import CHAIN, POLICIES, THRESHOLDS, corpus, random_pairs
from tests.duplicate_stages import prose, workspace_of


@settings(deadline=None, max_examples=30)
@given(random_pairs(), THRESHOLDS, POLICIES)
def test_no_rule_that_keeps_indirect_duplicates_keeps_both_documents_of_a_pair(pairs, thresholds, policy):
    connection = corpus(pairs)
    decided = decisions(connection, graph(connection), thresholds, replace(policy, keep_indirect=True))
    removed = set(decided.doc_id[~decided.kept])
    for a, b, kind, jaccard in pairs:
        if kind == "exact" or jaccard >= np.float32(thresholds.jaccard):
            assert a in removed or b in removed
    scores = {(a, b): jaccard for a, b, _, jaccard in pairs} | {(b, a): jaccard for a, b, _, jaccard in pairs}
    text = {row.doc_id: row.text for row in decided.itertuples()}
    for row in decided[~decided.kept].itertuples():
        assert row.because_of not in removed
        near = {
            jaccard
            for (a, b), jaccard in scores.items()
            if text.get(a) == row.text and text.get(b) == text[row.because_of]
        }
        assert row.copy == (text[row.because_of] == row.text)
        assert row.copy or np.float32(row.jaccard) in {np.float32(value) for value in near}


@settings(deadline=None, max_examples=20)
@given(random_pairs(), THRESHOLDS, POLICIES)
def test_without_indirect_duplicates_one_document_of_each_cluster_is_kept(pairs, thresholds, policy):
    connection = corpus(pairs)
    decided = decisions(connection, graph(connection), thresholds, replace(policy, keep_indirect=False))
    assert (decided.groupby("cluster").kept.sum() == 1).all()
    assert (decided[decided.kept].doc_id == decided[decided.kept].preferred).all()
    assert (decided.because_of.isna() == decided.kept).all()


def test_the_preferred_copy_represents_its_text():
    connection = corpus([(0, 1, "exact", 1.0), (0, 2, "exact", 1.0), (0, 3, "near", 0.9)])
    decided = decisions(connection, graph(connection), Thresholds(), KeepPolicy("best signal", "n_tokens")).set_index(
        "doc_id"
    )
    assert decided.kept.to_dict() == {0: False, 1: False, 2: False, 3: True}
    assert decided.jaccard[2] == pytest.approx(0.9)
    decided = decisions(
        connection, graph(connection), Thresholds(0.95), KeepPolicy("best signal", "n_tokens")
    ).set_index("doc_id")
    assert decided.because_of.dropna().to_dict() == {0: 2, 1: 2}


@pytest.mark.parametrize(
    ("policy", "kept"),
    [
        (KeepPolicy("first"), 0),
        (KeepPolicy("longest"), 11),
        (KeepPolicy("newest"), 1),
        (KeepPolicy("best signal", "n_tokens"), 11),
        (KeepPolicy("best signal", "n_tokens", lower_is_better=True), 0),
        (KeepPolicy("source priority", sources=("book", "web")), 1),
    ],
)
def test_each_rule_keeps_the_document_that_it_prefers(policy, kept):
    triangle = [(0, 1, "near", 0.9), (1, 11, "near", 0.9), (0, 11, "near", 0.9)]
    connection = corpus(
        triangle, documents=lambda table: table.assign(created_at=table.created_at.where(table.doc_id == 1))
    )
    decided = decisions(connection, graph(connection), Thresholds(), policy)
    assert decided.doc_id[decided.kept].to_list() == [kept]


def test_errors_name_the_known_rules_signals_and_thresholds():
    with pytest.raises(DataloupeError, match="There are: longest, first, newest"):
        KeepPolicy("shortest")
    with pytest.raises(DataloupeError, match="needs a signal"):
        decisions(corpus(CHAIN), graph(corpus(CHAIN)), Thresholds(), KeepPolicy("best signal"))
    with pytest.raises(DataloupeError, match="n_tokens"):
        decisions(corpus(CHAIN), graph(corpus(CHAIN)), Thresholds(), KeepPolicy("best signal", "beauty"))
    with pytest.raises(DataloupeError, match="from 0 to 1"):
        Thresholds(1.2)
    with pytest.raises(DataloupeError, match="no table of duplicates yet"):
        graph(duckdb.connect())


def test_a_source_is_mostly_removed_when_it_loses_more_than_half():
    connection = corpus([(0, i, "exact", 1.0) for i in range(3, 12, 3)] + [(1, 4, "exact", 1.0)])
    decided = decisions(connection, graph(connection), Thresholds(), KeepPolicy("first"))
    lost = sources_mostly_removed(connection, decided)
    assert lost.source.to_list() == ["web"]
    assert lost.share.to_list() == [0.75]


def test_a_linked_group_keeps_one_document_although_most_of_its_pairs_are_not_stored(tmp_path):
    words = prose(5, 200).split()
    texts = [" ".join([*words[: i % 200], f"other{i}", *words[i % 200 + 1 :]]) for i in range(600)]
    connection = workspace_of(tmp_path / "w", texts).connect()
    duplicates = graph(connection)
    assert duplicates.edges.linked.any()
    for rule in ("longest", "newest"):
        decided = decisions(connection, duplicates, Thresholds(0.8), KeepPolicy(rule))
        assert len(decided) == 600
        assert decided.kept.sum() == 1
        assert not decided.indirect.any()
        assert (decided.jaccard[~decided.kept] >= 0.8).all()
