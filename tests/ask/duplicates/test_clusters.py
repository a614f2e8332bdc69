"""Clusters, summaries and the removal curve count what the decisions keep and remove."""

from dataclasses import replace

from hypothesis import given, settings

from analytics.ask.duplicates import (
    DuplicateGraph,
    KeepPolicy,
    Thresholds,
    cluster_pairs,
    clusters,
    clusters_in_selection,
    compare_policies,
    decisions,
    graph,
    members,
    overlap,
    removal_by_threshold,
    summarize,
)
from analytics.ask.filters import Contains, Rows, Values
from analytics.ask.selection import Selection
from tests.duplicate_pairs import CHAIN, POLICIES, SOURCES, THRESHOLDS, corpus, random_pairs


@settings(deadline=None, max_examples=25)
@given(random_pairs(), THRESHOLDS, THRESHOLDS)
def test_clusters_at_a_higher_threshold_refine_those_at_a_lower(pairs, one, other):
    low, high = sorted((one, other), key=lambda thresholds: thresholds.jaccard)
    duplicates = graph(corpus(pairs))
    coarse, fine = (
        duplicates.clusters(low).set_index("doc_id").cluster,
        duplicates.clusters(high).set_index("doc_id").cluster,
    )
    assert set(fine.index) <= set(coarse.index)
    assert coarse[fine.index].groupby(fine).nunique().le(1).all()


@settings(deadline=None, max_examples=15)
@given(random_pairs(), THRESHOLDS, POLICIES)
def test_documents_and_tokens_add_up_to_what_sql_counts(pairs, thresholds, policy):
    connection = corpus(pairs)
    duplicates = graph(connection)
    decided = decisions(connection, duplicates, thresholds, policy)
    summary = summarize(connection, decided, thresholds)
    removed = decided.doc_id[~decided.kept].to_list()
    documents, tokens = connection.execute(
        "SELECT count(*), coalesce(sum(n_tokens), 0) FROM signals WHERE doc_id IN (SELECT unnest(?::BIGINT[]))",
        [removed],
    ).fetchone()
    assert (summary.removed_documents, summary.all_removed_tokens) == (documents, tokens)
    assert summary.tokens == connection.execute("SELECT sum(n_tokens) FROM signals").fetchone()[0]
    table = clusters(decided)
    assert (table.removed.sum(), table.removed_tokens.sum(), table.documents.sum()) == (
        documents,
        tokens,
        summary.in_clusters,
    )
    assert compare_policies(connection, duplicates, thresholds, {"this": policy}).removed_documents.sum() == documents
    copies = connection.execute("SELECT count(*) FROM duplicate_pairs WHERE kind = 'exact'").fetchone()[0]
    assert summary.removed["copies"] == copies


def test_a_selection_has_only_its_own_pairs_also_when_the_first_copy_is_not_selected():
    connection = corpus([(0, 1, "exact", 1.0), (0, 2, "exact", 1.0), (3, 4, "near", 0.9)])
    duplicates = graph(connection, Selection((Rows((1, 2, 3)),)))
    assert duplicates.clusters(Thresholds()).doc_id.to_list() == [1, 2]
    assert len(duplicates.edges) == 0
    chosen = Selection((Rows((1, 2, 3)),))
    assert (
        summarize(
            connection, decisions(connection, duplicates, Thresholds(), KeepPolicy("first")), Thresholds(), chosen
        ).removed["copies"]
        == 1
    )


def test_an_unknown_token_count_stays_unknown():
    connection = corpus(CHAIN, signals=lambda table: table.drop(columns="n_tokens"))
    duplicates = graph(connection)
    decided = decisions(connection, duplicates, Thresholds(0.7), KeepPolicy("first"))
    assert summarize(connection, decided, Thresholds(0.7)).all_removed_tokens is None
    assert clusters(decided).tokens.isna().all()
    assert overlap(connection, duplicates, threshold=0.7).query("documents > 0").tokens.isna().all()


def test_a_corpus_without_duplicates_has_empty_answers():
    connection = corpus([])
    duplicates = graph(connection)
    assert isinstance(duplicates, DuplicateGraph)
    decided = decisions(connection, duplicates, Thresholds(), KeepPolicy())
    assert len(decided) == len(clusters(decided)) == 0
    assert summarize(connection, decided, Thresholds()).removed_documents == 0
    assert summarize(connection, decided, Thresholds()).summary_text() == "None of 12 documents repeats another."
    assert overlap(connection, duplicates).documents.sum() == 0
    assert len(removal_by_threshold(connection, duplicates, Thresholds(), KeepPolicy()).removed) == 0


def test_members_have_reasons_and_pairs_that_prove_them():
    connection = corpus([*CHAIN, (0, 5, "exact", 1.0)])
    duplicates = graph(connection)
    decided = decisions(connection, duplicates, Thresholds(0.7), KeepPolicy("first"))
    shown = members(connection, decided, 0)
    assert shown.doc_id.to_list() == [0, 2, 5, 1]
    assert shown.why.to_list()[2] == "removed because of #0, the same text"
    assert cluster_pairs(duplicates, decided, 0)[["a", "b"]].to_numpy().tolist() == [[0, 1], [1, 2], [0, 2]]
    assert clusters_in_selection(connection, decided, Selection((Contains("text 5"),))).tolist() == [0]
    assert (
        len(clusters_in_selection(connection, decided, Selection((Values("documents", "source", ("nothing",)),)))) == 0
    )


@settings(deadline=None, max_examples=12)
@given(random_pairs(), POLICIES)
def test_the_curve_agrees_with_the_decisions_at_every_threshold(pairs, policy):
    connection = corpus(pairs)
    policy = replace(policy, keep_indirect=False)
    duplicates = graph(connection)
    swept = removal_by_threshold(connection, duplicates, Thresholds(), policy)
    for threshold in (0.5, 0.7, 0.76, 0.8, 1.0):
        decided = decisions(connection, duplicates, Thresholds(threshold), policy)
        removed = decided[~decided.kept].groupby("source", dropna=False).n_tokens.agg(["size", "sum"])
        here = swept.removed[swept.removed.threshold == threshold].set_index("source")
        for source in SOURCES[:2]:
            assert here.documents.get(source, 0) == removed["size"].get(source, 0)
            assert here.tokens.get(source, 0) == removed["sum"].get(source, 0)
        assert swept.clusters.set_index("threshold").clusters[threshold] == decided.cluster.nunique()
