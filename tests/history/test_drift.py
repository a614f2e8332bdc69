"""What has changed is reported and ranked; what has not is not."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from analytics.history import tally
from analytics.history.drift import COLUMNS, LEVEL, drift, family_levels, judged
from analytics.history.numbers import count, count_others
from analytics.history.rows import load_rows, selected
from analytics.history.tally import minus, relative_signals
from tests.workspaces import write_table, write_workspace

N_OLD, N_NEW = 3000, 1500


def texts(dice, n, factor=1.0):
    sizes = np.maximum(np.round(np.exp(dice.normal(3.0, 0.6, n)) * factor), 1).astype(int)
    numbers = dice.integers(1000, 9999, n)
    return [" ".join(["word"] * size) + f" {number}." for number, size in zip(numbers, sizes, strict=True)]


def reported(tmp_path, new_texts=None, new_languages=None, new_sources=None):
    """The reported drift of N_NEW documents after N_OLD, which differ in what is given."""
    dice = np.random.default_rng(5)
    old = texts(dice, N_OLD)
    new = texts(dice, N_NEW)
    languages = [("en", "de")[one] for one in dice.binomial(1, 0.3, N_OLD + N_NEW)]
    sources = [("web", "books")[one] for one in dice.binomial(1, 0.4, N_OLD + N_NEW)]
    workspace = write_workspace(
        tmp_path / "w",
        old + (new_texts(dice) if new_texts else new),
        languages=languages[:N_OLD] + (new_languages or languages[N_OLD:]),
        source=sources[:N_OLD] + (new_sources or sources[N_OLD:]),
    )
    connection = workspace.connect()
    table = drift(count(connection, f"doc_id < {N_OLD}"), count(connection, f"doc_id >= {N_OLD}"))
    assert tuple(table.columns[: len(COLUMNS)]) == COLUMNS
    return table[table["is_reported"]]


def test_nothing_is_reported_when_nothing_has_changed(tmp_path):
    assert reported(tmp_path).empty


def test_longer_texts_are_reported_as_longer_by_about_as_much(tmp_path):
    table = reported(tmp_path, new_texts=lambda dice: texts(dice, N_NEW, 1.2))
    assert set(table["family"]) == {"signal"}
    words = table[table["of"] == "n_words"].iloc[0]
    assert words["low"] < 0.2 < words["high"] and words["low"] > 0


@pytest.mark.parametrize("share", [0.01, 0.02])
def test_a_language_that_appears_is_first_and_only(tmp_path, share):
    dice = np.random.default_rng(6)
    languages = [("en", "de")[one] for one in dice.binomial(1, 0.3, N_NEW)]
    languages[: round(share * N_NEW)] = ["sw"] * round(share * N_NEW)
    table = reported(tmp_path, new_languages=languages)
    first = table.iloc[0]
    assert (first["family"], first["level"], first["before"]) == ("language", "sw", 0.0)
    assert first["after"] == pytest.approx(share)


def test_a_source_that_grows_has_its_change_in_the_interval(tmp_path):
    dice = np.random.default_rng(7)
    table = reported(tmp_path, new_sources=[("web", "books")[one] for one in dice.binomial(1, 0.5, N_NEW)])
    assert set(table["of"]) == {"source"}
    books = table[table["level"] == "books"].iloc[0]
    assert books["low"] < 0.1 < books["high"]


def test_signals_that_depend_on_the_other_documents_are_not_compared(small):
    assert relative_signals() == {"neighbor_distance", "boilerplate_char_frac"}
    tally = count(small.connect())
    assert not set(tally.frame["of"]) & relative_signals()


def test_too_few_documents_are_not_compared(small):
    connection = small.connect()
    assert drift(count(connection, "doc_id < 10"), count(connection, "doc_id >= 10")).empty
    assert count(connection, "doc_id < 0").documents == 0


def test_messages_of_one_user_count_as_one_event(talk):
    tally = count(talk.connect())
    groups = tally.of_kind("group")
    assert tally.cluster_noun in ("user", "conversation")
    assert (groups["clusters"] < groups["n"]).all() and (groups["design_effect"] >= 1).all()


def test_the_tally_of_the_others_is_that_of_counting_them(tmp_path):
    dice = np.random.default_rng(8)
    languages = [("en", "de", None)[one] for one in dice.integers(0, 3, 300)]
    connection = write_workspace(tmp_path / "w", texts(dice, 300), languages=languages).connect()
    counted = count(connection, "doc_id < 200")
    subtracted = minus(count(connection), count(connection, "doc_id >= 200"))
    keys = ["kind", "of", "level"]
    first, second = (side.frame.sort_values(keys, ignore_index=True) for side in (counted, subtracted))
    pd.testing.assert_frame_equal(first, second, check_dtype=False)
    assert subtracted.documents == 200


def test_the_tally_of_the_others_is_complete_with_more_levels_than_are_kept_and_rates_of_dependent_labels(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(tally, "MAX_LEVELS", 2)
    dice = np.random.default_rng(8)
    sources = [f"s{one}" for one in dice.integers(0, 9, 300)]
    workspace = write_workspace(tmp_path / "w", texts(dice, 300), source=sources)
    checks = {"doc_id": np.repeat(np.arange(300), 2), "is_issue": np.repeat(dice.random(300) < 0.2, 2)}
    write_table(workspace, "label_checks", pa.table(checks), stage="labels")
    connection = workspace.connect()
    whole, others, some = load_rows(connection), "doc_id < 200", "doc_id >= 200"
    rest = count_others(connection, selected(whole, np.arange(200)), others, count(connection), count(connection, some))
    keys = ["kind", "of", "level"]
    first, second = (side.frame.sort_values(keys, ignore_index=True) for side in (count(connection, others), rest))
    assert tally.OTHER_LEVELS in set(first["level"]) and (first["design_effect"] > 1).any()
    pd.testing.assert_frame_equal(first, second, check_dtype=False)


def test_tallies_of_dependent_documents_cannot_be_subtracted(talk):
    whole = count(talk.connect())
    assert minus(whole, whole) is None


def test_added_documents_without_a_topic_are_no_drift_and_a_new_topic_is(tmp_path):
    dice = np.random.default_rng(9)
    workspace = write_workspace(tmp_path / "w", texts(dice, N_OLD + N_NEW))
    topic = dice.integers(0, 5, N_OLD + N_NEW)
    new = np.arange(N_OLD + N_NEW) >= N_OLD
    topic[new & (dice.random(N_OLD + N_NEW) < 0.1)] = -1
    topic[-15:] = 5
    places = pa.table({"doc_id": range(N_OLD + N_NEW), "topic_id": pa.array(topic, pa.int32())})
    write_table(workspace, "map", places)
    names = {"topic_id": pa.array(range(6), pa.int32()), "parent_id": pa.nulls(6, pa.int32())}
    write_table(workspace, "topics", pa.table(names | {"label": [f"topic {n}" for n in range(6)]}))
    connection = workspace.connect()
    table = drift(count(connection, f"doc_id < {N_OLD}"), count(connection, f"doc_id >= {N_OLD}"))
    assert table.loc[table["is_reported"], "level"].tolist() == ["topic 5"]


def test_ratings_have_half_of_the_level_and_the_other_families_share_the_rest():
    families = ["source", "language", "signal", "rating", "meaning"]
    assert family_levels(families) == pytest.approx(dict.fromkeys(families, LEVEL / 8) | {"rating": LEVEL / 2})
    assert family_levels(families[:3]) == pytest.approx(dict.fromkeys(families[:3], LEVEL / 3))
    assert family_levels(["rating"]) == {"rating": LEVEL} and family_levels([]) == {}


def test_a_rating_is_significant_where_a_source_with_the_same_p_is_not():
    values = {"of": "x", "level": None, "before": 0.7, "after": 0.66, "effect": 0.04, "p": 0.012}
    table = judged([values | {"family": family} for family in ("source", "rating", "language")])
    assert table.loc[table["is_reported"], "family"].tolist() == ["rating"]
