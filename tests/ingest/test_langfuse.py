"""Langfuse: traces with their observations and scores."""

TRACE = {
    "id": "t1",
    "name": "answer",
    "timestamp": "2025-02-01T10:00:00Z",
    "userId": "ann",
    "sessionId": "s1",
    "version": "7",
    "input": {
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Where is my parcel?"},
        ]
    },
    "output": {"role": "assistant", "content": "On its way."},
    "latency": 1.5,
}
LATER = TRACE | {"id": "t2", "timestamp": "2025-02-01T10:05:00Z", "input": "And when?", "output": '"Tomorrow."'}
SCORES = """id,traceId,observationId,name,dataType,value,stringValue,comment,source
1,t1,,user-feedback,NUMERIC,-1,,<b>no</b>,API
2,t1,,resolved,BOOLEAN,1,True,,ANNOTATION
3,t2,,user-feedback,NUMERIC,1,,,API
4,t9,,user-feedback,NUMERIC,1,,,API
5,t1,,tone,CATEGORICAL,,friendly,,EVAL
"""
GENERATION = {
    "id": "g",
    "traceId": "t1",
    "type": "GENERATION",
    "startTime": "2025-02-01T10:00:00Z",
    "model": "m-1",
    "promptName": "support",
    "promptVersion": 3,
    "totalCost": 0.25,
}


def test_traces_of_a_session_are_one_conversation(logs):
    built = logs({"traces.json": [LATER, TRACE]})
    assert built.shape == "langfuse" and built.counts() == (4, 4, 0, 0)
    turns = sorted(built.turns, key=lambda turn: turn["turn_index"])
    assert [turn["text"] for turn in turns] == ["Where is my parcel?", "On its way.", "And when?", "Tomorrow."]
    assert [turn["parent_doc_id"] for turn in turns] == [None, 2, 3, 0]
    assert {turn["conversation_id"] for turn in turns} == {"s1"}
    assert len({turn["user_id"] for turn in turns} - {None, "ann"}) == 1


def test_scores_are_ratings_of_the_answers_of_their_traces(logs, tmp_path):
    logs({"traces.json": [LATER, TRACE]})
    (tmp_path / "scores.csv").write_text(SCORES)
    built = logs([tmp_path / "traces.json", tmp_path / "scores.csv"], workspace="joined")
    assert built.facts[1]["shape"] == "langfuse" and built.counts() == (4, 4, 5, 0)
    columns = ("value", "doc_id", "rater_kind", "raw")
    ratings = {(one["name"], one["message_id"]): tuple(one[column] for column in columns) for one in built.feedback}
    assert ratings["user-feedback", "t1"] == (0.0, 3, "user", "-1")
    assert ratings["user-feedback", "t2"] == (1.0, 1, "user", "1")
    assert ratings["resolved", "t1"] == (1.0, 3, "annotator", "True")
    assert ratings["tone", "t1"] == (None, 3, "model", "friendly")
    assert built.notes["feedback for unknown messages"] == 1 and built.notes["feedback whose value cannot be read"] == 1
    assert built.notes["scales"] == {"user-feedback": [-1, 1]}


def test_model_prompt_version_and_cost_of_a_trace_come_from_its_generation(logs):
    observations = [GENERATION | {"input": "Q?", "output": {"content": "A."}}, {"id": "s", "type": "SPAN"}]
    built = logs({"trace.json": {"trace": TRACE | {"input": None, "output": None}, "observations": observations}})
    columns = ("text", "model", "prompt_version", "cost", "latency_ms")
    assert [tuple(turn[column] for column in columns) for turn in built.turns] == [
        ("Q?", None, None, None, None),
        ("A.", "m-1", "support 3", 0.25, 1500),
    ]


def test_a_generation_is_an_exchange_and_a_span_is_a_reject(logs):
    generation = GENERATION | {"endTime": "2025-02-01T10:00:02Z", "input": "Q", "output": "A"}
    built = logs({"observations.jsonl": [generation, generation | {"id": "h", "type": "SPAN"}]})
    assert built.counts() == (2, 2, 0, 0) and built.turns[1]["latency_ms"] == 2000
    assert "SPAN" in built.rejects[0]["reason"]
