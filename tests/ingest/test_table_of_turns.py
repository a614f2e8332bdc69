"""Plain tables of turns: columns by name or by --map, rows of one conversation joined, user ids hashed."""

import pytest

from analytics.errors import DataloupeError
from analytics.ingest import describe_input, find_inputs
from sample_data.simulate_logs import write_logs
from sample_data.simulated_attributes import attributes

ROW = {
    "conversation_id": "c",
    "turn": 0,
    "question": "Why?",
    "answer": "So.",
    "liked": True,
    "who": "ann",
    "channel": "web",
}


def test_columns_are_chosen_by_name_and_the_others_are_metadata(logs):
    built = logs({"t.jsonl": [ROW | {"user_id": "ann"}]})
    assert built.shape == "table" and "prompt from 'question', response from 'answer'" in built.lines[0]
    assert [(turn["text"], turn["kind"]) for turn in built.turns] == [("Why?", "prompt"), ("So.", "response")]
    assert built.column("SELECT channel FROM metadata") == ["web", "web"]
    assert (
        built.feedback[0]["name"],
        built.feedback[0]["value"],
        built.feedback[0]["raw"],
        built.feedback[0]["doc_id"],
    ) == ("liked", 1.0, "True", 1)


def test_map_chooses_the_columns(logs):
    built = logs(
        {"t.jsonl": [{"a": "Why?", "b": "So.", "c": "dislike", "text": "x"}]},
        map={"prompt": "a", "response": "b", "thumbs": "c"},
    )
    assert (
        built.shape == "table"
        and built.feedback[0]["value"] == 0.0
        and [turn["text"] for turn in built.turns] == ["Why?", "So."]
    )
    with pytest.raises(DataloupeError, match="no column 'nope'"):
        logs({"t.jsonl": [ROW]}, map={"prompt": "nope"})
    with pytest.raises(DataloupeError, match="--map has no field 'promt' for a log"):
        logs({"t.jsonl": [ROW]}, map={"promt": "question", "thumbs": "liked"})


def test_rows_of_a_conversation_are_ordered_by_turn(logs):
    rows = [ROW | {"turn": turn, "question": f"Q{turn}", "answer": f"A{turn}"} for turn in (2, 0, 1)]
    turns = sorted(logs({"t.jsonl": rows}).turns, key=lambda turn: turn["turn_index"])
    assert [turn["text"] for turn in turns] == ["Q0", "A0", "Q1", "A1", "Q2", "A2"]
    assert [turn["parent_doc_id"] for turn in turns] == [None, *(turn["doc_id"] for turn in turns[:-1])]


def test_a_regenerated_answer_has_the_same_prompt_and_the_last_one_is_shown(logs):
    built = logs(
        {
            "t.jsonl": [
                ROW,
                ROW | {"answer": "Because.", "liked": False},
                ROW | {"turn": 1, "question": "Sure?", "answer": "Yes."},
            ]
        }
    )
    assert [(turn["text"], turn["parent_doc_id"], turn["on_path"], turn["turn_index"]) for turn in built.turns] == [
        ("Why?", None, True, 0),
        ("So.", 0, False, 1),
        ("Because.", 0, True, 1),
        ("Sure?", 2, True, 2),
        ("Yes.", 3, True, 3),
    ]
    assert sorted((one["doc_id"], one["value"]) for one in built.feedback) == [(1, 1.0), (2, 0.0), (4, 1.0)]


def test_one_row_per_message(logs):
    rows = [
        {"session_id": "s", "sender": sender, "message": text, "timestamp": f"2025-01-01T00:00:0{second}"}
        for second, sender, text in ((3, "user", "Bye"), (1, "user", "Hi"), (2, "bot", "Hello"))
    ]
    turns = sorted(logs({"m.jsonl": rows}).turns, key=lambda turn: turn["turn_index"])
    assert [(turn["text"], turn["kind"]) for turn in turns] == [
        ("Hi", "prompt"),
        ("Hello", "response"),
        ("Bye", "prompt"),
    ]
    assert [turn["parent_doc_id"] for turn in turns] == [None, 1, 2]


def test_user_ids_are_hashed_with_the_key_of_the_workspace_unless_kept(logs):
    rows = [ROW | {"user_id": user, "turn": turn} for turn, user in enumerate(("ann", "bob", "ann"))]
    first, second = (logs({"t.jsonl": rows}, workspace=name) for name in ("one", "two"))
    users = [[turn["user_id"] for turn in built.turns[1::2]] for built in (first, second)]
    assert users[0][0] == users[0][2] != users[0][1] and not set(users[0]) & {"ann", "bob"}
    assert not set(users[0]) & set(users[1])
    assert {one["rater"] for one in first.feedback} == set(users[0])
    everything = b"".join(path.read_bytes() for path in (first.workspace.path / "tables").iterdir())
    assert b"bob" not in everything
    kept = logs({"t.jsonl": rows}, workspace="three", keep_user_ids=True)
    assert {turn["user_id"] for turn in kept.turns} == {"ann", "bob"}


def test_simulated_logs_are_read_back_completely(logs, tmp_path):
    write_logs(tmp_path / "s.jsonl", 600, 5)
    rows = attributes(600, 5)
    built = logs([tmp_path / "s.jsonl"])
    assert built.counts() == (
        len(rows) + (~rows.regenerated).sum(),
        2 * (~rows.regenerated).sum(),
        rows.thumbs.notna().sum(),
        0,
    )
    assert sum(one["value"] == 0 for one in built.feedback) == (rows.thumbs == "down").sum()
    assert built.column("SELECT count(DISTINCT user_id) FROM turns") == [rows.user.nunique()]
    assert built.column("SELECT DISTINCT source FROM documents") == ["simulated assistant"]


def test_with_a_text_column_the_table_is_a_corpus(logs, tmp_path):
    (tmp_path / "t.csv").write_text("question,answer\nWhy?,So.\n")
    (source,) = find_inputs([str(tmp_path / "t.csv")], {})
    assert describe_input(source, {"text": "answer"}).shape == "corpus" and describe_input(source, {}).shape == "table"


def test_the_description_of_a_corpus_names_the_nearest_log_format(tmp_path):
    (tmp_path / "x.jsonl").write_text('{"model_a": "x", "model_b": "y", "winner": "x", "text": "hm"}\n')
    (source,) = find_inputs([str(tmp_path / "x.jsonl")], {})
    line = describe_input(source, {}).summary_text()
    assert ("The nearest log format is" in line and "arena" in line) or "mt-bench" in line
