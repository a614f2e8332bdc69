"""Measures of answers have the mean, the interval and the groups of their values."""

import numpy as np
import pytest

from analytics.ask.filters import Values
from analytics.ask.logs import behaviour as ask
from analytics.ask.logs.mentions import NO_MENTION, measure_by_mention
from analytics.ask.logs.ratings import select_ratings
from analytics.ask.selection import Selection
from analytics.errors import DataloupeError
from analytics.statistics.intervals import rate
from tests.logs import write_logs

N = 400


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    """Questions about men and about cats; model b refuses every other question about men, and is long-winded."""
    turns = []
    for place in range(N):
        men, b = place % 2 == 0, place % 4 < 2
        prompt = len(turns)
        shared = {"conversation_id": f"c{place}", "user_id": f"u{place % 50}"}
        turns.append({**shared, "role": "user", "text": "May men vote?" if men else "May cats vote?"})
        text = "I'm sorry, I can't help with that." if men and b and place % 8 == 0 else "Yes. " * (20 if b else 1)
        turns.append({**shared, "turn_index": 1, "parent_doc_id": prompt, "model": "ab"[b], "text": text})
    return write_logs(tmp_path_factory.mktemp("b") / "w", turns, lang=["en"] * len(turns)).connect()


@pytest.fixture(scope="module")
def answers(connection):
    return ask.load_answers(connection)


def test_the_rate_of_refusals_is_counted_with_its_interval(connection, answers):
    refused = ask.measure_answers(connection, answers, "refused")
    expected = rate(np.arange(N) % 8 == 0, np.arange(N) % 50)
    one = ask.overall(refused)
    assert (one.value, one.n, one.n_clusters) == (0.125, N, 50) and one.low == pytest.approx(expected.low)
    assert "Refuses: 12.5% of 400 answers of 50 users" in refused.summary_text()


def test_means_are_on_their_own_scale(connection, answers):
    words = ask.measure_answers(connection, answers, "answer_words")
    one = ask.overall(words)
    texts = [7 if place % 8 == 0 else 20 if place % 4 < 2 else 1 for place in range(N)]
    assert one.value == pytest.approx(np.mean(texts)) and one.low < one.value < one.high
    groups = ask.measure_by_group(words, "model", 5).table.set_index("label")
    assert groups.value["a"] == pytest.approx(1)
    assert groups.difference["a"] == pytest.approx(1 - groups.value["b"])


def test_prompts_that_mention_a_group_are_compared_with_prompts_that_mention_none(connection, answers):
    refused = ask.measure_answers(connection, answers, "refused")
    groups = measure_by_mention(connection, refused, 5).table
    assert groups.label.tolist() == ["men", NO_MENTION] and groups.value.tolist() == [0.25, 0]
    assert groups.difference[0] == 0.25 and groups.difference_low[0] > 0
    hidden = measure_by_mention(connection, refused, 1000)
    assert hidden.table.empty and hidden.hidden_groups == 1


def test_only_selected_answers_are_measured(connection, answers):
    chosen = select_ratings(connection, Selection((Values("turns", "model", ("b",)),)), answers)
    refused = ask.measure_answers(connection, chosen, "refused")
    assert ask.overall(refused).value == 0.25
    assert measure_by_mention(connection, refused, 5).table.value.tolist() == [0.5, 0]


def test_a_regular_expression_is_a_measure(connection, answers):
    assert ask.overall(ask.match_pattern(connection, answers, "SORRY, I CAN.T")).value == 0.125
    with pytest.raises(DataloupeError, match="regular expression"):
        ask.match_pattern(connection, answers, "(")
    with pytest.raises(DataloupeError, match=r"There is no measure 'x'. There are: refused"):
        ask.measure_answers(connection, answers, "x")
