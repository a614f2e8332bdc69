"""Exports of chats: ChatGPT, Claude, chat APIs, ShareGPT, LMSYS and WildChat."""

import datetime

import pytest


def node(key, parent, role=None, text=None, model=None, time=None, **metadata):
    message = role and {
        "id": key,
        "author": {"role": role},
        "create_time": time,
        "content": {"content_type": "text", "parts": [text]},
        "metadata": {"model_slug": model, **metadata},
    }
    return key, {"id": key, "parent": parent, "message": message}


CHATGPT = {
    "conversation_id": "c1",
    "title": "Tea",
    "create_time": 1700000000.5,
    "current_node": "a2",
    "mapping": dict(
        [
            node("root", None),
            node("sys", "root", "system", "Be kind.", is_visually_hidden_from_conversation=True),
            node("u1", "sys", "user", "How long does tea take?", time=1700000001.25),
            node("a1", "u1", "assistant", "Three minutes.", "gpt-x", 1700000002),
            node("a2", "u1", "assistant", "Four minutes.", "gpt-y", 1700000003),
        ]
    ),
}


def test_a_chatgpt_export_keeps_its_tree_and_the_path_that_was_shown(logs):
    built = logs({"conversations-000.json": [CHATGPT]})
    assert built.shape == "chatgpt" and "ChatGPT export" in built.lines[0]
    assert [
        (turn["text"], turn["kind"], turn["turn_index"], turn["parent_doc_id"], turn["on_path"], turn["model"])
        for turn in built.turns
    ] == [
        ("How long does tea take?", "prompt", 0, None, True, None),
        ("Three minutes.", "response", 1, 0, False, "gpt-x"),
        ("Four minutes.", "response", 1, 0, True, "gpt-y"),
    ]
    assert built.turns[0]["title"] == "Tea" and built.turns[0]["created_at"] == datetime.datetime(
        2023, 11, 14, 22, 13, 21, 250000
    )


def test_chatgpt_feedback_belongs_to_a_message_of_its_conversation(logs):
    down = {"id": "a2", "conversation_id": "c2", "rating": "thumbsDown", "content": '{"text": "too <b>long</b>"}'}
    down |= {"create_time": "2024-01-02T03:04:05Z", "user_id": "user-1"}
    up = {"message_id": "a1", "conversation_id": "c1", "rating": "thumbsUp", "content": "{}"}
    unknown = {"message_id": "gone", "conversation_id": "c1", "rating": "thumbsUp"}
    conversations = [CHATGPT, CHATGPT | {"conversation_id": "c2"}]
    built = logs({"conversations.json": conversations, "message_feedback.json": [down, up, unknown]})
    assert built.facts[1]["shape"] == "chatgpt-feedback"
    ratings = {(one["conversation_id"], one["message_id"]): one for one in built.feedback}
    first, second = ratings["c2", "a2"], ratings["c1", "a1"]
    assert (first["doc_id"], first["value"], first["raw"]) == (5, 0.0, "thumbsDown")
    assert first["comment"] == "too <b>long</b>" and first["rater"] not in (None, "user-1")
    assert (second["doc_id"], second["value"], second["comment"]) == (1, 1.0, None)
    assert ratings["c1", "gone"]["doc_id"] is None and built.notes["feedback for unknown messages"] == 1


def test_feedback_can_come_before_its_conversations_or_in_a_later_build(logs):
    feedback = [{"message_id": "a2", "conversation_id": "c1", "rating": "thumbsUp"}]
    assert logs({"a_feedback.json": feedback, "conversations.json": [CHATGPT]}).feedback[0]["doc_id"] == 2
    assert logs({"conversations.json": [CHATGPT]}, workspace="later").counts() == (3, 2, 0, 0)
    later = logs({"conversations.json": [CHATGPT], "z_feedback.json": feedback}, workspace="later")
    assert later.counts() == (3, 2, 1, 0) and later.feedback[0]["doc_id"] == 2


def test_a_claude_export_is_a_conversation_in_order(logs):
    chat = {
        "uuid": "k1",
        "name": "Bread",
        "created_at": "2025-01-01T10:00:00Z",
        "account": {"uuid": "me"},
        "chat_messages": [
            {"uuid": "m1", "text": "Why is my bread flat?", "sender": "human", "created_at": "2025-01-01T10:00:01Z"},
            {
                "uuid": "m2",
                "text": "",
                "content": [{"type": "text", "text": "Old yeast, perhaps."}],
                "sender": "assistant",
                "created_at": "2025-01-01T10:00:05Z",
            },
        ],
    }
    built = logs({"conversations.json": [chat]})
    assert built.shape == "claude" and built.counts() == (2, 2, 0, 0)
    assert [(turn["text"], turn["kind"], turn["parent_doc_id"], turn["title"]) for turn in built.turns] == [
        ("Why is my bread flat?", "prompt", None, "Bread"),
        ("Old yeast, perhaps.", "response", 0, "Bread"),
    ]


CHAT = {
    "messages": [
        {"role": "system", "content": "You are terse."},
        {
            "role": "user",
            "content": [{"type": "text", "text": "2+2?"}, {"type": "image_url", "image_url": {"url": "x"}}],
        },
        {"role": "assistant", "content": None, "tool_calls": [{}]},
        {"role": "tool", "content": "4"},
        {"role": "assistant", "content": "4."},
    ],
    "model": "m",
    "user_id": 7,
    "rating": 4,
    "client": "web",
}


def test_chat_messages_with_system_tools_and_several_contents(logs):
    built = logs({"chat.jsonl": [CHAT, CHAT | {"rating": 1}, CHAT | {"rating": 5}]})
    assert built.shape == "chat" and built.counts() == (12, 12, 3, 0)
    assert [turn["kind"] for turn in built.turns[:4]] == ["document", "prompt", "document", "response"]
    assert [turn["parent_doc_id"] for turn in built.turns[:4]] == [None, 0, 1, 2]
    assert sorted(one["value"] for one in built.feedback) == [0, 0.75, 1]
    assert {one["doc_id"] for one in built.feedback} == {None}
    assert set(built.column("SELECT client FROM metadata")) == {"web"}
    assert built.facts[0]["problems"] == {"messages without text": 3}


def test_of_two_people_the_first_prompts_and_the_second_responds(logs):
    talk = {
        "chat_id": "x",
        "messages": '[{"role": "person_1", "content": "Hi"}, {"role": "person_2", "content": "Hello"}]',
    }
    assert [turn["kind"] for turn in logs({"talk.jsonl": [talk]}).turns] == ["prompt", "response"]


def test_a_sharegpt_conversation(logs):
    built = logs(
        {
            "s.json": [
                {"id": "i", "conversations": [{"from": "human", "value": "Who?"}, {"from": "gpt", "value": "Me."}]}
            ]
        }
    )
    assert built.shape == "sharegpt" and [turn["kind"] for turn in built.turns] == ["prompt", "response"]


LMSYS = {
    "conversation_id": "l1",
    "model": "vicuna",
    "conversation": [{"role": "user", "content": "Hallo"}, {"role": "assistant", "content": "Guten Tag"}],
    "turn": 1,
    "language": "German",
    "openai_moderation": [{"flagged": False}, {"flagged": True}],
    "redacted": False,
}


def test_an_lmsys_conversation(logs):
    built = logs({"l.jsonl": [LMSYS]})
    assert built.shape == "lmsys" and built.counts() == (2, 2, 0, 0)
    assert [(turn["model"], turn["lang"]) for turn in built.turns] == [(None, "German"), ("vicuna", "German")]
    assert built.column("SELECT flagged FROM metadata ORDER BY doc_id") == [False, True]


def test_wildchat_has_users_times_and_a_moderation_result_for_each_turn(logs):
    turns = [
        turn | {"toxic": toxic, "turn_identifier": 9, "hashed_ip": "ab12", "language": "French"}
        for turn, toxic in zip(LMSYS["conversation"], (True, False), strict=True)
    ]
    record = {"conversation_hash": "w1", "timestamp": "2024-05-05 01:02:03", "conversation": turns} | {
        key: LMSYS[key] for key in ("model", "turn", "openai_moderation")
    }
    built = logs({"w.jsonl": [record]})
    assert built.shape == "wildchat" and built.turns[0]["created_at"] == datetime.datetime(2024, 5, 5, 1, 2, 3)
    assert len({turn["user_id"] for turn in built.turns}) == 1 and built.turns[0]["user_id"] != "ab12"
    assert built.column("SELECT toxic FROM metadata ORDER BY doc_id") == [True, False]


REAL = {
    "kura_chats/load_testing__data__conversations.jsonl": ("chat", (4000, 4000, 0, 0)),
    "chitchat_ratings/conversations.parquet": ("chat", (258112, 258112, 17964, 0)),
    "sharegpt/dummy_conversation.json": ("sharegpt", (2000, 2000, 0, 0)),
    "oasst_tree/en_100_tree.jsonl": ("oasst", (1167, 323, 0, 754)),
    "mtbench_human_votes/human.jsonl": ("mt-bench", (0, 0, 0, 3355)),
    "mtbench_human_votes/gpt4_pair.jsonl": ("mt-bench", (0, 0, 0, 2400)),
    "langfuse_traces/pydantic-ai-2025-06-06.trace.json": ("langfuse", (2, 2, 0, 0)),
    "langfuse_traces/langgraph-python-2025-08-22.trace.json": ("langfuse", (2, 2, 2, 0)),
    "langfuse_traces/openai-agents-2025-09-30.trace.json": ("langfuse", (2, 2, 2, 0)),
    "taskmaster_thumbs/rated_generations.parquet": ("table", (13784, 13784, 6895, 0)),
    "halueval/general_data.json": ("structure", (9014, 9014, 4507, 0)),
    "xstest_refusals/xstest_v2_completions_gpt4.csv": ("table", (900, 900, 0, 0)),
}


@pytest.mark.parametrize("file", REAL)
def test_real_logs_are_read_without_options(logs, public_logs, file):
    shape, counts = REAL[file]
    built = logs([public_logs / file])
    assert (built.shape, built.counts(), built.rejects) == (shape, counts, [])
