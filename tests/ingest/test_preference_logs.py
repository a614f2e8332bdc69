"""Logs of comparisons and marks: arena, MT-bench, OpenAssistant, hh-rlhf, UltraFeedback, HelpSteer, SHP, Alpaca."""

import pytest


def said(*texts):
    return [{"role": role, "content": text} for role, text in zip(("user", "assistant") * 3, texts, strict=False)]


def one_comparison(built):
    (one,) = built.comparisons
    texts = {
        side: one[f"{side}_doc_id"] is not None and built.text(one[f"{side}_doc_id"]) for side in ("prompt", "a", "b")
    }
    return one, texts


BATTLE = {
    "model_a": "red", "model_b": "blue", "winner": "tie (bothbad)", "judge": "voter9", "turn": 1, "language": "English", "tstamp": 1690000000.1, "question_id": "q1",
    "conversation_a": said("Name a fruit.", "Apple."), "conversation_b": said("Name a fruit.", "Pear."), "anony": True,
}  # fmt: skip


def test_an_arena_battle_is_one_prompt_with_two_answers(logs):
    built = logs({"arena.jsonl": [BATTLE]})
    one, texts = one_comparison(built)
    assert built.shape == "arena" and built.counts() == (3, 3, 0, 1)
    assert texts == {"prompt": "Name a fruit.", "a": "Apple.", "b": "Pear."}
    assert (one["winner"], one["model_a"], one["model_b"], one["judge_kind"], one["in_order"]) == (
        "both_bad",
        "red",
        "blue",
        "user",
        True,
    )
    assert one["judge"] != "voter9"
    assert [(turn["model"], turn["parent_doc_id"]) for turn in built.turns] == [(None, None), ("red", 0), ("blue", 0)]


def test_a_battle_of_several_turns_parts_at_the_first_answer_even_when_equal(logs):
    record = BATTLE | {
        "winner": "model_b",
        "conversation_a": said("Hi", "Hello", "Fruit?", "Apple"),
        "conversation_b": said("Hi", "Hello", "Fruit?", "Pear"),
    }
    built = logs({"arena.jsonl": [record]})
    one, texts = one_comparison(built)
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
    one, texts = one_comparison(built)
    assert built.shape == "arena-55k" and one["winner"] == "a" and texts["a"] == "2" and texts["prompt"] == "One?"


def test_mt_bench_votes_need_no_texts(logs):
    vote = {"judge": "expert_1", "model_a": "x", "model_b": "y", "question_id": 81, "turn": 2, "winner": "model_b"}
    built = logs(
        {
            "votes.jsonl": [
                vote,
                vote | {"judge": ["gpt-4", "pair-v2"], "winner": "tie (inconsistent)"},
                vote | {"winner": "nobody"},
            ]
        }
    )
    assert built.shape == "mt-bench" and built.counts() == (0, 0, 0, 2)
    assert [
        (one["judge"], one["judge_kind"], one["winner"], one["turn"], one["prompt_id"]) for one in built.comparisons
    ] == [
        ("expert_1", "annotator", "b", 2, "81"),
        ("gpt-4 pair-v2", "model", "tie", 2, "81"),
    ]
    assert "nobody" in built.rejects[0]["reason"]


def reply(key, text, rank=None, replies=(), role="assistant", **more):
    return {"message_id": key, "text": text, "role": role, "lang": "en", "rank": rank, "replies": list(replies), **more}


def test_an_openassistant_tree_ranks_its_replies(logs):
    prompt = reply(
        "p",
        "Why?",
        role="prompter",
        replies=[
            reply("b", "Hm.", 1),
            reply("a", "Because.", 0, [reply("c", "Thanks", role="prompter")]),
            reply("d", "?", 2),
            reply("e", "!"),
        ],
    )
    prompt["labels"] = {"quality": {"value": 0.75, "count": 3}}
    built = logs({"trees.jsonl": [{"message_tree_id": "p", "tree_state": "ready_for_export", "prompt": prompt}]})
    assert built.shape == "oasst" and built.counts() == (6, 3, 1, 3)
    assert sorted((built.text(one["a_doc_id"]), built.text(one["b_doc_id"])) for one in built.comparisons) == [
        ("Because.", "?"),
        ("Because.", "Hm."),
        ("Hm.", "?"),
    ]
    assert not any(one["in_order"] for one in built.comparisons)
    assert {turn["text"] for turn in built.turns if turn["on_path"]} == {"Why?", "Because.", "Thanks"}
    assert (
        built.feedback[0]["name"],
        built.feedback[0]["value"],
        built.feedback[0]["doc_id"],
        built.feedback[0]["rater_kind"],
    ) == (
        "quality",
        0.75,
        0,
        "annotator",
    )


def test_hh_rlhf_parts_where_the_transcripts_part(logs):
    common = "\n\nHuman: Hi\n\nAssistant: Hello\n\nHuman: A joke?\n\nAssistant:"
    built = logs({"hh.jsonl": [{"chosen": f"{common} Knock knock.", "rejected": f"{common} No."}]})
    one, texts = one_comparison(built)
    assert (
        built.shape == "hh-rlhf"
        and texts == {"prompt": "A joke?", "a": "Knock knock.", "b": "No."}
        and one["winner"] == "a"
        and not one["in_order"]
    )
    assert [turn["kind"] for turn in built.turns] == ["prompt", "response", "prompt", "response", "response"]


def test_ultrafeedback_marks_are_on_a_scale_of_one_to_five(logs):
    def completion(model, rating):
        marks = {"helpfulness": {"Rating": rating, "Rationale": "so"}, "honesty": {"Rating": "N/A"}}
        return {"model": model, "response": f"by {model}", "annotations": marks, "overall_score": 5.5}

    built = logs(
        {
            "u.jsonl": [
                {"source": "s", "instruction": "Do.", "completions": [completion("x", "5"), completion("y", "2")]}
            ]
        }
    )
    assert built.shape == "ultrafeedback" and built.counts() == (3, 3, 4, 0)
    assert [(one["name"], one["value"], one["raw"], one["rater_kind"]) for one in built.feedback][:2] == [
        ("helpfulness", 1.0, "5", "model"),
        ("helpfulness", 0.25, "2", "model"),
    ]
    assert built.feedback[2]["value"] == 0.5 and built.column("SELECT DISTINCT source FROM documents") == ["s"]


def test_helpsteer_marks_run_from_zero_to_four(logs):
    marks = {"helpfulness": 4, "correctness": 0, "coherence": 2, "complexity": 1, "verbosity": 3}
    built = logs({"h.jsonl": [{"prompt": "p?", "response": "r.", **marks}]})
    assert built.shape == "helpsteer" and {one["name"]: one["value"] for one in built.feedback} == {
        name: mark / 4 for name, mark in marks.items()
    }
    assert {one["doc_id"] for one in built.feedback} == {1}


@pytest.mark.parametrize(("label", "winner"), [(1, "a"), (0, "b")])
def test_human_preferences_of_the_crowd(logs, label, winner):
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
    one, texts = one_comparison(built)
    assert (
        built.shape == "shp"
        and one["winner"] == winner
        and texts == {"prompt": "Flat bread?", "a": "Yeast.", "b": "Salt."}
    )
    assert built.column("SELECT votes FROM metadata ORDER BY doc_id") == [None, 9, 3]


def test_alpaca_joins_instruction_and_input(logs):
    built = logs(
        {
            "alpaca.json": [
                {"instruction": "Add.", "input": "1 2", "output": "3"},
                {"instruction": "Hi", "input": "", "output": "Hello"},
            ]
        }
    )
    assert built.shape == "alpaca" and [turn["text"] for turn in built.turns] == ["Add.\n\n1 2", "3", "Hi", "Hello"]


@pytest.mark.parametrize(("preference", "winner"), [(1.0, "a"), (1.2, "a"), (1.5, "tie"), (2, "b")])
def test_alpaca_eval_prefers_between_one_and_two(logs, preference, winner):
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
    one, texts = one_comparison(built)
    assert built.shape == "alpaca-eval" and (one["winner"], one["model_b"], one["judge"], one["judge_kind"]) == (
        winner,
        "new",
        "judge",
        "model",
    )
    assert texts == {"prompt": "Go.", "a": "left", "b": "right"}
