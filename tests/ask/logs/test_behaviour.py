"""Measures of answers have the mean, the interval and the groups that their values say."""

import numpy as np
import pytest

from analytics.ask.filters import Values
from analytics.ask.logs import behaviour as ask
from analytics.ask.logs.ratings import selected
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
    return ask.answers(connection)


def test_the_rate_of_refusals_is_counted_with_its_interval(connection, answers):
    found = ask.measured(connection, answers, "refused")
    expected = rate(np.arange(N) % 8 == 0, np.arange(N) % 50)
    one = ask.overall(found)
    assert (one.value, one.n, one.n_clusters) == (0.125, N, 50) and one.low == pytest.approx(expected.low)
    assert "Refuses: 12.5% of 400 answers of 50 users" in found.summary_text()


def test_means_are_on_their_own_scale(connection, answers):
    found = ask.measured(connection, answers, "answer_words")
    one = ask.overall(found)
    texts = [7 if place % 8 == 0 else 20 if place % 4 < 2 else 1 for place in range(N)]
    assert one.value == pytest.approx(np.mean(texts)) and one.low < one.value < one.high
    frame = ask.by(found, "model", 5).set_index("label")
    assert frame.value["a"] == pytest.approx(1) and frame.difference["a"] == pytest.approx(1 - frame.value["b"])


def test_what_is_asked_about_is_held_against_asking_about_nobody(connection, answers):
    frame = ask.by_mention(connection, ask.measured(connection, answers, "refused"), 5)
    assert frame.label.tolist() == ["men", "nobody named"] and frame.value.tolist() == [0.25, 0]
    assert frame.difference[0] == 0.25 and frame.difference_low[0] > 0
    assert ask.by_mention(connection, ask.measured(connection, answers, "refused"), 1000).empty


def test_a_selection_is_measured_by_itself(connection, answers):
    chosen = selected(connection, Selection((Values("turns", "model", ("b",)),)), answers)
    assert ask.overall(ask.measured(connection, chosen, "refused")).value == 0.25
    assert ask.by_mention(connection, ask.measured(connection, chosen, "refused"), 5).value.tolist() == [0.5, 0]


def test_a_pattern_of_ones_own_is_a_measure(connection, answers):
    assert ask.overall(ask.pattern(connection, answers, "SORRY, I CAN.T")).value == 0.125
    with pytest.raises(DataloupeError, match="regular expression"):
        ask.pattern(connection, answers, "(")
    with pytest.raises(DataloupeError, match="there is no measure 'x' - there is refused"):
        ask.measured(connection, answers, "x")
