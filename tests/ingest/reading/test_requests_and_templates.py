"""Logs of requests and responses, texts in the templates of language models, and tables in one JSON object."""

import pytest

ROWS = 12


def chat_completions(write):
    return {
        "request": {"model": "m", "messages": [{"role": "system", "content": "Answer in a kind and short way."},
                                               {"role": "user", "content": write.text_line()}]},
        "response": {"choices": [{"message": {"role": "assistant", "content": write.answer()}}]},
    }  # fmt: skip


def contents(write):
    return {
        "request": {"contents": [{"role": "user", "parts": [{"text": write.text_line()}]}]},
        "response": {"candidates": [{"content": {"role": "model", "parts": [{"text": write.answer()}]}}]},
    }


def flat_response(write):
    return {"messages": [{"speaker": "user", "text": write.text_line()}], "completion": write.answer()}


def output_text(write):
    return {"input": [{"role": "user", "content": write.text_line()}], "output": {"text": write.answer()}}


def generated(write):
    return {"history": [{"from": "human", "msg": write.text_line()}], "generated": {"response": write.answer()}}


@pytest.mark.parametrize("record", [chat_completions, contents, flat_response, output_text, generated])
def test_the_response_answers_the_last_turn_of_the_request(write, read_file, record):
    result = read_file("requests.jsonl", [record(write) for _ in range(ROWS)])
    assert (result.conversations, result.rejects) == (ROWS, [])
    assert [role for role in result.roles if role != "system"] == ["user", "assistant"] * ROWS
    assert result.roles.count("system") == (ROWS if record is chat_completions else 0)


TEMPLATES = {
    "chatml": ("<|im_start|>user\n{0}<|im_end|>\n<|im_start|>assistant\n{1}<|im_end|>\n", ""),
    "inst": ("<s>[INST] {0} [/INST] {1} </s>", ""),
    "header ids": ("<|start_header_id|>user<|end_header_id|>\n\n{0}<|eot_id|>"
                   "<|start_header_id|>assistant<|end_header_id|>\n\n{1}<|eot_id|>", "<|begin_of_text|>"),
    "turns": ("<start_of_turn>user\n{0}<end_of_turn>\n<start_of_turn>model\n{1}<end_of_turn>\n", "<bos>"),
    "tokens": ("<|user|>\n{0}</s>\n<|assistant|>\n{1}</s>\n", ""),
    "separator": ("{0} __eou__ {1} __eou__ ", ""),
    "headings": ("### Instruction:\n{0}\n\n### Response:\n{1}\n\n", ""),
    "letters": ("Q: {0}\nA: {1}\n", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_text_in_a_template_is_a_conversation(write, read_file, name):
    turn, start = TEMPLATES[name]
    dialogues = write.dialogues(ROWS)
    records = [{"text": start + "".join(turn.format(*pair) for pair in pairs)} for _, pairs in dialogues]
    result = read_file("templates.jsonl", records)
    assert list(result.texts.values()) == [text for _, pairs in dialogues for pair in pairs for text in pair]
    assert result.roles == ["user", "assistant"] * (len(result.roles) // 2)


def test_a_text_that_mentions_a_token_once_is_a_document(write, read_file):
    records = [{"text": f"{write.answer()} The token <|im_start|>user begins a turn."} for _ in range(ROWS)]
    assert read_file("manual.jsonl", records).turns == []


def as_split(rows):
    return {"columns": list(rows[0]), "data": [list(row.values()) for row in rows]}


def as_lists(rows):
    return {name: [row[name] for row in rows] for name in rows[0]}


def as_numbered(rows):
    return {name: {str(n): row[name] for n, row in enumerate(rows)} for name in rows[0]}


@pytest.mark.parametrize("table", [as_split, as_lists, as_numbered])
def test_a_table_in_one_object_gives_its_rows(write, read_file, table):
    rows = [{"text": write.answer(), "label": "ab"[n % 2]} for n in range(ROWS)]
    result = read_file("table.json", table(rows))
    assert list(result.texts.values()) == [row["text"] for row in rows]


def test_people_are_recognized_by_the_name_of_the_author(write, read_file):
    messages = [
        {"id": n, "content": write.text_line(), "author": {"id": n % 3, "name": "ABC"[n % 3] + "nna", "isBot": False}}
        for n in range(24)
    ]
    result = read_file("channel.json", {"channel": {"name": "general"}, "messages": messages})
    assert {turn["user_id"] for turn in result.turns} == {"Anna", "Bnna", "Cnna"}


@pytest.mark.parametrize(("asked", "answered"), [("Human", "AI"), ("user_text", "bot_reply"), ("frage", "antwort")])
def test_rows_with_one_conversation_are_its_exchanges(write, read_file, asked, answered):
    dialogues = write.dialogues(ROWS)
    rows = [
        {"conversation": f"c{n}", asked: a, answered: b, "stars": write.grade()}
        for n, pairs in dialogues
        for a, b in pairs
    ]
    result = read_file("exchanges.csv", rows)
    assert (result.conversations, result.roles) == (ROWS, ["user", "assistant"] * len(rows))
    assert result.rated("stars") == [str(row["stars"]) for row in rows]
    depths = {turn["conversation_id"]: 0 for turn in result.turns}
    assert list(depths) == [f"c{n}" for n, _ in dialogues]
