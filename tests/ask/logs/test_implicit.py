"""What users do is counted for every answer, and held against what they say."""

import pytest

from analytics.ask.logs.implicit import ANY, actions, summary_text
from analytics.ask.logs.ratings import ratings
from tests.logs import write_logs


def talks(path, by_conversation=False):
    """Forty conversations; in the first ten the answer is asked for again, and those who ask rate it down, but for
    two.
    """
    turns, feedback = [], []
    for place in range(40):
        prompt, shared = len(turns), {"conversation_id": f"c{place}", "user_id": f"u{place}"}
        turns.append({**shared, "role": "user", "text": f"question {place}"})
        turns.append({**shared, "turn_index": 1, "parent_doc_id": prompt, "on_path": place >= 10, "text": "one"})
        if place < 10:
            turns.append({**shared, "turn_index": 1, "parent_doc_id": prompt, "text": "another"})
        given = {
            "conversation_id": f"c{place}",
            "name": "thumbs",
            "value": float(place in (0, 1) or place >= 10),
            "raw": "x",
        }
        feedback.append(given if by_conversation else given | {"doc_id": prompt + 1})
    return write_logs(path, turns, feedback).connect()


@pytest.mark.parametrize(("by_conversation", "of"), [(False, 50), (True, 40)])
def test_an_action_is_counted_and_agrees_as_far_as_it_does(tmp_path, by_conversation, of):
    connection = talks(tmp_path / "w", by_conversation)
    found = ratings(connection, "thumbs")
    frame = actions(connection, found).set_index("action")
    again = frame.loc["Asked for another answer"]
    assert again.value == 10 / of and again.n == of and again.both == 10
    assert again.unhappy_if == pytest.approx(0.8) and again.unhappy_else == 0 and again.difference_low > 0.4
    assert again.kappa == pytest.approx(
        (0.95 - 0.65) / 0.35
    )  # 38 of 40 agree; by chance 10/40 * 8/40 + 30/40 * 32/40 would
    assert frame.loc[ANY.capitalize()].value == again.value
    assert "Rated unhappy: 80.0% of them, 0.0% of the others" in summary_text(frame.reset_index(), found)


def test_where_no_rated_answer_has_an_action_nothing_is_claimed(tmp_path):
    connection = write_logs(
        tmp_path / "w",
        [{"conversation_id": "c", "text": "hello"}],
        [{"conversation_id": "c", "doc_id": 0, "name": "n", "value": 1.0}],
    ).connect()
    found = ratings(connection, "n")
    frame = actions(connection, found)
    assert frame.difference.isna().all() and summary_text(frame, found).startswith("After none of 1 answers")


def test_an_action_that_nobody_rated_cannot_be_held_against_ratings(tmp_path):
    turns = [
        {"conversation_id": "c", "role": "user"},
        {"conversation_id": "c", "parent_doc_id": 0},
        {"conversation_id": "c", "parent_doc_id": 0},
    ]
    connection = write_logs(
        tmp_path / "w", turns, [{"conversation_id": "c", "doc_id": 2, "name": "n", "value": 1.0}]
    ).connect()
    found = ratings(connection, "n")
    assert "None of those answers is rated" in summary_text(actions(connection, found), found)
