"""What repeats, why a document goes, and that the laws of thresholds, clusters and keep rules hold."""

from itertools import pairwise

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ask.duplicates import (
    KEEP_RULES,
    DuplicateGraph,
    KeepPolicy,
    Thresholds,
    cluster_pairs,
    clusters,
    clusters_in_selection,
    compare_policies,
    compare_texts,
    decisions,
    describe_decision,
    difference,
    graph,
    members,
    overlap,
    pairs_between,
    removal_by_threshold,
    removal_reason,
    sources_mostly_removed,
    summarize,
)
from analytics.ask.filters import Contains, Rows, Values
from analytics.ask.selection import Selection
from analytics.errors import DataloupeError
from tests.duplicated import prose, workspace_of

SOURCES = ("web", "book", None)


def corpus(pairs, **changes):
    """A connection to twelve documents and these rows of duplicate_pairs: (a, b, kind, jaccard[, containment]).
    `changes` alter a table.
    """
    connection = duckdb.connect()
    ids = range(12)
    texts = {
        "doc_id": ids,
        "source": [SOURCES[i % 3] for i in ids],
        "text": [f"text {i}" for i in ids],
        "title": None,
        "created_at": pd.Timestamp("2023-01-01"),
    }
    signals = {
        "doc_id": ids,
        "n_chars": [len(f"text {i}") for i in ids],
        "n_tokens": [10 * (i + 1) for i in ids],
        "quality": [(7 * i) % 5 for i in ids],
    }
    rows = [(a, b, kind, jaccard, *(containment or [jaccard])) for a, b, kind, jaccard, *containment in pairs]
    found = pd.DataFrame(rows, columns=["a", "b", "kind", "jaccard", "containment"]).astype(
        {"a": int, "b": int, "kind": object, "jaccard": "float32", "containment": "float32"}
    )
    found = found.assign(
        cosine=np.float32("nan"), a_in_b=found.containment, b_in_a=found.containment, shared=20, linked=False
    )
    tables = {
        "documents": pd.DataFrame(texts),
        "signals": pd.DataFrame(signals),
        "signatures": pd.DataFrame({"doc_id": ids, "n_shingles": 5}),
        "duplicate_pairs": found,
    }
    for name, table in tables.items():
        connection.register(name, changes[name](table) if name in changes else table)
    return connection


@st.composite
def paired(draw):
    """A corpus whose first documents are copies of one another in places, and pairs between representatives."""
    n = 12
    copies = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    representative = list(range(n))
    rows = []
    for i in range(6, n):  # a later document may be a copy of an earlier one
        if copies[i] == 0:
            leader = representative[draw(st.integers(0, 5))]
            representative[i] = leader
            rows.append((leader, i, "exact", 1.0))
    distinct = [i for i in range(n) if representative[i] == i]
    some = draw(
        st.lists(
            st.tuples(
                st.sampled_from(distinct),
                st.sampled_from(distinct),
                st.sampled_from([0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 1.0]),
            ),
            max_size=16,
        )
    )
    near = {(min(a, b), max(a, b)): jaccard for a, b, jaccard in some if a != b}
    return [*rows, *((a, b, "near", jaccard) for (a, b), jaccard in near.items())]


KEEPS = st.builds(
    KeepPolicy,
    rule=st.sampled_from(list(KEEP_RULES)),
    signal=st.just("quality"),
    least=st.booleans(),
    sources=st.permutations(["web", "book"]).map(tuple),
    representative=st.booleans(),
)
THRESHOLDS = st.sampled_from([0.5, 0.6, 0.7, 0.8, 0.9, 1.0]).map(Thresholds)


@settings(deadline=None, max_examples=25)
@given(paired(), THRESHOLDS, THRESHOLDS)
def test_clusters_at_a_higher_threshold_refine_those_at_a_lower(pairs, one, other):
    low, high = sorted((one, other), key=lambda thresholds: thresholds.jaccard)
    found = graph(corpus(pairs))
    coarse, fine = found.clusters(low).set_index("doc_id").cluster, found.clusters(high).set_index("doc_id").cluster
    assert set(fine.index) <= set(coarse.index)
    assert coarse[fine.index].groupby(fine).nunique().le(1).all()


@settings(deadline=None, max_examples=30)
@given(paired(), THRESHOLDS, KEEPS)
def test_no_rule_in_representative_mode_leaves_a_pair_above_the_threshold(pairs, thresholds, keep):
    connection = corpus(pairs)
    decided = decisions(connection, graph(connection), thresholds, replace_mode(keep, True))
    gone = set(decided.doc_id[~decided.kept])
    for a, b, kind, jaccard in pairs:
        if kind == "exact" or jaccard >= np.float32(thresholds.jaccard):
            assert a in gone or b in gone
    scores = {(a, b): jaccard for a, b, _, jaccard in pairs} | {(b, a): jaccard for a, b, _, jaccard in pairs}
    text = {row.doc_id: row.text for row in decided.itertuples()}
    for row in decided[~decided.kept].itertuples():
        assert row.because_of not in gone
        near = {
            jaccard
            for (a, b), jaccard in scores.items()
            if text.get(a) == row.text and text.get(b) == text[row.because_of]
        }
        assert row.copy == (text[row.because_of] == row.text)
        assert row.copy or np.float32(row.jaccard) in {np.float32(value) for value in near}


@settings(deadline=None, max_examples=20)
@given(paired(), THRESHOLDS, KEEPS)
def test_outside_representative_mode_one_document_of_each_cluster_stays(pairs, thresholds, keep):
    connection = corpus(pairs)
    decided = decisions(connection, graph(connection), thresholds, replace_mode(keep, False))
    assert (decided.groupby("cluster").kept.sum() == 1).all()
    assert (decided[decided.kept].doc_id == decided[decided.kept].best).all()
    assert (decided.because_of.isna() == decided.kept).all()


@settings(deadline=None, max_examples=12)
@given(paired(), KEEPS)
def test_the_curve_says_at_every_threshold_what_the_decisions_say(pairs, keep):
    connection = corpus(pairs)
    keep = replace_mode(keep, False)
    found = graph(connection)
    swept = removal_by_threshold(connection, found, Thresholds(), keep)
    for threshold in (0.5, 0.7, 0.76, 0.8, 1.0):
        decided = decisions(connection, found, Thresholds(threshold), keep)
        gone = decided[~decided.kept].groupby("source", dropna=False).n_tokens.agg(["size", "sum"])
        here = swept.removed[swept.removed.threshold == threshold].set_index("source")
        for source in SOURCES[:2]:
            assert here.documents.get(source, 0) == gone["size"].get(source, 0)
            assert here.tokens.get(source, 0) == gone["sum"].get(source, 0)
        assert swept.clusters.set_index("threshold").clusters[threshold] == decided.cluster.nunique()


@settings(deadline=None, max_examples=15)
@given(paired(), THRESHOLDS, KEEPS)
def test_documents_and_tokens_add_up_to_what_sql_says(pairs, thresholds, keep):
    connection = corpus(pairs)
    found = graph(connection)
    decided = decisions(connection, found, thresholds, keep)
    said = summarize(connection, decided, thresholds)
    gone = decided.doc_id[~decided.kept].to_list()
    documents, tokens = connection.execute(
        "SELECT count(*), coalesce(sum(n_tokens), 0) FROM signals WHERE doc_id IN (SELECT unnest(?::BIGINT[]))", [gone]
    ).fetchone()
    assert (said.removed_documents, said.all_removed_tokens) == (documents, tokens)
    assert said.tokens == connection.execute("SELECT sum(n_tokens) FROM signals").fetchone()[0]
    table = clusters(decided)
    assert (table.removed.sum(), table.removed_tokens.sum(), table.documents.sum()) == (
        documents,
        tokens,
        said.in_clusters,
    )
    assert compare_policies(connection, found, thresholds, {"this": keep}).removed_documents.sum() == documents
    copies = connection.execute("SELECT count(*) FROM duplicate_pairs WHERE kind = 'exact'").fetchone()[0]
    assert said.removed["copies"] == copies


def replace_mode(keep: KeepPolicy, representative: bool) -> KeepPolicy:
    return KeepPolicy(keep.rule, keep.signal, keep.least, keep.sources, representative)


@settings(deadline=None, max_examples=6)
@given(paired(), THRESHOLDS, KEEPS)
def test_the_reason_of_one_document_is_what_the_decisions_say(pairs, thresholds, keep):
    connection = corpus(pairs)
    decided = decisions(connection, graph(connection), thresholds, keep)
    expected = {row.doc_id: describe_decision(row) for row in decided.itertuples()}
    assert {
        doc_id: words for doc_id in range(12) if (words := removal_reason(connection, doc_id, thresholds, keep))
    } == expected


CHAIN = [(0, 1, "near", 0.82), (1, 2, "near", 0.74), (0, 2, "near", 0.51)]


def test_a_chain_member_is_marked_and_representative_mode_keeps_it():
    connection = corpus(CHAIN)
    decided = decisions(connection, graph(connection), Thresholds(0.7), KeepPolicy("first")).set_index("doc_id")
    assert decided.chained.to_dict() == {0: False, 1: False, 2: True}
    assert decided.kept.to_dict() == {0: True, 1: False, 2: True}
    assert (
        removal_reason(connection, 1, Thresholds(0.7), KeepPolicy("first"))
        == "removed because of #0, Jaccard 0.82, containment 0.82"
    )
    assert (
        removal_reason(connection, 2, Thresholds(0.7), KeepPolicy("first"))
        == "kept, though close only to a removed one"
    )
    assert (
        removal_reason(connection, 2, Thresholds(0.7), KeepPolicy("first", representative=False))
        == "removed because of #0, by a chain of pairs"
    )
    assert removal_reason(connection, 5, Thresholds(0.7), KeepPolicy("first")) is None


def test_a_copy_says_that_it_is_one():
    connection = corpus([(3, 4, "exact", 1.0)])
    assert removal_reason(connection, 4, Thresholds(), KeepPolicy("first")) == "removed because of #3, the same text"


def test_copies_that_are_preferred_stand_for_their_text():
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
    ("keep", "kept"),
    [
        (KeepPolicy("first"), 0),
        (KeepPolicy("longest"), 11),
        (KeepPolicy("newest"), 1),
        (KeepPolicy("best signal", "n_tokens"), 11),
        (KeepPolicy("best signal", "n_tokens", least=True), 0),
        (KeepPolicy("source priority", sources=("book", "web")), 1),
    ],
)
def test_each_rule_keeps_what_it_says(keep, kept):
    triangle = [(0, 1, "near", 0.9), (1, 11, "near", 0.9), (0, 11, "near", 0.9)]
    connection = corpus(
        triangle, documents=lambda table: table.assign(created_at=table.created_at.where(table.doc_id == 1))
    )
    decided = decisions(connection, graph(connection), Thresholds(), keep)
    assert decided.doc_id[decided.kept].to_list() == [kept]


def test_unknown_rules_signals_and_thresholds_say_what_there_is():
    with pytest.raises(DataloupeError, match="the rules are longest, first, newest"):
        KeepPolicy("shortest")
    with pytest.raises(DataloupeError, match="needs a signal"):
        decisions(corpus(CHAIN), graph(corpus(CHAIN)), Thresholds(), KeepPolicy("best signal"))
    with pytest.raises(DataloupeError, match="n_tokens"):
        decisions(corpus(CHAIN), graph(corpus(CHAIN)), Thresholds(), KeepPolicy("best signal", "beauty"))
    with pytest.raises(DataloupeError, match="between 0 and 1"):
        Thresholds(1.2)
    with pytest.raises(DataloupeError, match="no duplicates yet"):
        graph(duckdb.connect())


def test_a_wipe_out_is_a_source_that_loses_more_than_half():
    connection = corpus([(0, i, "exact", 1.0) for i in range(3, 12, 3)] + [(1, 4, "exact", 1.0)])
    decided = decisions(connection, graph(connection), Thresholds(), KeepPolicy("first"))
    lost = sources_mostly_removed(connection, decided)
    assert lost.source.to_list() == ["web"]
    assert lost.share.to_list() == [0.75]


def test_a_selection_sees_only_its_own_pairs_also_when_the_representative_is_outside():
    connection = corpus([(0, 1, "exact", 1.0), (0, 2, "exact", 1.0), (3, 4, "near", 0.9)])
    found = graph(connection, Selection((Rows((1, 2, 3)),)))
    assert found.clusters(Thresholds()).doc_id.to_list() == [1, 2]
    assert len(found.edges) == 0
    chosen = Selection((Rows((1, 2, 3)),))
    assert (
        summarize(
            connection, decisions(connection, found, Thresholds(), KeepPolicy("first")), Thresholds(), chosen
        ).removed["copies"]
        == 1
    )


def test_overlap_counts_what_of_a_source_stands_in_another():
    pairs = [(0, 1, "near", 0.9), (3, 6, "exact", 1.0), (4, 2, "near", 0.6)]
    connection = corpus([(min(a, b), max(a, b), *rest) for a, b, *rest in pairs])
    table = overlap(connection, graph(connection), least=0.8).set_index(["source", "other"])
    cell = table.loc[("web", "book")]
    assert (cell.documents, cell.tokens) == (1, 10)
    assert cell.share_of_documents == 1 / 4
    assert table.loc[("web", "web")].documents == 2
    assert table.loc[("book", "web")].documents == 1
    assert table.documents.sum() == 4
    found = graph(connection)
    assert pairs_between(found, "web", "book")[["a", "b", "copy"]].to_numpy().tolist() == [[0, 1, False]]
    assert pairs_between(found, "web", "web")[["a", "b", "copy"]].to_numpy().tolist() == [[6, 3, True]]
    assert pairs_between(found, "book", None, least=0.5)[["a", "b"]].to_numpy().tolist() == [[4, 2]]


def test_overlap_by_containment_has_a_direction():
    connection = corpus([(0, 1, "near", 0.3, 1.0)], duplicate_pairs=lambda table: table.assign(b_in_a=np.float32(0.3)))
    table = overlap(connection, graph(connection), "containment", 0.8).set_index(["source", "other"])
    assert table.loc[("web", "book")].documents == 1
    assert table.loc[("book", "web")].documents == 0
    with pytest.raises(DataloupeError, match="jaccard, containment"):
        overlap(connection, graph(connection), "cosine")


def test_an_unknown_token_count_stays_unknown():
    connection = corpus(CHAIN, signals=lambda table: table.drop(columns="n_tokens"))
    found = graph(connection)
    decided = decisions(connection, found, Thresholds(0.7), KeepPolicy("first"))
    assert summarize(connection, decided, Thresholds(0.7)).all_removed_tokens is None
    assert clusters(decided).tokens.isna().all()
    assert overlap(connection, found, least=0.7).query("documents > 0").tokens.isna().all()


def test_a_corpus_without_duplicates_has_empty_answers():
    connection = corpus([])
    found = graph(connection)
    assert isinstance(found, DuplicateGraph)
    decided = decisions(connection, found, Thresholds(), KeepPolicy())
    assert len(decided) == len(clusters(decided)) == 0
    assert summarize(connection, decided, Thresholds()).removed_documents == 0
    assert summarize(connection, decided, Thresholds()).summary_text() == "None of 12 documents repeats another."
    assert overlap(connection, found).documents.sum() == 0
    assert len(removal_by_threshold(connection, found, Thresholds(), KeepPolicy()).removed) == 0


def test_members_tell_why_and_edges_prove_it():
    connection = corpus([*CHAIN, (0, 5, "exact", 1.0)])
    found = graph(connection)
    decided = decisions(connection, found, Thresholds(0.7), KeepPolicy("first"))
    shown = members(connection, decided, 0)
    assert shown.doc_id.to_list() == [0, 2, 5, 1]
    assert shown.why.to_list()[2] == "removed because of #0, the same text"
    assert cluster_pairs(found, decided, 0)[["a", "b"]].to_numpy().tolist() == [[0, 1], [1, 2], [0, 2]]
    assert clusters_in_selection(connection, decided, Selection((Contains("text 5"),))).tolist() == [0]
    assert (
        len(clusters_in_selection(connection, decided, Selection((Values("documents", "source", ("nothing",)),)))) == 0
    )


def test_a_hot_group_keeps_one_document_although_most_of_its_pairs_are_not_stored(tmp_path):
    words = prose(5, 200).split()
    texts = [" ".join([*words[: i % 200], f"other{i}", *words[i % 200 + 1 :]]) for i in range(600)]
    connection = workspace_of(tmp_path / "w", texts).connect()
    found = graph(connection)
    assert found.edges.linked.any()
    for rule in ("longest", "newest"):
        decided = decisions(connection, found, Thresholds(0.8), KeepPolicy(rule))
        assert len(decided) == 600
        assert decided.kept.sum() == 1
        assert not decided.chained.any()
        assert (decided.jaccard[~decided.kept] >= 0.8).all()


@given(
    st.lists(st.sampled_from(["one", "two", "three,", "four\n", "_", "five"]), max_size=60),
    st.lists(st.sampled_from(["one", "two", "six"]), max_size=60),
)
def test_a_difference_holds_all_of_both_texts(one, other):
    left, right = " ".join(one), " ".join(other)
    found = compare_texts(left, right)
    shown = sum(len(piece.left) + len(piece.left_after) for piece in found.pieces)
    assert shown <= len(left)
    if not any(piece.folded for piece in found.pieces):
        assert "".join(piece.left for piece in found.pieces) == left
        assert "".join(piece.right for piece in found.pieces) == right
    for piece in found.pieces:
        assert (piece.left.split() == piece.right.split()) or not piece.same
    assert all(before.same != after.same for before, after in pairwise(found.pieces))


def test_common_text_is_folded_and_counted():
    words = [f"w{i}" for i in range(100)]
    found = compare_texts(" ".join(words), " ".join([*words[:50], "new", *words[51:]]))
    assert [piece.same for piece in found.pieces] == [True, False, True]
    assert [piece.folded for piece in found.pieces] == [34, 0, 33]
    assert (found.pieces[1].left, found.pieces[1].right) == (" w50", " new")
    assert (found.common, found.only_left, found.only_right, found.cut) == (99, 1, 1, False)


def test_texts_too_long_to_compare_say_so():
    assert compare_texts("a " * 300_000, "b " * 300_000).cut
    assert not compare_texts("a " * 300, "a " * 300).cut


def test_the_difference_of_a_document_that_is_not_there_says_so():
    with pytest.raises(DataloupeError, match="there is no document 99"):
        difference(corpus([]), 1, 99)
