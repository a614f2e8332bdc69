"""Conversations are listed, sorted and read in full, for any tree of turns."""

import pytest

from analytics.ask.filters import Contains, Values
from analytics.ask.logs.conversations import (
    CONDITIONS,
    SORT_ORDERS,
    ListPosition,
    conversation,
    count,
    list_position,
    listing,
)
from analytics.ask.selection import ALL, Selection
from analytics.errors import DataloupeError
from tests.logs import write_logs


@pytest.fixture(scope="module")
def talks(tmp_path_factory):
    """`sad` with a regenerated answer and a comment, `glad` rated as a whole, `mute` without feedback and with a cycle
    of parents.
    """
    turns = [
        {"conversation_id": "sad", "role": "user", "turn_index": 0, "text": "Why?\n\n**So**"},
        {"conversation_id": "sad", "turn_index": 1, "on_path": False, "parent_doc_id": 0, "model": "m", "text": "No."},
        {"conversation_id": "sad", "turn_index": 1, "parent_doc_id": 0, "model": "n", "text": "Because."},
        {"conversation_id": "glad", "role": "user", "turn_index": 0, "text": "Hello"},
        {"conversation_id": "mute", "role": "user", "turn_index": 0, "parent_doc_id": 5, "text": "First"},
        {"conversation_id": "mute", "turn_index": 1, "parent_doc_id": 4, "text": "Second"},
    ]
    feedback = [
        {"conversation_id": "sad", "doc_id": 1, "name": "thumbs", "value": 0.0, "raw": "down", "comment": "bad"},
        {"conversation_id": "sad", "doc_id": 2, "name": "thumbs", "value": 1.0, "raw": "up", "comment": " "},
        {"conversation_id": "glad", "name": "stars", "value": 1.0, "raw": "5"},
    ]
    return write_logs(tmp_path_factory.mktemp("talks") / "w", turns, feedback).connect()


def listed(connection, selection=ALL, condition="all", order="in order of input", **page):
    return listing(connection, selection, condition, order, **page).conversation_id.tolist()


def test_a_conversation_is_read_in_order_with_other_branches_after_what_was_shown(talks):
    sad = conversation(talks, "sad")
    assert sad.turns.text.tolist() == ["Why?\n\n**So**", "Because.", "No."]
    assert sad.turns.on_path.tolist() == [True, True, False]
    assert sad.feedback.comment.fillna("").str.strip().tolist() == ["bad", ""]
    assert sad.feedback.doc_id.tolist() == [1, 2]


def test_feedback_on_the_whole_conversation_has_no_document(talks):
    assert conversation(talks, "glad").feedback.doc_id.isna().tolist() == [True]


def test_a_cycle_of_parents_loses_no_turn(talks):
    assert conversation(talks, "mute").turns.text.tolist() == ["First", "Second"]


def test_the_list_has_turns_branches_ratings_and_an_excerpt(talks):
    row = listing(talks, ALL, "all", "unhappiest first").iloc[0]
    columns = ["conversation_id", "turns", "branches", "ratings", "mean", "worst", "comments", "excerpt"]
    assert row[columns].tolist() == ["sad", 2, 1, 2, 0.5, 0.0, 1, "Why? **So**"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("all", ["sad", "glad", "mute"]),
        ("with feedback", ["sad", "glad"]),
        ("with bad feedback", ["sad"]),
        ("with a comment", ["sad"]),
        ("with another answer", ["sad"]),
    ],
)
def test_a_condition_limits_the_list(talks, condition, expected):
    assert listed(talks, condition=condition) == expected and count(talks, ALL, condition) == len(expected)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("unhappiest first", ["sad", "glad", "mute"]),
        ("happiest first", ["glad", "sad", "mute"]),
        ("longest first", ["sad", "mute", "glad"]),
    ],
)
def test_conversations_are_sorted(talks, order, expected):
    assert listed(talks, order=order) == expected


def test_a_selected_turn_lists_its_conversation_with_an_excerpt_of_it(talks):
    chosen = Selection((Values("turns", "model", ("n",)),))
    row = listing(talks, chosen, "all", "in order of input").iloc[0]
    assert (row.conversation_id, row.excerpt, row.turns) == ("sad", "Because.", 2)
    assert listed(talks, Selection((Contains("SECOND"),))) == ["mute"]


def test_the_list_has_pages_and_each_conversation_a_position(talks):
    assert listed(talks, limit=1, offset=1) == ["glad"]
    assert list_position(talks, ALL, "all", "in order of input", "glad") == ListPosition("sad", "mute", 2)
    assert list_position(talks, ALL, "with bad feedback", "in order of input", "glad") == ListPosition()


def test_an_unknown_conversation_condition_or_order_raises_one_clear_error(talks):
    with pytest.raises(DataloupeError, match="no conversation 'nobody'"):
        conversation(talks, "nobody")
    with pytest.raises(DataloupeError, match=f"There are: {', '.join(CONDITIONS)}"):
        count(talks, ALL, "nonsense")
    with pytest.raises(DataloupeError, match=f"There are: {', '.join(SORT_ORDERS)}"):
        listing(talks, ALL, "all", "nonsense")


def test_ten_thousand_turns_are_one_conversation(tmp_path):
    turns = [{"conversation_id": "long", "turn_index": place, "text": str(place)} for place in range(10_000)]
    connection = write_logs(tmp_path / "w", turns).connect()
    assert conversation(connection, "long").turns.text.tolist() == [str(place) for place in range(10_000)]
