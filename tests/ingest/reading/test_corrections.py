"""One `--map` corrects a reading: the prompt, the answer, the turns, or a rating."""

import pytest

from analytics.errors import DataloupeError


def test_any_two_texts_can_be_a_prompt_and_its_answer(write, read_file):
    rows = [{"meta": {"zeta": write.text_line()}, "eta": write.answer(), "n": n} for n in range(12)]
    result = read_file("pairs.jsonl", rows, map={"prompt": "meta.zeta", "response": "eta"})
    assert list(result.texts.values()) == [text for row in rows for text in (row["meta"]["zeta"], row["eta"])]
    assert result.roles == ["user", "assistant"] * 12


def test_another_prompt_or_answer_is_chosen(write, read_file):
    rows = [
        {"question": write.text_line(), "task": {"ask": write.text_line()}, "answer": write.answer()} for _ in range(12)
    ]
    result = read_file("pairs.jsonl", rows, map={"prompt": "task.ask"})
    assert result.texts[0] == rows[0]["task"]["ask"] and result.texts[1] == rows[0]["answer"]


def test_another_list_of_turns_is_chosen(write, read_file):
    def turns(texts, role):
        return [{"role": role[place % 2], "content": text} for place, text in enumerate(texts)]

    rows = [
        {"id": n, "log": {"raw": turns(["a", *pair], ("user", "assistant")), "messages": turns(pair, ("user", "bot"))}}
        for n, [pair, *_] in write.dialogues(12)
    ]
    result = read_file("logs.jsonl", rows, map={"turns": "log.raw"})
    assert (len(result.turns), result.texts[0]) == (36, "a")


@pytest.mark.parametrize(
    ("chosen", "problem"),
    [
        ({"turns": "n"}, "The values at 'n' are no turns"),
        ({"prompt": "meta.none"}, "has nothing at 'meta.none', which --map names for prompt"),
        ({"stars": "meta.zeta"}, "The values at 'meta.zeta' are no ratings"),
    ],
)
def test_what_cannot_be_is_one_line(write, read_file, chosen, problem):
    rows = [{"meta": {"zeta": write.text_line()}, "n": [n]} for n in range(12)]
    with pytest.raises(DataloupeError, match=problem):
        read_file("rows.jsonl", rows, map={**chosen, "text": "meta.zeta"})
