"""Logs of pairwise comparisons: arena, MT-bench, hh-rlhf, SHP, AlpacaEval."""

import pytest


def chat(*texts):
    return [{"role": role, "content": text} for role, text in zip(("user", "assistant") * 3, texts, strict=False)]


def only_comparison(built):
    """The comparison of a log with one, and the texts of its prompt, a and b."""
    (one,) = built.comparisons
    doc_ids = {side: one[f"{side}_doc_id"] for side in ("prompt", "a", "b")}
    return one, {side: doc_id is not None and built.text(doc_id) for side, doc_id in doc_ids.items()}


BATTLE = {
    "model_a": "red",
    "model_b": "blue",
    "winner": "tie (bothbad)",
    "judge": "voter9",
    "turn": 1,
    "language": "English",
    "tstamp": 1690000000.1,
    "question_id": "q1",
    "conversation_a": chat("Name a fruit.", "Apple."),
    "conversation_b": chat("Name a fruit.", "Pear."),
    "anony": True,
}


def test_an_arena_battle_is_one_prompt_with_two_answers(logs):
    built = logs({"arena.jsonl": [BATTLE]})
    one, texts = only_comparison(built)
    assert built.shape == "arena" and built.counts() == (3, 3, 0, 1)
    assert texts == {"prompt": "Name a fruit.", "a": "Apple.", "b": "Pear."}
    assert (one["winner"], one["model_a"], one["model_b"]) == ("both_bad", "red", "blue")
    assert (one["judge_kind"], one["in_order"]) == ("user", True)
    assert one["judge"] != "voter9"
    assert [(turn["model"], turn["parent_doc_id"]) for turn in built.turns] == [(None, None), ("red", 0), ("blue", 0)]


def test_a_battle_of_several_turns_splits_at_the_first_answer_even_if_the_answers_are_equal(logs):
    record = BATTLE | {
        "winner": "model_b",
        "conversation_a": chat("Hi", "Hello", "Fruit?", "Apple"),
        "conversation_b": chat("Hi", "Hello", "Fruit?", "Pear"),
    }
    built = logs({"arena.jsonl": [record]})
    one, texts = only_comparison(built)
    assert texts == {"prompt": "Hi", "a": "Apple", "b": "Pear"} and one["winner"] == "b"
    assert built.counts() == (7, 7, 0, 1) and [turn["turn_index"] for turn in built.turns] == [0, 1, 2, 3, 1, 2, 3]


def test_arena_55k_has_turns_in_json_lists_and_a_one_hot_winner(logs):
    record = {
        "id": 5,
        "model_a": "x",
        "model_b": "y",
        "prompt": '["One?", "Two?"]',
        "response_a": '["1", "2"]',
        "response_b": '["I", null]',
        "winner_model_a": 1,
        "winner_model_b": 0,
        "winner_tie": 0,
    }
    built = logs({"battles.jsonl": [record]})
    one, texts = only_comparison(built)
    assert built.shape == "arena-55k" and one["winner"] == "a" and texts["a"] == "2" and texts["prompt"] == "One?"


def test_mt_bench_votes_need_no_texts(logs):
    vote = {"judge": "expert_1", "model_a": "x", "model_b": "y", "question_id": 81, "turn": 2, "winner": "model_b"}
    model_vote = vote | {"judge": ["gpt-4", "pair-v2"], "winner": "tie (inconsistent)"}
    built = logs({"votes.jsonl": [vote, model_vote, vote | {"winner": "nobody"}]})
    assert built.shape == "mt-bench" and built.counts() == (0, 0, 0, 2)
    columns = ("judge", "judge_kind", "winner", "turn", "prompt_id")
    assert [tuple(one[column] for column in columns) for one in built.comparisons] == [
        ("expert_1", "annotator", "b", 2, "81"),
        ("gpt-4 pair-v2", "model", "tie", 2, "81"),
    ]
    assert "nobody" in built.rejects[0]["reason"]


def test_hh_rlhf_splits_where_the_transcripts_differ(logs):
    common = "\n\nHuman: Hi\n\nAssistant: Hello\n\nHuman: A joke?\n\nAssistant:"
    built = logs({"hh.jsonl": [{"chosen": f"{common} Knock knock.", "rejected": f"{common} No."}]})
    one, texts = only_comparison(built)
    assert built.shape == "hh-rlhf" and texts == {"prompt": "A joke?", "a": "Knock knock.", "b": "No."}
    assert one["winner"] == "a" and not one["in_order"]
    assert [turn["kind"] for turn in built.turns] == ["prompt", "response", "prompt", "response", "response"]


@pytest.mark.parametrize(("label", "winner"), [(1, "a"), (0, "b")])
def test_stanford_human_preferences_are_votes_of_users(logs, label, winner):
    record = {
        "post_id": "z",
        "domain": "askbakers",
        "history": "Flat bread?",
        "human_ref_A": "Yeast.",
        "human_ref_B": "Salt.",
        "labels": label,
        "score_A": 9,
        "score_B": 3,
        "created_at_utc_A": 1600000000,
    }
    built = logs({"shp.jsonl": [record]})
    one, texts = only_comparison(built)
    assert built.shape == "shp" and one["winner"] == winner
    assert texts == {"prompt": "Flat bread?", "a": "Yeast.", "b": "Salt."}
    assert built.column("SELECT votes FROM metadata ORDER BY doc_id") == [None, 9, 3]


@pytest.mark.parametrize(("preference", "winner"), [(1.0, "a"), (1.2, "a"), (1.5, "tie"), (2, "b")])
def test_alpaca_eval_preferences_go_from_one_to_two(logs, preference, winner):
    record = {
        "instruction": "Go.",
        "output_1": "left",
        "generator_1": "base",
        "output_2": "right",
        "generator_2": "new",
        "annotator": "judge",
        "preference": preference,
        "dataset": "d",
    }
    built = logs({"eval.json": [record]})
    one, texts = only_comparison(built)
    assert built.shape == "alpaca-eval" and one["winner"] == winner
    assert (one["model_b"], one["judge"], one["judge_kind"]) == ("new", "judge", "model")
    assert texts == {"prompt": "Go.", "a": "left", "b": "right"}
