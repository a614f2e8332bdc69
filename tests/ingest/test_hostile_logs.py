"""Broken and hostile logs: problems are counted, rejects have reasons, nothing is lost."""

import datetime
import json
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ingest.logs import message_tree
from analytics.ingest.logs.record import LogRecord, Message


def mapping(edges, current="x"):
    def node(key, parent):
        return {
            "id": key,
            "parent": parent,
            "message": {"author": {"role": "user"}, "content": {"parts": [f"text of {key}"]}},
        }

    return {
        "conversation_id": "c",
        "current_node": current,
        "mapping": {key: node(key, parent) for key, parent in edges.items()},
    }


def test_ten_thousand_turns_are_one_conversation(logs):
    messages = [{"role": ("user", "assistant")[number % 2], "content": f"turn {number}"} for number in range(10_000)]
    edges = {f"n{number}": f"n{number - 1}" if number else None for number in range(10_000)}
    built = logs({"long.jsonl": [{"messages": messages}]})
    assert built.counts() == (10_000, 10_000, 0, 0) and built.turns[-1]["turn_index"] == 9_999
    deep = logs({"deep.jsonl": [mapping(edges, "n9999")]}, workspace="deep")
    assert deep.counts() == (10_000, 10_000, 0, 0) and deep.turns[-1]["turn_index"] == 9_999


def test_cycles_are_cut_and_missing_parents_make_roots(logs):
    built = logs({"bad.json": [mapping({"a": "c", "b": "a", "c": "b", "d": "gone", "e": "e", "f": "d"})]})
    assert built.counts()[0] == 6 and built.rejects == []
    assert built.facts[0]["problems"] == {
        "messages that are their own ancestor": 2,
        "messages whose parent is missing": 1,
    }
    assert sum(turn["parent_doc_id"] is None for turn in built.turns) == 3


def test_conversations_and_messages_with_the_same_id_are_all_kept(logs):
    message = {"uuid": "m", "sender": "human", "text": "Hi", "created_at": None}
    chat = {
        "uuid": "same",
        "name": "",
        "chat_messages": [message, message | {"parent_message_uuid": "m", "text": "again"}],
    }
    built = logs({"claude.json": [chat, chat]})
    assert {turn["conversation_id"] for turn in built.turns} == {"same", "same #2"} and built.counts()[0] == 4
    problems = built.facts[0]["problems"]
    assert (
        problems["conversations with the id of another conversation"] == 1
        and problems["messages with the id of another message of the conversation"] == 2
    )


def test_thumbs_for_unknown_messages_and_conversations_are_kept_and_counted(logs):
    feedback = [
        {"message_id": f"m{number}", "conversation_id": f"c{number}", "rating": "thumbsDown"} for number in range(3)
    ]
    built = logs({"feedback.json": feedback})
    assert built.counts() == (0, 0, 3, 0) and built.notes["feedback for unknown messages"] == 3


def test_markup_and_control_characters_stay_text(logs):
    hostile = [
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "a\u0000b",
        "\u202eabc",
        "$x$ :red[y]",
        "'; DROP TABLE turns; --",
    ]
    built = logs({"h.jsonl": [{"messages": [{"role": "user", "content": text}]} for text in hostile]})
    assert [turn["text"] for turn in built.turns] == [text.replace("\0", "\ufffd") for text in hostile]
    assert built.facts[0]["problems"] == {"NUL bytes in text, replaced": 1}


def test_one_file_can_have_times_in_seconds_milliseconds_and_iso(logs):
    times = [
        1700000000,
        1700000000000,
        "2023-11-14T22:13:20Z",
        "1700000000.0",
        "2023-11-14 23:13:20+01:00",
        "yesterday",
        None,
    ]
    built = logs(
        {
            "t.jsonl": [
                {"prompt": "p", "response": f"r{number}", "created_at": time} for number, time in enumerate(times)
            ]
        }
    )
    expected = datetime.datetime(2023, 11, 14, 22, 13, 20)
    assert [turn["created_at"] for turn in built.turns[1::2]] == [expected] * 5 + [None] * 2


def test_records_without_content_or_in_another_format_are_rejects_with_reasons(logs, tmp_path):
    good = {"messages": [{"role": "user", "content": "Hi"}]}
    lines = [
        json.dumps(record)
        for record in (
            good,
            {"messages": []},
            {"messages": [{"content": "who?"}]},
            {"messages": "no"},
            {"other": 1},
            {"messages": [1, 2]},
        )
    ]
    (tmp_path / "x.jsonl").write_text("\n".join([*lines, "{broken"]))
    built = logs([tmp_path / "x.jsonl"], format="chat")
    assert built.counts()[0] == 1 and built.facts[0]["rows"] == 7 == built.facts[0]["kept"] + len(built.rejects)
    assert all(reject["reason"] for reject in built.rejects)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.one_of(st.none(), st.integers(0, 12)), st.booleans()), max_size=12))
def test_any_broken_tree_has_roots_and_no_cycles(edges):
    messages = [
        Message("user", "t" if has_text else None, f"{key}", None if parent is None else f"{parent}")
        for key, parent, has_text in edges
    ]
    record = LogRecord(messages=messages, is_tree=True)
    parents = message_tree.find_parents(record, Counter())
    depths = message_tree.find_depths(parents)
    shown = message_tree.find_shown(record, parents)
    for number, parent in enumerate(parents):
        assert depths[number] == (0 if parent is None else depths[parent] + 1)
        assert parent is None or messages[parent].text is not None
        assert not shown[number] or parent is None or shown[parent]
    assert any(message.text is not None for message in messages) == any(shown)
