"""An annotation set has no prompt twice, keeps proportions, and does not reveal which model wrote what."""

import collections

import pytest

from analytics.ask.filters import Values
from analytics.ask.logs.annotation import draw_annotation_set, stratifiers
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
        turn = {"text": text, "role": role, "conversation_id": f"c{conversation}", "turn_index": index}
        turn |= {"parent_doc_id": parent, "model": model, "prompt_version": "fr" if conversation % 4 == 3 else "en"}
        turns.append(turn)
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
    drawn = draw_annotation_set(connection, ALL, "demonstrations", 1000)
    assert (drawn.n_prompts, drawn.n_repeats, len(drawn.rows)) == (34, 1, 33)
    assert len({row["id"] for row in drawn.rows}) == 33
    assert all(row["response"] is None for row in drawn.rows)


def test_a_later_prompt_has_the_earlier_messages_with_personal_data_masked(connection):
    row = next(
        row for row in draw_annotation_set(connection, ALL, "demonstrations", 1000).rows if len(row["messages"]) == 3
    )
    assert [message["role"] for message in row["messages"]] == ["user", "assistant", "user"]
    assert "example.org" not in str(row)


def test_selected_answers_give_their_prompts(connection):
    drawn = draw_annotation_set(connection, Selection((Values("turns", "model", ("b",)),)), "demonstrations", 1000)
    assert {row["messages"][-1]["role"] for row in drawn.rows} == {"user"}
    assert drawn.n_prompts == 18


def test_two_different_answers_are_compared_blind(connection):
    drawn = draw_annotation_set(connection, ALL, "comparisons", 1000)
    assert len(drawn.rows) == 3
    for row in drawn.rows:
        assert row["response_a"] != row["response_b"]
        assert {side["model"] for side in row["hidden"].values()} == {"a", "b"}
        assert row["preference"] is None


def test_strata_keep_their_proportions(connection):
    assert "prompt version" in stratifiers(connection, ALL)
    drawn = draw_annotation_set(connection, ALL, "demonstrations", 8, "prompt version")
    assert collections.Counter(row["stratum"] for row in drawn.rows) == {"en": 6, "fr": 2}
    assert draw_annotation_set(connection, ALL, "demonstrations", 8, "prompt version") == drawn


@pytest.mark.parametrize("n", [0, 1, 7, 33, 40])
def test_a_set_has_n_prompts_or_all_of_them(connection, n):
    assert len(draw_annotation_set(connection, ALL, "demonstrations", n, "prompt version").rows) == min(n, 33)


@pytest.mark.parametrize(("kind", "stratifier"), [("poems", None), ("demonstrations", "mood")])
def test_an_unknown_kind_or_stratifier_raises_one_clear_error(connection, kind, stratifier):
    with pytest.raises(DataloupeError, match="There is no"):
        draw_annotation_set(connection, ALL, kind, 3, stratifier)
