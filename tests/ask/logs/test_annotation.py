"""No prompt twice, in proportion, as many as are needed, and nothing that tells who wrote what."""

import collections

import pytest
from scipy import stats

from analytics.ask.filters import Values
from analytics.ask.logs.annotation import draw, n_for_margin, n_for_win_rate, strata
from analytics.ask.selection import ALL, Selection
from analytics.errors import DataloupeError
from tests.logs import write_logs

ASKED = [
    "How do I sort a list?",
    "how do i sort a list? ",
    *(f"Question number {number} of mine@example.org" for number in range(30)),
]


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    """32 conversations, 8 of them in French; the first prompt asked twice and answered by both models; two with a
    second exchange.
    """
    turns = []

    def say(text, role, conversation, index, parent=None, model=None):
        turns.append(
            {
                "text": text, "role": role, "conversation_id": f"c{conversation}", "turn_index": index, "parent_doc_id": parent, "model": model,
                "on_path": True, "doc_id": len(turns), "prompt_version": "fr" if conversation % 4 == 3 else "en",
            }
        )  # fmt: skip
        return len(turns) - 1

    for number, text in enumerate(ASKED):
        asked = say(text, "user", number, 0)
        answered = say(f"Answer {number}.", "assistant", number, 1, asked, "ab"[number % 2])
        if number in (10, 11):
            again = say("And then?", "user", number, 2, answered)
            for model in "ab":
                say(f"Then {model} and {number}.", "assistant", number, 3, again, model)
    return write_logs(tmp_path_factory.mktemp("asked") / "ws", turns).connect()


def test_a_prompt_asked_twice_is_drawn_once(connection):
    drawn = draw(connection, ALL, "demonstrations", 1000)
    assert (drawn.prompts, drawn.repeats, len(drawn.rows)) == (34, 1, 33)
    assert len({row["id"] for row in drawn.rows}) == 33
    assert all(row["response"] is None for row in drawn.rows)


def test_a_later_prompt_brings_what_was_said_before_and_no_address(connection):
    row = next(row for row in draw(connection, ALL, "demonstrations", 1000).rows if len(row["messages"]) == 3)
    assert [message["role"] for message in row["messages"]] == ["user", "assistant", "user"]
    assert "example.org" not in str(row)


def test_the_slice_can_be_answers_and_then_their_prompts_are_drawn(connection):
    drawn = draw(connection, Selection((Values("turns", "model", ("b",)),)), "demonstrations", 1000)
    assert {row["messages"][-1]["role"] for row in drawn.rows} == {"user"}
    assert drawn.prompts == 18


def test_two_different_answers_are_compared_blind(connection):
    drawn = draw(connection, ALL, "comparisons", 1000)
    assert len(drawn.rows) == 3
    for row in drawn.rows:
        assert row["response_a"] != row["response_b"]
        assert {side["model"] for side in row["hidden"].values()} == {"a", "b"}
        assert row["preference"] is None


def test_strata_keep_their_proportions(connection):
    assert "prompt version" in strata(connection, ALL)
    drawn = draw(connection, ALL, "demonstrations", 8, "prompt version")
    assert collections.Counter(row["stratum"] for row in drawn.rows) == {"en": 6, "fr": 2}
    assert draw(connection, ALL, "demonstrations", 8, "prompt version") == drawn


@pytest.mark.parametrize("n", [0, 1, 7, 33, 40])
def test_never_more_than_asked_for_and_never_fewer_than_there_are(connection, n):
    assert len(draw(connection, ALL, "demonstrations", n, "prompt version").rows) == min(n, 33)


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: draw(c, ALL, "poems", 3),
        lambda c: draw(c, ALL, "demonstrations", 3, "mood"),
        lambda c: n_for_margin(0.7),
        lambda c: n_for_win_rate(0.5),
    ],
)
def test_what_cannot_be_is_one_clear_line(connection, ask):
    with pytest.raises(DataloupeError):
        ask(connection)


def test_sizes_are_those_of_the_textbook():
    assert n_for_margin(0.05) == 385
    assert n_for_win_rate(0.6) == 194
    wins = stats.binom(194, 0.6)
    decided = sum(wins.pmf(k) for k in range(195) if stats.binomtest(k, 194).pvalue < 0.05)
    assert decided == pytest.approx(0.8, abs=0.05)  # the exact test is a little less powerful than its approximation
