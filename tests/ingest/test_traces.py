"""Traces and their scores: Langfuse, Phoenix, LangSmith, Open WebUI."""

import pytest

TRACE = {
    "id": "t1", "name": "answer", "timestamp": "2025-02-01T10:00:00Z", "userId": "ann", "sessionId": "s1", "version": "7",
    "input": {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Where is my parcel?"}]}, "output": {"role": "assistant", "content": "On its way."}, "latency": 1.5,
}  # fmt: skip
SCORES = """id,traceId,observationId,name,dataType,value,stringValue,comment,source
1,t1,,user-feedback,NUMERIC,-1,,<b>no</b>,API
2,t1,,resolved,BOOLEAN,1,True,,ANNOTATION
3,t2,,user-feedback,NUMERIC,1,,,API
4,t9,,user-feedback,NUMERIC,1,,,API
5,t1,,tone,CATEGORICAL,,friendly,,EVAL
"""


def test_langfuse_traces_of_a_session_are_one_conversation_and_find_their_scores(logs, tmp_path):
    later = TRACE | {"id": "t2", "timestamp": "2025-02-01T10:05:00Z", "input": "And when?", "output": '"Tomorrow."'}
    (tmp_path / "scores.csv").write_text(SCORES)
    logs({"traces.json": [later, TRACE]})
    built = logs([tmp_path / "traces.json", tmp_path / "scores.csv"], workspace="joined")
    assert [fact["shape"] for fact in built.facts] == ["langfuse", "langfuse"] and built.counts() == (4, 4, 5, 0)
    assert sorted((turn["turn_index"], turn["text"]) for turn in built.turns) == [
        (0, "Where is my parcel?"),
        (1, "On its way."),
        (2, "And when?"),
        (3, "Tomorrow."),
    ]
    assert [turn["parent_doc_id"] for turn in sorted(built.turns, key=lambda turn: turn["turn_index"])] == [
        None,
        2,
        3,
        0,
    ]
    assert {turn["conversation_id"] for turn in built.turns} == {"s1"} and len(
        {turn["user_id"] for turn in built.turns} - {None, "ann"}
    ) == 1
    values = {
        (one["name"], one["message_id"]): (one["value"], one["doc_id"], one["rater_kind"], one["raw"])
        for one in built.feedback
    }
    assert values["user-feedback", "t1"] == (0.0, 3, "user", "-1") and values["user-feedback", "t2"] == (
        1.0,
        1,
        "user",
        "1",
    )
    assert values["resolved", "t1"] == (1.0, 3, "annotator", "True") and values["tone", "t1"] == (
        None,
        3,
        "model",
        "friendly",
    )
    assert built.notes["feedback for unknown messages"] == 1 and built.notes["feedback whose value cannot be read"] == 1
    assert built.notes["scales"] == {"user-feedback": [-1, 1]}


def test_a_langfuse_trace_with_observations_knows_its_model_prompt_and_cost(logs):
    generation = {
        "id": "g",
        "traceId": "t1",
        "type": "GENERATION",
        "startTime": "2025-02-01T10:00:00Z",
        "model": "m-1",
        "promptName": "support",
        "promptVersion": 3,
        "totalCost": 0.25,
    }
    built = logs(
        {
            "trace.json": {
                "trace": TRACE | {"input": None, "output": None},
                "observations": [
                    generation | {"input": "Q?", "output": {"content": "A."}},
                    {"id": "s", "type": "SPAN"},
                ],
            }
        }
    )
    assert [
        (turn["text"], turn["model"], turn["prompt_version"], turn["cost"], turn["latency_ms"]) for turn in built.turns
    ] == [
        ("Q?", None, None, None, None),
        ("A.", "m-1", "support 3", 0.25, 1500),
    ]


def test_langfuse_generations_alone_and_spans_rejected_with_a_reason(logs):
    generation = {
        "id": "g",
        "traceId": "t",
        "type": "GENERATION",
        "startTime": "2025-02-01T10:00:00Z",
        "endTime": "2025-02-01T10:00:02Z",
        "input": "Q",
        "output": "A",
    }
    built = logs({"observations.jsonl": [generation, generation | {"id": "h", "type": "SPAN"}]})
    assert (
        built.counts() == (2, 2, 0, 0) and built.turns[1]["latency_ms"] == 2000 and "SPAN" in built.rejects[0]["reason"]
    )


def nested_attributes():
    return {
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


def dotted_attributes():
    return {
        "openinference.span.kind": "LLM", "llm.input_messages.0.message.role": "user", "llm.input_messages.0.message.content": "Hi", "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.content": "Ho", "llm.model_name": "m", "llm.token_count.total": 5, "session.id": "s", "user.id": "u",
    }  # fmt: skip


@pytest.mark.parametrize("attributes", [nested_attributes, dotted_attributes])
def test_phoenix_spans_and_annotations(logs, attributes):
    span = {
        "name": "llm",
        "context": {"trace_id": "t", "span_id": "sp"},
        "start_time": "2025-01-01T00:00:00Z",
        "end_time": "2025-01-01T00:00:01Z",
        "attributes": attributes(),
    }
    annotation = {
        "span_id": "sp",
        "name": "correctness",
        "annotator_kind": "HUMAN",
        "result": {"label": "bad", "score": 0.0, "explanation": "wrong"},
    }
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


def test_langsmith_root_runs_and_their_feedback(logs):
    run = {
        "id": "r1",
        "trace_id": "r1",
        "run_type": "chain",
        "dotted_order": "20250101T000000Zr1",
        "start_time": "2025-01-01T00:00:00",
        "end_time": "2025-01-01T00:00:03",
    }
    run |= {
        "inputs": {"question": "Why?"},
        "outputs": {"answer": "So."},
        "extra": {"metadata": {"thread_id": "th", "ls_model_name": "m"}},
    }
    inner = run | {"id": "r2", "dotted_order": "20250101T000000Zr1.20250101T000001Zr2", "run_type": "llm"}
    feedback = {"run_id": "r1", "key": "thumbs_up", "score": True, "comment": "nice"}
    built = logs({"runs.jsonl": [run, run | {"id": "r3"}, inner], "feedback.jsonl": [feedback]})
    assert [fact["shape"] for fact in built.facts] == ["langsmith", "langsmith"] and built.counts() == (4, 4, 1, 0)
    assert {turn["conversation_id"] for turn in built.turns} == {"th"} and built.turns[1]["latency_ms"] == 3000
    assert (
        built.feedback[0]["doc_id"] == 1
        and built.feedback[0]["value"] == 1.0
        and "inside another" in built.rejects[0]["reason"]
    )


def test_open_webui_thumbs_are_wins_over_the_siblings(logs):
    def turn(role, text, parent, **more):
        return {"role": role, "content": text, "parentId": parent, "timestamp": 1700000000, **more}

    chat = {
        "title": "Sums",
        "history": {
            "currentId": "x",
            "messages": {
                "u": turn("user", "1+1?", None),
                "x": turn("assistant", "2", "u", model="big"),
                "y": turn("assistant", "3", "u", model="small"),
            },
        },
    }
    record = {
        "id": "f",
        "user_id": "bob",
        "data": {
            "rating": 1,
            "model_id": "big",
            "sibling_model_ids": ["small"],
            "reason": "accurate",
            "comment": "right",
        },
        "meta": {"chat_id": "c", "message_id": "x"},
        "snapshot": {"chat": {"chat": chat}},
    }
    built = logs({"feedback.json": [record]})
    assert built.shape == "open-webui" and built.counts() == (3, 2, 1, 1)
    assert (built.feedback[0]["value"], built.feedback[0]["doc_id"], built.feedback[0]["comment"]) == (
        1.0,
        1,
        "accurate: right",
    )
    (one,) = built.comparisons
    assert (one["model_a"], one["model_b"], one["winner"], one["prompt_doc_id"], one["a_doc_id"], one["b_doc_id"]) == (
        "big",
        "small",
        "a",
        0,
        1,
        2,
    )
