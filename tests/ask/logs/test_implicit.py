"""Actions of users are counted for every answer, and compared with their ratings."""

import pytest

from analytics.ask.logs.implicit import ANY_RETRY, actions, summary_text
from analytics.ask.logs.ratings import load_ratings
from tests.logs import write_logs


def talks(path, by_conversation=False):
    """Forty conversations; in the first ten users ask for another answer, and all but two of them rate the first one
    negative.
    """
    turns, feedback = [], []
    for place in range(40):
        prompt, shared = len(turns), {"conversation_id": f"c{place}", "user_id": f"u{place}"}
        turns.append({**shared, "role": "user", "text": f"question {place}"})
        turns.append({**shared, "turn_index": 1, "parent_doc_id": prompt, "on_path": place >= 10, "text": "one"})
        if place < 10:
            turns.append({**shared, "turn_index": 1, "parent_doc_id": prompt, "text": "another"})
        rating = {
            "conversation_id": f"c{place}",
            "name": "thumbs",
            "value": float(place in (0, 1) or place >= 10),
            "raw": "x",
        }
        feedback.append(rating if by_conversation else rating | {"doc_id": prompt + 1})
    return write_logs(path, turns, feedback).connect()


@pytest.mark.parametrize(("by_conversation", "of"), [(False, 50), (True, 40)])
def test_an_action_is_counted_and_compared_with_ratings(tmp_path, by_conversation, of):
    connection = talks(tmp_path / "w", by_conversation)
    ratings = load_ratings(connection, "thumbs")
    table = actions(connection, ratings)
    row = table.set_index("action").loc["Asked for another answer"]
    assert row.value == 10 / of and row.n == of and row.n_rated == 10
    assert row.negative_with == pytest.approx(0.8) and row.negative_without == 0 and row.difference_low > 0.4
    chance = 10 / 40 * 8 / 40 + 30 / 40 * 32 / 40
    assert row.kappa == pytest.approx((38 / 40 - chance) / (1 - chance))
    assert table.set_index("action").loc[ANY_RETRY].value == row.value
    assert "Rated negative: 80.0% of them, 0.0% of the others" in summary_text(table, ratings)


def test_without_actions_there_is_no_comparison_with_ratings(tmp_path):
    connection = write_logs(
        tmp_path / "w",
        [{"conversation_id": "c", "text": "hello"}],
        [{"conversation_id": "c", "doc_id": 0, "name": "n", "value": 1.0}],
    ).connect()
    ratings = load_ratings(connection, "n")
    table = actions(connection, ratings)
    assert table.difference.isna().all() and summary_text(table, ratings).startswith(
        "Users never asked for another answer"
    )


def test_actions_of_unrated_answers_cannot_be_compared_with_ratings(tmp_path):
    turns = [
        {"conversation_id": "c", "role": "user"},
        {"conversation_id": "c", "parent_doc_id": 0},
        {"conversation_id": "c", "parent_doc_id": 0},
    ]
    connection = write_logs(
        tmp_path / "w", turns, [{"conversation_id": "c", "doc_id": 2, "name": "n", "value": 1.0}]
    ).connect()
    ratings = load_ratings(connection, "n")
    assert "none of those answers is rated" in summary_text(actions(connection, ratings), ratings)
