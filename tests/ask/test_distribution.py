"""Every document is in one bar, unknown, or not drawn, and a bar selects its documents."""

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ask.columns import column
from analytics.ask.distribution import ALL_SOURCES, distribution
from analytics.ask.selection import ALL, Selection, where
from analytics.ask.source_distributions import by_source, quantiles
from analytics.errors import DataloupeError
from tests.workspaces import write_table, write_workspace


def connection_to(tmp_path_factory, values, sources=None):
    """A connection to documents with `values` in the metadata column `v`."""
    sources = sources or [("a", "b", None)[place % 3] for place in range(len(values))]
    return write_workspace(
        tmp_path_factory.mktemp("values") / "w",
        ["x"] * len(values),
        {"v": pa.array(values)},
        scanned=False,
        source=sources,
    ).connect()


def count(connection, filters):
    return connection.execute(
        f"SELECT count(*) FROM documents WHERE {where(connection, Selection(filters))}"
    ).fetchone()[0]


@settings(max_examples=25, deadline=None)
@given(
    st.one_of(
        st.lists(st.one_of(st.none(), st.integers(-5, 10**6)), min_size=1, max_size=40),
        st.lists(
            st.one_of(st.none(), st.floats(-1e6, 1e6), st.just(float("nan")), st.just(math.inf)),
            min_size=1,
            max_size=40,
        ),
        st.lists(st.floats(0, 1), min_size=1, max_size=40),
    ),
    st.booleans(),
)
def test_every_document_is_in_one_bar_or_unknown_or_at_zero(tmp_path_factory, values, log):
    connection = connection_to(
        tmp_path_factory, pa.array(values, pa.float64() if any(isinstance(v, float) for v in values) else pa.int64())
    )
    bars = distribution(connection, ALL, column(connection, "metadata", "v"), log)
    drawn = int(bars.counts.to_numpy().sum())
    assert drawn + bars.unknown + (0 if bars.draws_zeros else bars.zeros + bars.negative) == len(values)
    for source, row in bars.counts.iterrows():
        for place, expected in enumerate(row):
            if expected:
                assert count(connection, bars.bar_filters(place, source)) == expected


def test_a_bar_of_all_sources_selects_all_of_them(tmp_path_factory):
    connection = connection_to(tmp_path_factory, list(range(30)))
    bars = distribution(connection, ALL, column(connection, "metadata", "v"), sources=0)
    assert bars.counts.index.tolist() == [ALL_SOURCES]
    assert [count(connection, bars.bar_filters(place, ALL_SOURCES)) for place in range(30)] == [1] * 30


def test_smaller_sources_are_drawn_as_one(tmp_path_factory):
    connection = connection_to(tmp_path_factory, list(range(10)), ["a"] * 5 + ["b"] * 3 + ["c", "d"])
    bars = distribution(connection, ALL, column(connection, "metadata", "v"), sources=2)
    assert bars.counts.sum(axis=1).to_dict() == {"a": 5, "b": 3, "other": 2}


def test_the_summary_names_what_is_not_drawn(tmp_path_factory):
    connection = connection_to(tmp_path_factory, [0, 0, 1, 10, None])
    bars = distribution(connection, ALL, column(connection, "metadata", "v"), log=True)
    assert bars.summary_text() == (
        "Half of 4 documents have at most 0, one in twenty more than 10; the largest is 10. "
        "50.0% are at zero (not drawn: the axis is logarithmic)."
        " The value of 1 more is unknown or does not apply."
    )


def test_zeros_that_would_hide_other_bars_are_not_drawn_unless_wanted(tmp_path_factory):
    connection = connection_to(tmp_path_factory, [0.0, 0.0, 0.0, 0.25, 0.5])
    v = column(connection, "metadata", "v")
    assert distribution(connection, ALL, v).counts.to_numpy().sum() == 2
    assert "60.0% are at zero (not drawn)." in distribution(connection, ALL, v).summary_text()
    assert distribution(connection, ALL, v, with_zeros=True).counts.to_numpy().sum() == 5
    few = connection_to(tmp_path_factory, [0.0, 0.25, 0.5])
    assert distribution(few, ALL, column(few, "metadata", "v")).counts.to_numpy().sum() == 3


def test_the_summary_counts_values_below_zero(tmp_path_factory):
    connection = connection_to(tmp_path_factory, [-1, 0, 2, 5])
    assert (
        "25.0% are at zero. 25.0% are below zero."
        in distribution(connection, ALL, column(connection, "metadata", "v")).summary_text()
    )


def test_the_summary_never_rounds_few_zeros_to_none(tmp_path_factory):
    connection = connection_to(tmp_path_factory, [0] + [1] * 2999)
    assert (
        "Less than 0.1% are at zero."
        in distribution(connection, ALL, column(connection, "metadata", "v")).summary_text()
    )


def test_a_column_without_known_values_has_a_summary(tmp_path_factory):
    connection = connection_to(tmp_path_factory, pa.array([None, math.nan], pa.float64()))
    bars = distribution(connection, ALL, column(connection, "metadata", "v"))
    assert (bars.known, bars.counts.size) == (0, 0)
    assert bars.summary_text() == "None of 2 documents has a known value."
    assert quantiles(connection, ALL, column(connection, "metadata", "v")).empty


def test_quantiles_are_those_of_numpy(tmp_path_factory):
    numbers = np.random.default_rng(1).lognormal(size=301)
    connection = connection_to(tmp_path_factory, numbers, ["a"] * 301)
    values = quantiles(connection, ALL, column(connection, "metadata", "v")).loc["a"]
    np.testing.assert_allclose(values, np.quantile(numbers, values.index.to_numpy(float), method="inverted_cdf"))


def test_sources_are_compared_in_numbers(tmp_path_factory):
    connection = connection_to(tmp_path_factory, [0, 2, None, 5, 5, 5], ["a", "a", "a", "b", "b", "b"])
    numbers = by_source(connection, ALL, column(connection, "metadata", "v"))
    assert numbers.index.tolist() == [ALL_SOURCES, "a", "b"]
    assert numbers.loc["a"].tolist() == pytest.approx([3, 1 / 3, 0.5, 0, 0, 2])


def test_text_has_no_distribution(small):
    with pytest.raises(DataloupeError, match="'title' is not numeric"):
        distribution(small.connect(), ALL, column(small.connect(), "documents", "title"))


def test_a_table_without_rows_has_a_distribution(no_documents):
    write_table(no_documents, "extra", pa.table({"doc_id": pa.array([], pa.int64())}))
    connection = no_documents.connect()
    assert distribution(connection, ALL, column(connection, "signals", "n_words")).documents == 0
