"""Answers that annotators or models rated or ranked: OpenAssistant, UltraFeedback, HelpSteer; and Alpaca."""


def reply(key, text, rank=None, replies=(), role="assistant", **more):
    return {"message_id": key, "text": text, "role": role, "lang": "en", "rank": rank, "replies": list(replies), **more}


def test_the_ranked_replies_of_an_openassistant_tree_are_compared(logs):
    thanks = reply("c", "Thanks", role="prompter")
    replies = [reply("b", "Hm.", 1), reply("a", "Because.", 0, [thanks]), reply("d", "?", 2), reply("e", "!")]
    prompt = reply("p", "Why?", role="prompter", replies=replies, labels={"quality": {"value": 0.75, "count": 3}})
    built = logs({"trees.jsonl": [{"message_tree_id": "p", "tree_state": "ready_for_export", "prompt": prompt}]})
    assert built.shape == "oasst" and built.counts() == (6, 3, 1, 3)
    pairs = sorted((built.text(one["a_doc_id"]), built.text(one["b_doc_id"])) for one in built.comparisons)
    assert pairs == [("Because.", "?"), ("Because.", "Hm."), ("Hm.", "?")]
    assert not any(one["in_order"] for one in built.comparisons)
    assert {turn["text"] for turn in built.turns if turn["on_path"]} == {"Why?", "Because.", "Thanks"}
    (rating,) = built.feedback
    assert (rating["name"], rating["value"], rating["doc_id"]) == ("quality", 0.75, 0)
    assert rating["rater_kind"] == "annotator"


def completion(model, rating):
    annotations = {"helpfulness": {"Rating": rating, "Rationale": "so"}, "honesty": {"Rating": "N/A"}}
    return {"model": model, "response": f"by {model}", "annotations": annotations, "overall_score": 5.5}


def test_ultrafeedback_rates_aspects_from_one_to_five(logs):
    record = {"source": "s", "instruction": "Do.", "completions": [completion("x", "5"), completion("y", "2")]}
    built = logs({"u.jsonl": [record]})
    assert built.shape == "ultrafeedback" and built.counts() == (3, 3, 4, 0)
    assert [(one["name"], one["value"], one["raw"], one["rater_kind"]) for one in built.feedback][:2] == [
        ("helpfulness", 1.0, "5", "model"),
        ("helpfulness", 0.25, "2", "model"),
    ]
    assert built.feedback[2]["value"] == 0.5 and built.column("SELECT DISTINCT source FROM documents") == ["s"]


def test_helpsteer_rates_aspects_from_zero_to_four(logs):
    ratings = {"helpfulness": 4, "correctness": 0, "coherence": 2, "complexity": 1, "verbosity": 3}
    built = logs({"h.jsonl": [{"prompt": "p?", "response": "r.", **ratings}]})
    assert built.shape == "helpsteer"
    assert {one["name"]: one["value"] for one in built.feedback} == {name: n / 4 for name, n in ratings.items()}
    assert {one["doc_id"] for one in built.feedback} == {1}


def test_alpaca_joins_instruction_and_input(logs):
    records = [
        {"instruction": "Add.", "input": "1 2", "output": "3"},
        {"instruction": "Hi", "input": "", "output": "Hello"},
    ]
    built = logs({"alpaca.json": records})
    assert built.shape == "alpaca" and [turn["text"] for turn in built.turns] == ["Add.\n\n1 2", "3", "Hi", "Hello"]
