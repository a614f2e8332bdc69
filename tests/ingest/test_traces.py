"""Traces and feedback of other tools: Phoenix, LangSmith, Open WebUI."""

import pytest

NESTED = {
    "openinference": {"span": {"kind": "LLM"}},
    "llm": {
        "input_messages": [{"message": {"role": "user", "content": "Hi"}}],
        "output_messages": [{"message": {"role": "assistant", "content": "Ho"}}],
        "model_name": "m",
        "token_count": {"total": 5},
    },
    "session": {"id": "s"},
    "user": {"id": "u"},
}
DOTTED = {
    "openinference.span.kind": "LLM",
    "llm.input_messages.0.message.role": "user",
    "llm.input_messages.0.message.content": "Hi",
    "llm.output_messages.0.message.role": "assistant",
    "llm.output_messages.0.message.content": "Ho",
    "llm.model_name": "m",
    "llm.token_count.total": 5,
    "session.id": "s",
    "user.id": "u",
}


@pytest.mark.parametrize("attributes", [NESTED, DOTTED], ids=["nested", "dotted"])
def test_a_phoenix_span_and_its_annotation(logs, attributes):
    span = {
        "name": "llm",
        "context": {"trace_id": "t", "span_id": "sp"},
        "start_time": "2025-01-01T00:00:00Z",
        "end_time": "2025-01-01T00:00:01Z",
        "attributes": attributes,
    }
    result = {"label": "bad", "score": 0.0, "explanation": "wrong"}
    annotation = {"span_id": "sp", "name": "correctness", "annotator_kind": "HUMAN", "result": result}
    built = logs({"spans.jsonl": [span], "annotations.jsonl": [annotation]})
    assert [fact["shape"] for fact in built.facts] == ["phoenix", "phoenix"]
    assert [(turn["text"], turn["conversation_id"], turn["model"], turn["latency_ms"]) for turn in built.turns] == [
        ("Hi", "s", None, None),
        ("Ho", "s", "m", 1000),
    ]
    assert [(one["doc_id"], one["value"], one["comment"], one["rater_kind"]) for one in built.feedback] == [
        (1, 0.0, "wrong", "annotator")
    ]
    assert built.column("SELECT token_count_total FROM metadata WHERE doc_id = 1") == [5]


def test_a_langsmith_root_run_is_an_exchange_with_feedback_and_an_inner_run_is_a_reject(logs):
    run = {
        "id": "r1",
        "trace_id": "r1",
        "run_type": "chain",
        "dotted_order": "20250101T000000Zr1",
        "start_time": "2025-01-01T00:00:00",
        "end_time": "2025-01-01T00:00:03",
        "inputs": {"question": "Why?"},
        "outputs": {"answer": "So."},
        "extra": {"metadata": {"thread_id": "th", "ls_model_name": "m"}},
    }
    inner = run | {"id": "r2", "dotted_order": "20250101T000000Zr1.20250101T000001Zr2", "run_type": "llm"}
    feedback = {"run_id": "r1", "key": "thumbs_up", "score": True, "comment": "nice"}
    built = logs({"runs.jsonl": [run, run | {"id": "r3"}, inner], "feedback.jsonl": [feedback]})
    assert [fact["shape"] for fact in built.facts] == ["langsmith", "langsmith"] and built.counts() == (4, 4, 1, 0)
    assert {turn["conversation_id"] for turn in built.turns} == {"th"} and built.turns[1]["latency_ms"] == 3000
    assert (built.feedback[0]["doc_id"], built.feedback[0]["value"]) == (1, 1.0)
    assert "inside another" in built.rejects[0]["reason"]


def turn(role, text, parent, **more):
    return {"role": role, "content": text, "parentId": parent, "timestamp": 1700000000, **more}


MESSAGES = {
    "u": turn("user", "1+1?", None),
    "x": turn("assistant", "2", "u", model="big"),
    "y": turn("assistant", "3", "u", model="small"),
}
FEEDBACK = {
    "id": "f",
    "user_id": "bob",
    "data": {"rating": 1, "model_id": "big", "sibling_model_ids": ["small"], "reason": "accurate", "comment": "right"},
    "meta": {"chat_id": "c", "message_id": "x"},
    "snapshot": {"chat": {"chat": {"title": "Sums", "history": {"currentId": "x", "messages": MESSAGES}}}},
}


def test_an_open_webui_thumb_is_a_win_over_the_siblings(logs):
    built = logs({"feedback.json": [FEEDBACK]})
    assert built.shape == "open-webui" and built.counts() == (3, 2, 1, 1)
    (rating,), (one,) = built.feedback, built.comparisons
    assert (rating["value"], rating["doc_id"], rating["comment"]) == (1.0, 1, "accurate: right")
    assert (one["model_a"], one["model_b"], one["winner"]) == ("big", "small", "a")
    assert (one["prompt_doc_id"], one["a_doc_id"], one["b_doc_id"]) == (0, 1, 2)
