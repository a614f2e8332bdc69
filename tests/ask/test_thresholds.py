"""One threshold: what it keeps as it changes, which documents are near it, and which thresholds the data suggest."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ask.filters import Values
from analytics.ask.rules import examples, reference_sources, suggestions, threshold_values
from analytics.ask.selection import ALL, Selection
from analytics.rules import OWN, Rule, Test, find_rule
from analytics.statistics.histogram import valley
from tests.workspaces import write_workspace

STARS = [1.5, None, float("nan"), float("inf"), -1.0, 0.0, 3.0, 4.0, 5.0, 6.0, 3.0, 3.0]
TEXTS = [f"{'word ' * (5 * number)}end of document {number}" for number in range(12)]


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    path = tmp_path_factory.mktemp("thresholds") / "w"
    metadata = {"stars": pa.array(STARS), "high": pa.array([float(number % 3) for number in range(12)])}
    return write_workspace(path, TEXTS, source=["a", "b"] * 6, metadata=metadata).connect()


def own(*tests, joined="and"):
    return Rule(OWN, "mine", tuple(Test(*test) for test in tests), "own rule", joined)


THRESHOLDS = st.one_of(st.sampled_from([3.0, 0.0, -1.0, 6.0]), st.floats(-3, 8))


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from("<>"),
    THRESHOLDS,
    st.sampled_from("<>"),
    THRESHOLDS,
    st.sampled_from(["and", "or"]),
    st.integers(1, 2),
    st.integers(0, 1),
)
def test_retention_at_every_threshold_is_what_sql_counts_there(
    connection, one, first, two, second, joined, tests, moved
):
    rule = own(("metadata", "stars", one, first), ("metadata", "high", two, second), joined=joined)
    rule = rule if tests == 2 else own(("metadata", "stars", one, first))
    moved = min(moved, tests - 1)
    curve = threshold_values(connection, ALL, rule, moved).retention()
    for row in curve.iloc[:: max(1, len(curve) // 6)].itertuples():
        there = rule.with_threshold(row.threshold, moved)
        fails = f"coalesce({there.fails}, false)"
        applies, failing, tokens, lost = connection.execute(
            f"""SELECT count(*), count(*) FILTER ({fails}), sum(n_tokens), sum(n_tokens) FILTER ({fails})
                FROM metadata JOIN signals USING (doc_id)
                WHERE {rule.fails} IS NOT NULL"""
        ).fetchone()
        if applies and row.threshold == rule.tests[moved].threshold:
            assert row.documents == pytest.approx(1 - failing / applies)
            assert row.tokens == pytest.approx(1 - (lost or 0) / tokens)
        elif applies and joined == "or":
            assert row.documents == pytest.approx(1 - failing / applies)
    seen = threshold_values(connection, ALL, rule, moved)
    if len(seen.value):
        np.testing.assert_allclose(
            [seen.kept_share(threshold) for threshold in curve.threshold[::9]], curve.documents[::9]
        )
    present = rule.tests[moved].threshold
    assert (curve.threshold == present).sum() == 1
    assert (curve.threshold.diff().dropna() > 0).all()
    if len(curve) > 1 and curve.documents.notna().all():
        assert (curve.documents.diff().dropna() * (-1 if rule.tests[moved].operator == "<" else 1) >= -1e-12).all()


def test_examples_are_the_nearest_on_either_side(connection):
    near = examples(connection, threshold_values(connection, ALL, own(("metadata", "stars", ">", 3.5))), limit=2)
    assert near.fails.tolist() == [True, True, False, False]
    assert near.value.tolist() == [4.0, 5.0, 3.0, 3.0]
    assert near.excerpt.tolist() == [TEXTS[doc_id] for doc_id in near.doc_id]
    again = examples(
        connection, threshold_values(connection, ALL, own(("metadata", "stars", ">", 3.5))), limit=2, page=1
    )
    assert again.value.tolist() == [6.0, 3.0, 1.5]
    assert not set(again.doc_id) & set(near.doc_id)


def test_examples_are_only_those_for_which_the_test_decides(connection):
    rule = own(("metadata", "stars", ">", 2.0), ("metadata", "high", "<", 1.0))
    near = examples(connection, threshold_values(connection, ALL, rule), limit=10)
    assert set(near.doc_id) <= {number for number in range(12) if number % 3 == 0}
    assert (
        near.fails.sum()
        == connection.execute(f"SELECT count(*) FROM metadata WHERE {rule.fails} AND isfinite(stars)").fetchone()[0]
    )


def test_only_selected_documents_count_and_none_gives_one_point(connection):
    few = threshold_values(
        connection, Selection((Values("documents", "source", ("a",)),)), find_rule("Gopher quality", "too few words")
    )
    assert set(few.doc_id) == {0, 2, 4, 6, 8, 10}
    none = threshold_values(
        connection, Selection((Values("documents", "source", ("z",)),)), find_rule("Gopher quality", "too few words")
    )
    assert none.retention().threshold.tolist() == [50.0]
    assert none.retention().documents.isna().all()
    assert examples(connection, none).empty


def test_a_reference_source_suggests_what_keeps_it(tmp_path):
    values = [float(number) for number in range(1, 101)]
    connection = write_workspace(
        tmp_path / "w",
        ["x"] * 110,
        source=["good"] * 100 + ["few"] * 10,
        metadata={"v": pa.array([*values, *([500.0] * 10)])},
    ).connect()
    assert reference_sources(connection) == ["good"]
    above, below = (threshold_values(connection, ALL, own(("metadata", "v", operator, 50.0))) for operator in "><")
    assert [(one.threshold, one.reason) for one in suggestions(connection, above, "good")] == [
        (99.0, "keeps 99 % of good"),
        (95.0, "keeps 95 % of good"),
    ]
    for one, least in zip(suggestions(connection, below, "good"), (0.99, 0.95), strict=True):
        assert sum(value >= one.threshold for value in values) / 100 >= least
    assert suggestions(connection, above, "few") == suggestions(connection, above) == []


def test_two_peaks_have_a_valley_and_one_has_none():
    random = np.random.default_rng(5)
    left, right = random.normal(0.2, 0.05, 3000), random.normal(0.8, 0.05, 2000)
    assert valley(np.concatenate([left, right])) == pytest.approx(0.5, abs=0.12)
    assert valley(left) is None
    assert valley(random.uniform(0, 1, 5000)) is None
    assert valley(random.lognormal(4, 1, 5000)) is None
    assert valley(np.exp(np.concatenate([left * 20, right * 20]))) == pytest.approx(np.exp(10), rel=0.95)
    assert valley(np.concatenate([np.zeros(9000), left, right])) == pytest.approx(0.5, abs=0.12)
    assert valley(np.full(5000, 3.0)) is None
    assert valley(np.array([1.0, 2.0])) is None
