"""What was rated and what was not, and by what it can be divided."""

import numpy as np
import pytest

from analytics.ask.filters import Range, Values
from analytics.ask.logs.ratings import feedback_names, ratings, selected, simulated
from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError
from tests.logs import write_logs
from tests.workspaces import HOSTILE


def said(doc_id=None, value=1.0, name="thumbs", **other):
    return {"doc_id": doc_id, "value": value, "name": name, "conversation_id": "c", **other}


def test_a_turn_that_nobody_rated_is_a_row_without_a_value(thumbs, answers):
    ((rated, total),) = answers.execute(
        "SELECT (SELECT count(*) FROM feedback), (SELECT count(*) FROM turns)"
    ).fetchall()
    assert (thumbs.rated.sum(), len(thumbs.values)) == (rated, total)
    assert thumbs.unit == "answers" and thumbs.users_known and thumbs.binary


def test_prompts_are_not_counted_among_what_could_have_been_rated(tmp_path):
    turns = [{"conversation_id": "c", "role": role} for role in ("user", "assistant", "user", "assistant")]
    found = ratings(write_logs(tmp_path / "w", turns, [said(1, 0.0)]).connect(), "thumbs")
    assert found.doc_ids.tolist() == [1, 3] and np.isnan(found.values).tolist() == [False, True]


def test_several_ratings_of_one_answer_are_their_mean(tmp_path):
    found = ratings(
        write_logs(tmp_path / "w", [{"conversation_id": "c"}], [said(0, 0.0), said(0, 1.0)]).connect(), "thumbs"
    )
    assert found.values.tolist() == [0.5]


def test_ratings_of_whole_conversations_have_a_row_a_conversation(tmp_path):
    turns = [{"conversation_id": name, "user_id": "u"} for name in ("c", "c", "d")]
    found = ratings(write_logs(tmp_path / "w", turns, [said(value=0.25)]).connect(), "thumbs")
    assert (
        found.unit == "conversations"
        and found.doc_ids.tolist() == [0, 2]
        and found.values[0] == 0.25
        and not found.binary
    )


def test_feedback_that_belongs_nowhere_is_counted_and_left_out(tmp_path):
    rows = [said(0), said(message_id="gone"), said(0, value=None)]
    connection = write_logs(tmp_path / "w", [{"conversation_id": "c"}], rows).connect()
    (name,) = feedback_names(connection)
    assert (name.ratings, name.unplaced, name.unreadable) == (2, 1, 1)
    assert ratings(connection, "thumbs").values.tolist() == [1.0]


def test_where_users_are_unknown_conversations_stand_in(tmp_path):
    turns = [{"conversation_id": name} for name in ("c", "c", "d")]
    found = ratings(write_logs(tmp_path / "w", turns, [said(0)]).connect(), "thumbs")
    assert not found.users_known and found.users.tolist() == [0, 0, 1] and found.people == "conversations"


def test_there_is_no_feedback_in_a_corpus(small):
    assert feedback_names(small.connect()) == []
    with pytest.raises(DataloupeError, match="no feedback called 'thumbs' - there is none"):
        ratings(small.connect(), "thumbs")


def test_a_level_and_the_part_that_selects_it_are_the_same_rows(thumbs, answers):
    assert {"model", "language", "topic", "week", "length (words)"} <= set(thumbs.dimensions) | {"length (words)"}
    for dimension in thumbs.dimensions.values():
        for level, part in enumerate(dimension.filters):
            kept = selected(answers, Selection((part,)), thumbs)
            assert kept.doc_ids.tolist() == thumbs.doc_ids[dimension.codes == level].tolist(), (
                dimension.name,
                dimension.labels[level],
            )


def test_numbers_are_divided_into_quarters_that_miss_none_and_overlap_nowhere(tmp_path):
    turns = [
        {"conversation_id": f"c{place}", "latency_ms": value}
        for place, value in enumerate([*np.linspace(1, 99, 40), 7.5, 7.5, None, None])
    ]
    connection = write_logs(tmp_path / "w", turns, [said(0)]).connect()
    latency = ratings(connection, "thumbs").dimension("latency (ms)")
    assert (
        len(latency.labels) == 4
        and latency.ordered
        and latency.codes[-2:].tolist() == [-1, -1]
        and (latency.codes[:-2] >= 0).all()
    )
    ids = [
        set(selected(connection, Selection((part,)), ratings(connection, "thumbs")).doc_ids.tolist())
        for part in latency.filters
    ]
    assert sum(map(len, ids)) == len(set.union(*ids)) == 42


def test_hostile_names_are_levels_like_others(tmp_path):
    turns = [{"conversation_id": name, "model": name} for name in HOSTILE]
    workspace = write_logs(tmp_path / "w", turns, [said(0)], metadata={HOSTILE[1]: list(HOSTILE)})
    found = ratings(workspace.connect(), "thumbs")
    assert set(found.dimension("model").labels) == set(HOSTILE) == set(found.dimension(HOSTILE[1]).labels)
    with pytest.raises(DataloupeError, match="nothing called 'nope'"):
        found.dimension("nope")


def test_a_selection_of_a_turn_selects_its_conversation(tmp_path):
    turns = [{"conversation_id": name, "model": model} for name, model in (("c", "a"), ("c", "b"), ("d", "a"))]
    connection = write_logs(tmp_path / "w", turns, [said(value=1.0)]).connect()
    assert selected(
        connection, Selection((Values("turns", "model", ("b",)),)), ratings(connection, "thumbs")
    ).doc_ids.tolist() == [0]


def test_turns_can_be_selected(answers):
    condition = where(answers, Selection((Range("turns", "created_at", "2025-03-03 00:00:00", "2025-03-03 23:59:59"),)))
    assert answers.execute(f"SELECT count(*) FROM turns WHERE {condition}").fetchall() == [(75,)]


def test_logs_of_our_simulator_are_known_as_simulated(tmp_path, answers):
    made = write_logs(tmp_path / "w", [{"conversation_id": "c"}], source=["simulated assistant"])
    assert simulated(made.connect()) and not simulated(answers)
