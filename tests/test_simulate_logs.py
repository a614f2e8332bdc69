"""The simulated logs contain what TRUTH.md says; our statistics find it, and nothing where nothing is planted."""

import itertools
import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from analytics.statistics.decomposition import decompose
from analytics.statistics.intervals import rate
from analytics.statistics.slices import worst_slices
from analytics.statistics.standardisation import standardise
from sample_data.simulate_logs import write_logs
from sample_data.simulated_attributes import attributes
from sample_data.simulated_texts import texts

DIMENSIONS = ["topic", "model", "language", "prompt_version", "client", "position", "week"]
PLANTED = {("model", "swift-2"), ("topic", "billing"), ("language", "de")}


@pytest.fixture(scope="module")
def logs():
    return attributes()


def rated(rows):
    """Rated rows, 1 for each thumb down, and user codes."""
    rows = rows[rows.thumbs.notna()]
    return rows, (rows.thumbs == "down").to_numpy(float), pd.factorize(rows.user)[0]


def search(rows, seed=0):
    rows, unhappy, users = rated(
        rows.assign(week=pd.Categorical(rows.day // 7), position=pd.Categorical(np.minimum(rows.turn, 5)))
    )
    return worst_slices(rows[DIMENSIONS], unhappy, users, seed=seed)


@pytest.mark.parametrize("seed", range(4))
def test_the_regression_ranks_first_among_the_worst_slices(seed):
    first = search(attributes(seed=seed), seed).slices[0]
    assert set(first.conditions) < PLANTED and len(first.conditions) == 2


def test_the_chance_slice_looks_bad_and_is_not_reported(logs):
    rows, unhappy, users = rated(logs)
    slice_rows = ((rows.topic == "cooking") & (rows.language == "fr")).to_numpy()
    overall = unhappy.mean()
    assert rate(unhappy[slice_rows]).low > overall + 0.2
    assert rate(unhappy[slice_rows], users[slice_rows]).low < rate(unhappy[slice_rows]).low - 0.1
    reported = {frozenset(one.conditions) for one in search(logs).slices}
    assert frozenset({("topic", "cooking"), ("language", "fr")}) not in reported and reported


def test_the_order_of_the_models_is_reversed_when_topics_are_equal(logs):
    rows, unhappy, users = rated(logs[logs.model.isin(["swift-1", "sage-1"])])
    answer = standardise((rows.model == "sage-1").to_numpy(int), rows.topic.cat.codes.to_numpy(), unhappy, users, 10)
    assert answer.crude.low > 0 > answer.adjusted.high and answer.is_reversed
    by_language = standardise(
        (rows.model == "sage-1").to_numpy(int), rows.language.cat.codes.to_numpy(), unhappy, users, 4
    )
    assert not by_language.is_reversed


def test_the_rise_after_the_rating_prompt_is_due_to_who_rates(logs):
    rows = logs[logs.day >= 28]
    side = (rows.day >= 42).to_numpy(int)
    happy = (rows.thumbs == "up").to_numpy(float)
    answer = decompose(
        rows.client.cat.codes.to_numpy(), side, rows.thumbs.notna().to_numpy(), happy, pd.factorize(rows.user)[0], 3
    )
    assert answer.who_rates.low > 0 and abs(answer.mix.value) < 0.01


def test_a_search_of_logs_without_effect_rarely_reports_a_slice():
    is_reported = [bool(search(attributes(4000, seed, effect=False), seed).slices) for seed in range(40)]
    assert np.mean(is_reported) <= 0.05


def test_without_effect_unhappiness_is_independent_of_every_column():
    rows = attributes(60_000, seed=1, effect=False)
    overall = rows.unhappy.mean()
    for column in ("topic", "model", "language", "prompt_version"):
        for _, group in rows.groupby(column, observed=True):
            answer = rate(group.unhappy.to_numpy(float), pd.factorize(group.user)[0], confidence=0.9999)
            assert answer.low < overall < answer.high


@pytest.mark.parametrize("extension", [".jsonl", ".parquet"])
def test_the_file_has_every_answer_with_its_columns(tmp_path, extension):
    path = tmp_path / f"logs{extension}"
    written = write_logs(path, 500, seed=3)
    rows = (
        pq.read_table(path).to_pylist()
        if extension == ".parquet"
        else [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    )
    assert len(rows) == written == len(attributes(500, seed=3))
    assert {row["source"] for row in rows} == {"simulated assistant"}
    assert all(row["prompt"] and row["response"] and "{" not in row["prompt"] + row["response"] for row in rows)
    assert {row["thumbs"] for row in rows} == {"up", "down", None}
    assert [row["created_at"] for row in rows if row["turn"] == 0 and not row["regenerated"]] == sorted(
        row["created_at"] for row in rows if row["turn"] == 0 and not row["regenerated"]
    )


def test_equal_seeds_give_equal_files_and_different_seeds_different_ones(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_logs(tmp_path / f"{name}.jsonl", 200, seed)
    a, b, c = ((tmp_path / f"{name}.jsonl").read_bytes() for name in "abc")
    assert a == b != c


def test_a_regenerated_answer_shares_prompt_and_turn_with_the_first(tmp_path):
    rows = list(texts(attributes(2000)))
    again = [(before, row) for before, row in itertools.pairwise(rows) if row["regenerated"]]
    assert again and all(
        (before["conversation_id"], before["turn"], before["prompt"])
        == (row["conversation_id"], row["turn"], row["prompt"])
        for before, row in again
    )


def test_another_extension_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"Use \.jsonl or \.parquet"):
        write_logs(tmp_path / "logs.csv")
