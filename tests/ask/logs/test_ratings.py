"""Ratings, the rows without one, and the dimensions that divide them."""

import numpy as np
import pytest

from analytics.ask.filters import Range, Values
from analytics.ask.logs.feedback import satisfaction
from analytics.ask.logs.feedback_kinds import feedback_kinds
from analytics.ask.logs.ratings import is_simulated, load_ratings, select_ratings
from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError
from tests.logs import write_logs
from tests.workspaces import HOSTILE


def rating(doc_id=None, value=1.0, name="thumbs", **other):
    return {"doc_id": doc_id, "value": value, "name": name, "conversation_id": "c", **other}


def test_a_turn_without_a_rating_is_a_row_without_a_value(thumbs, answers):
    ((rated, total),) = answers.execute(
        "SELECT (SELECT count(*) FROM feedback), (SELECT count(*) FROM turns)"
    ).fetchall()
    assert (thumbs.is_rated.sum(), len(thumbs.values)) == (rated, total)
    assert thumbs.unit == "answers" and thumbs.has_users and thumbs.is_binary


def test_prompts_are_not_rows_when_only_answers_are_rated(tmp_path):
    turns = [{"conversation_id": "c", "role": role} for role in ("user", "assistant", "user", "assistant")]
    ratings = load_ratings(write_logs(tmp_path / "w", turns, [rating(1, 0.0)]).connect(), "thumbs")
    assert ratings.doc_ids.tolist() == [1, 3] and np.isnan(ratings.values).tolist() == [False, True]


def test_several_ratings_of_one_answer_are_their_mean(tmp_path):
    ratings = load_ratings(
        write_logs(tmp_path / "w", [{"conversation_id": "c"}], [rating(0, 0.0), rating(0, 1.0)]).connect(), "thumbs"
    )
    assert ratings.values.tolist() == [0.5]


def test_several_raters_of_an_answer_count_as_one_rated_answer_that_keeps_its_scale(tmp_path):
    turns = [{"conversation_id": f"c{number}", "role": "assistant"} for number in range(30)]
    rows = [
        rating(number, float((number + place) % 3 > 0), rater=f"r{place}", rater_kind="annotator")
        for number in range(30)
        for place in range(3)
    ]
    connection = write_logs(tmp_path / "w", turns, rows).connect()
    ratings = load_ratings(connection, "thumbs")
    assert ratings.is_rated.sum() == 30 and ratings.n_ratings.tolist() == [3] * 30
    assert ratings.is_binary and ratings.values.mean() == pytest.approx(2 / 3)
    assert not ratings.has_users and len(set(ratings.users)) == 30
    text = satisfaction(ratings).summary_text()
    assert "66.7% of 30 rated answers (90 ratings; each of the answers counts with their mean)" in text


def test_an_annotator_of_one_rating_an_answer_counts_as_its_user(tmp_path):
    turns = [{"conversation_id": f"c{number}", "role": "assistant"} for number in range(6)]
    rows = [rating(number, rater=f"r{number % 2}", rater_kind="annotator") for number in range(6)]
    ratings = load_ratings(write_logs(tmp_path / "w", turns, rows).connect(), "thumbs")
    assert ratings.has_users and len(set(ratings.users)) == 2


def test_raters_stay_users_when_few_answers_have_two(tmp_path):
    turns = [{"conversation_id": f"c{number}", "role": "assistant"} for number in range(40)]
    rows = [rating(number, rater=f"r{number % 5}") for number in range(40)]
    ratings = load_ratings(write_logs(tmp_path / "w", turns, [*rows, rating(0, rater="r9")]).connect(), "thumbs")
    assert ratings.has_users and len(set(ratings.users)) in (5, 6)


def test_ratings_of_conversations_have_a_row_per_conversation(tmp_path):
    turns = [{"conversation_id": name, "user_id": "u"} for name in ("c", "c", "d")]
    ratings = load_ratings(write_logs(tmp_path / "w", turns, [rating(value=0.25)]).connect(), "thumbs")
    assert ratings.unit == "conversations" and ratings.doc_ids.tolist() == [0, 2]
    assert ratings.values[0] == 0.25 and not ratings.is_binary


def test_unmatched_and_unreadable_ratings_are_counted_and_left_out(tmp_path):
    rows = [rating(0), rating(message_id="gone"), rating(0, value=None)]
    connection = write_logs(tmp_path / "w", [{"conversation_id": "c"}], rows).connect()
    (kind,) = feedback_kinds(connection)
    assert (kind.ratings, kind.unmatched, kind.unreadable) == (2, 1, 1)
    assert load_ratings(connection, "thumbs").values.tolist() == [1.0]


def test_conversations_count_as_users_when_users_are_unknown(tmp_path):
    turns = [{"conversation_id": name} for name in ("c", "c", "d")]
    ratings = load_ratings(write_logs(tmp_path / "w", turns, [rating(0)]).connect(), "thumbs")
    assert not ratings.has_users and ratings.users.tolist() == [0, 0, 1] and ratings.user_noun == "conversations"


def test_there_is_no_feedback_in_a_corpus(small):
    assert feedback_kinds(small.connect()) == []
    with pytest.raises(DataloupeError, match=r"no feedback 'thumbs'. There are: none"):
        load_ratings(small.connect(), "thumbs")


def test_the_filter_of_a_level_selects_its_rows(thumbs, answers):
    assert {"model", "language", "topic", "week", "length (words)"} <= set(thumbs.dimensions) | {"length (words)"}
    for dimension in thumbs.dimensions.values():
        for level, one in enumerate(dimension.filters):
            kept = select_ratings(answers, Selection((one,)), thumbs)
            rows = thumbs.doc_ids[dimension.codes == level]
            assert kept.doc_ids.tolist() == rows.tolist(), (dimension.name, dimension.labels[level])


def test_quartiles_of_numbers_cover_all_rows_and_do_not_overlap(tmp_path):
    turns = [
        {"conversation_id": f"c{place}", "latency_ms": value}
        for place, value in enumerate([*np.linspace(1, 99, 40), 7.5, 7.5, None, None])
    ]
    connection = write_logs(tmp_path / "w", turns, [rating(0)]).connect()
    latency = load_ratings(connection, "thumbs").dimension("latency (ms)")
    assert len(latency.labels) == 4 and latency.codes[-2:].tolist() == [-1, -1] and (latency.codes[:-2] >= 0).all()
    ratings = load_ratings(connection, "thumbs")
    selections = [Selection((one,)) for one in latency.filters]
    ids = [set(select_ratings(connection, selection, ratings).doc_ids.tolist()) for selection in selections]
    assert sum(map(len, ids)) == len(set.union(*ids)) == 42


def test_hostile_names_are_levels_like_others(tmp_path):
    turns = [{"conversation_id": name, "model": name} for name in HOSTILE]
    workspace = write_logs(tmp_path / "w", turns, [rating(0)], metadata={HOSTILE[1]: list(HOSTILE)})
    ratings = load_ratings(workspace.connect(), "thumbs")
    assert set(ratings.dimension("model").labels) == set(HOSTILE) == set(ratings.dimension(HOSTILE[1]).labels)
    with pytest.raises(DataloupeError, match="no dimension 'nope'"):
        ratings.dimension("nope")


def test_a_selection_of_a_turn_selects_its_conversation(tmp_path):
    turns = [{"conversation_id": name, "model": model} for name, model in (("c", "a"), ("c", "b"), ("d", "a"))]
    connection = write_logs(tmp_path / "w", turns, [rating(value=1.0)]).connect()
    assert select_ratings(
        connection, Selection((Values("turns", "model", ("b",)),)), load_ratings(connection, "thumbs")
    ).doc_ids.tolist() == [0]


def test_turns_can_be_selected(answers):
    condition = where(answers, Selection((Range("turns", "created_at", "2025-03-03 00:00:00", "2025-03-03 23:59:59"),)))
    assert answers.execute(f"SELECT count(*) FROM turns WHERE {condition}").fetchall() == [(75,)]


def test_logs_of_the_simulator_are_simulated(tmp_path, answers):
    made = write_logs(tmp_path / "w", [{"conversation_id": "c"}], source=["simulated assistant"])
    assert is_simulated(made.connect()) and not is_simulated(answers)
