"""The numbers of a workspace: counted as their definitions say, the same for a batch as for a workspace of only it."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from analytics.history.bins import bin_codes, bin_names, edge_array, edges, n_bins
from analytics.history.numbers import COLUMNS, measure, number_value
from analytics.history.rows import load_rows, selected
from analytics.history.sums import bins_of, group_means, quantiles
from analytics.signals.registry import SIGNALS
from tests.workspaces import days, write_table, write_workspace

TEXTS = [f"Word {'and more words ' * (number % 9)}number {number}." for number in range(100)]
LANGUAGES = ["en"] * 80 + ["de"] * 15 + [None] * 5
SOURCES = ["web"] * 60 + ["books"] * 30 + [None] * 10


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    workspace = write_workspace(
        tmp_path_factory.mktemp("numbers") / "all", TEXTS, source=SOURCES, languages=LANGUAGES, created_at=days(100)
    )
    pairs = {"a": [0, 1, 2, 5], "b": [90, 91, 92, 95], "kind": ["exact", "near", "near", "semantic"]}
    scores = {"jaccard": pa.array([1, 0.9, 0.6, 0.1], pa.float32())}
    write_table(workspace, "duplicate_pairs", pa.table(pairs | scores))
    content = {"doc_id": range(100), "pii_count": [1] * 10 + [0] * 90, "email_count": [1] * 4 + [0] * 96}
    write_table(workspace, "content", pa.table(content))
    return workspace


@pytest.fixture(scope="module")
def numbers(workspace):
    return measure(workspace.connect())


def value(numbers, *keys):
    row = number_value(numbers, *keys)
    return None if row is None else row["value"]


def test_every_number_has_all_columns_and_no_number_comes_twice(numbers):
    assert tuple(numbers.columns) == COLUMNS
    assert not numbers.duplicated(["number", "of", "group", "group_value"]).any()
    assert numbers["value"].notna().all() and (numbers["n"] >= 0).all()


def test_documents_and_shares_add_up_over_each_grouping(numbers):
    assert value(numbers, "documents") == 100
    for group in ("source", "language"):
        rows = numbers[numbers["group"] == group]
        assert rows[rows["number"] == "documents"]["value"].sum() == 100
        assert rows[rows["number"] == "share"]["value"].sum() == pytest.approx(1)
    assert value(numbers, "documents", None, "source", "(no source)") == 10
    assert value(numbers, "share", None, "language", "de") == pytest.approx(0.15)


def test_the_interval_of_a_share_contains_it(numbers):
    shares = numbers[numbers["number"] == "share"]
    assert (shares["low"] < shares["value"]).all() and (shares["value"] < shares["high"]).all()


def test_means_and_quantiles_are_those_of_the_values(workspace, numbers):
    words = workspace.connect().execute("SELECT n_words FROM signals ORDER BY doc_id").fetchnumpy()["n_words"]
    assert value(numbers, "mean", "n_words") == pytest.approx(words.mean())
    assert value(numbers, "median", "n_words") == np.sort(words)[49]
    assert value(numbers, "mean", "n_words", "source", "books") == pytest.approx(words[60:90].mean())
    row = number_value(numbers, "mean", "n_words")
    assert row["low"] < row["value"] < row["high"]


@pytest.mark.parametrize("n", [1, 2, 19, 20, 21, 400])
def test_bins_means_and_quantiles_are_those_of_numpy(n):
    dice = np.random.default_rng(n)
    signal = SIGNALS["n_words"]
    values = np.where(dice.random(n + 5) < 0.2, np.nan, np.round(np.exp(dice.normal(3, 2, n + 5))))
    values[:1] = 7
    known, codes = np.isfinite(values), dice.integers(0, 3, n + 5)
    places, counts = bins_of(values, edge_array(signal))
    assert (counts == np.bincount(bin_codes(signal, values[known]), minlength=n_bins(signal))).all()
    assert (places[known] == bin_codes(signal, values[known])).all() and (places[~known] == -1).all()
    assert quantiles(values, places, counts) == list(np.quantile(values[known], [0.5, 0.95], method="inverted_cdf"))
    sizes, means, squares = group_means(values, codes, 4)
    for group in range(4):
        inside = values[known & (codes == group)]
        assert sizes[group] == len(inside) and np.isnan(means[group]) == (not len(inside))
        if len(inside):
            assert (means[group], squares[group]) == pytest.approx((inside.mean(), inside.var() * len(inside)))


@pytest.mark.parametrize("fixture", ["workspace", "talk"])
def test_rows_that_are_selected_are_those_that_are_read(request, fixture):
    connection = request.getfixturevalue(fixture).connect()
    whole = load_rows(connection)
    middle = int(np.median(whole.doc_ids))
    read, some = load_rows(connection, f"doc_id >= {middle}"), selected(whole, np.flatnonzero(whole.doc_ids >= middle))
    assert (read.doc_ids == some.doc_ids).all() and (read.clusters == some.clusters).all()
    assert (read.cluster_hashes == some.cluster_hashes).all() and read.cluster_noun == some.cluster_noun
    assert {name: (one.names, one.codes.tolist()) for name, one in read.groups.items()} == {
        name: (one.names, one.codes.tolist()) for name, one in some.groups.items()
    }


def test_a_histogram_adds_up_to_one_and_has_the_bins_of_its_definition(numbers):
    rows = numbers[(numbers["number"] == "histogram") & (numbers["of"] == "n_words")]
    assert rows["value"].sum() == pytest.approx(1)
    assert set(rows["group_value"]) <= set(bin_names(SIGNALS["n_words"]))


def test_a_document_that_repeats_an_earlier_one_is_a_duplicate_and_the_earlier_one_is_not(numbers):
    assert value(numbers, "duplicate_rate") == pytest.approx(0.02)
    assert value(numbers, "duplicate_rate", "exact") == pytest.approx(0.01)
    assert value(numbers, "duplicate_rate", "near") == pytest.approx(0.01)
    assert value(numbers, "duplicate_rate", None, "source", "(no source)") == pytest.approx(0.2)


def test_the_rate_of_personal_data_counts_documents(numbers):
    assert value(numbers, "pii_rate", "pii_count") == pytest.approx(0.1)
    assert value(numbers, "pii_rate", "email_count") == pytest.approx(0.04)
    assert value(numbers, "pii_rate", "pii_count", "source", "web") == pytest.approx(1 / 6)
    assert value(numbers, "pii_rate", "phone_count") is None


def test_added_documents_have_the_numbers_of_a_workspace_of_only_them(workspace, tmp_path):
    of_batch = measure(workspace.connect(), "doc_id >= 60")
    alone = write_workspace(tmp_path / "b", TEXTS[60:], source=SOURCES[60:], languages=LANGUAGES[60:])
    expected = measure(alone.connect())
    same = of_batch[~of_batch["number"].isin(["duplicate_rate", "pii_rate", "rejects"])]
    same = same[~same["of"].isin(["pii_count", "email_count"])]
    expected = expected[~expected["number"].isin(["rejects"])]
    keys = ["number", "of", "group", "group_value"]
    pd.testing.assert_frame_equal(
        same.sort_values(keys, ignore_index=True), expected.sort_values(keys, ignore_index=True)
    )
    assert value(of_batch, "duplicate_rate") == pytest.approx(2 / 40)


def test_no_documents_are_a_count_of_zero_and_nothing_else(workspace, unbuilt):
    assert measure(workspace.connect(), "doc_id < 0")["number"].tolist() == ["documents"]
    assert measure(unbuilt.connect()).empty


def test_logs_have_ratings_by_model_and_intervals_by_user(talk):
    numbers = measure(talk.connect())
    rates = numbers[numbers["number"] == "positive_rate"]
    assert len(rates) and rates["value"].between(0, 1).all()
    assert (rates["low"] <= rates["value"]).all() and (rates["value"] <= rates["high"]).all()
    wins = numbers[(numbers["number"] == "win_rate") & numbers["group"].isna()]
    assert wins["value"].tolist() == [0.5]


@pytest.mark.parametrize("signal", SIGNALS.values(), ids=lambda signal: signal.name)
def test_every_signal_has_fixed_bins_in_order_with_a_name_each(signal):
    if signal.dtype.startswith("VARCHAR"):
        return
    ends = edges(signal)
    assert list(ends) == sorted(set(ends))
    names = bin_names(signal)
    assert len(names) == n_bins(signal) == len(set(names))


def test_zero_and_one_have_bins_of_their_own():
    fraction, count = SIGNALS["dup_line_frac"], SIGNALS["n_words"]
    codes = bin_codes(fraction, np.array([0.0, 1e-9, 0.999, 1.0]))
    names = [bin_names(fraction)[code] for code in codes]
    assert names == ["0", "0 to 0.002", "0.99 to 1", "1 or more"]
    assert [bin_names(count)[code] for code in bin_codes(count, np.array([0, 7, 12, 13]))] == [
        "0", "7", "11 to 13", "13"]  # fmt: skip
