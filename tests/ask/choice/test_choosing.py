"""Does a choice follow its aims, and does it say how far it reaches them?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from analytics.ask import choice
from analytics.ask.choice import Request, Weights
from analytics.ask.filters import Range, Values
from analytics.ask.selection import ALL, Selection
from analytics.errors import DataloupeError
from tests.mapped import write_vectors
from tests.workspaces import write_table, write_workspace

CENTRES, N = 6, 300


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    """300 documents around 6 centres of very different sizes; `stars` from 0 to 299; 10 and 11 are near-duplicates."""
    rng = np.random.default_rng(5)
    sizes = np.array([200, 60, 20, 10, 6, 4])
    centre = np.repeat(np.arange(CENTRES), sizes)
    vectors = np.eye(16)[centre] + rng.normal(scale=0.08, size=(N, 16))
    workspace = write_workspace(
        tmp_path_factory.mktemp("choice") / "w",
        [f"text {i} about {c}" for i, c in enumerate(centre)],
        metadata={"stars": pa.array(rng.permutation(N).astype(float))},
        source=[f"s{c}" for c in centre],
    )
    write_vectors(workspace, vectors, k=15)
    scores = dict.fromkeys(("jaccard", "containment", "a_in_b", "b_in_a"), pa.array([0.95], pa.float32()))
    pair = {"a": [10], "b": [11], "kind": ["near"], "cosine": pa.nulls(1, pa.float32()), "linked": [False]}
    write_table(workspace, "duplicate_pairs", pa.table(pair | scores))
    return workspace.connect()


def chosen(connection, request, selection=ALL):
    return choice.choose(choice.evidence(connection, selection, request), request)


def sources(connection, result):
    ids = result.doc_ids.tolist()
    rows = connection.execute("SELECT doc_id, source FROM documents").fetchnumpy()
    return [str(rows["source"][np.flatnonzero(rows["doc_id"] == one)[0]]) for one in ids]


def test_diversity_reaches_groups_that_a_random_choice_misses(connection):
    result = chosen(connection, Request(size=30))
    assert set(sources(connection, result)) == {f"s{c}" for c in range(CENTRES)}
    curves = choice.coverage_curves(connection, ALL, {"diversity": result.doc_ids})
    at_end = curves[curves["size"] == 30].set_index("method")
    assert at_end.value["diversity"] > at_end.high["random"]
    assert (at_end.low <= at_end.value).all() and (at_end.value <= at_end.high).all()


def test_quality_alone_chooses_the_documents_with_the_highest_score(connection):
    by_stars = Request(20, weights=Weights(diversity=0, quality=1), quality=("metadata", "stars"))
    stars = connection.execute("SELECT doc_id FROM metadata ORDER BY stars DESC LIMIT 20").fetchnumpy()["doc_id"]
    assert set(chosen(connection, by_stars).doc_ids) == set(stars)
    lowest = connection.execute("SELECT doc_id FROM metadata ORDER BY stars LIMIT 20").fetchnumpy()["doc_id"]
    assert set(chosen(connection, replace(by_stars, lower_is_better=True)).doc_ids) == set(lowest)


def test_closeness_chooses_what_resembles_the_target(connection):
    target = Selection((Values("documents", "source", ("s5",)),))
    request = Request(4, weights=Weights(diversity=0, closeness=1), target=target)
    assert sources(connection, chosen(connection, request)) == ["s5"] * 4


def test_balance_gives_groups_equal_shares_as_far_as_they_have_documents(connection):
    request = Request(60, weights=Weights(diversity=0, balance=1), balance="source")
    counts = dict(zip(*np.unique(sources(connection, chosen(connection, request)), return_counts=True), strict=True))
    assert sum(counts.values()) == 60
    assert (counts["s3"], counts["s4"], counts["s5"]) == (10, 6, 4)
    assert abs(counts["s0"] - counts["s1"]) <= 1 and abs(counts["s1"] - counts["s2"]) <= 1


def test_several_aims_together_say_what_each_reaches_of_what_it_reaches_alone(connection):
    request = Request(
        40, weights=Weights(diversity=1, quality=1, balance=1), quality=("metadata", "stars"), balance="source"
    )
    result = chosen(connection, request)
    assert set(result.reached) == {"diversity", "quality", "balance"}
    assert all(0.5 < share <= 1 + 1e-9 for share in result.reached.values())
    assert "Compared with following each aim alone" in result.summary_text()


def test_of_near_duplicates_one_is_chosen_unless_they_are_allowed(connection):
    everything = Request(size=N)
    assert len({10, 11} & set(chosen(connection, everything).doc_ids)) == 1
    assert {10, 11} <= set(chosen(connection, replace(everything, thresholds=None)).doc_ids)


def test_tokens_stay_within_the_budget(connection):
    request = Request(100, unit="tokens")
    result = chosen(connection, request)
    assert 0 < result.tokens <= 100


def test_a_choice_among_a_selection_has_only_documents_of_it(connection):
    among = Selection((Range("metadata", "stars", 250, None),))
    result = chosen(connection, Request(size=10), among)
    stars = connection.execute(
        "SELECT min(stars) FROM metadata WHERE doc_id IN (SELECT unnest(?::BIGINT[]))", [result.doc_ids.tolist()]
    ).fetchone()
    assert result.among == 50 and len(result.doc_ids) == 10 and stars[0] >= 250


def test_a_smaller_choice_is_the_start_of_a_larger_one(connection):
    assert chosen(connection, Request(10)).doc_ids.tolist() == chosen(connection, Request(25)).doc_ids[:10].tolist()


def test_groups_with_more_or_less_than_by_chance_are_named(connection):
    result = chosen(connection, Request(60, weights=Weights(diversity=0, balance=1), balance="source"))
    table = choice.representation(connection, ALL, result.doc_ids, "source").set_index("group")
    assert table.chosen.sum() == 60 and table.documents.sum() == N
    assert table.verdict["s0"] == "less" and table.verdict["s5"] == "more"
    random = np.random.default_rng(1).choice(N, 60, replace=False)
    assert set(choice.representation(connection, ALL, random, "source").verdict) == {"as random"}


def test_of_200_random_choices_at_most_5_percent_have_a_group_with_more_or_less_than_by_chance(connection):
    rng = np.random.default_rng(2)
    has_verdict = [
        (
            choice.representation(connection, ALL, rng.choice(N, 60, replace=False), "source").verdict != "as random"
        ).any()
        for _ in range(200)
    ]
    assert np.mean(has_verdict) <= 0.05


def test_documents_that_are_left_out_name_the_chosen_one_that_stands_for_them(connection):
    result = chosen(connection, Request(size=6))
    table = choice.left_out(connection, ALL, result.doc_ids)
    assert not set(table.doc_id) & set(result.doc_ids)
    assert set(table.nearest) <= set(result.doc_ids)
    assert table.similarity.is_monotonic_increasing


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Request(0), "at least 1"),
        (lambda: Request(5, unit="words"), "There are: documents, tokens"),
        (lambda: Request(5, weights=Weights(quality=1)), "This needs a column with a score"),
        (lambda: Request(5, weights=Weights(closeness=1)), "This needs a target"),
        (lambda: Weights(0), "All weights are 0"),
        (lambda: Weights(2), "from 0 to 1, not 2"),
    ],
)
def test_a_request_that_cannot_be_met_says_what_it_needs(make, message):
    with pytest.raises(DataloupeError, match=message):
        make()


def test_a_column_without_numbers_cannot_say_how_good_a_document_is(connection):
    request = Request(5, weights=Weights(diversity=0, quality=1), quality=("documents", "source"))
    with pytest.raises(DataloupeError, match="'source' has no numbers"):
        chosen(connection, request)
