"""A list of prompts and a list of answers, and texts with marks between the turns."""

import pytest


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("prompts", "responses"), ("questions", "answers"), ("inputs", "outputs"), ("queries", "completions")],
)
def test_prompts_and_answers_of_two_lists_alternate(write, read_file, asked, answered):
    dialogues = write.dialogues()
    records = [{asked: [a for a, _ in pairs], answered: [b for _, b in pairs]} for _, pairs in dialogues]
    result = read_file("lists.json", records)
    assert list(result.texts.values()) == [text for _, pairs in dialogues for pair in pairs for text in pair]
    assert result.roles == ["user", "assistant"] * (len(result.roles) // 2)


def test_chosen_and_rejected_lists_are_no_dialogue(write, read_file):
    records = [
        {"prompt": write.text_line(), "chosen": [write.answer(), write.answer()], "rejected": [write.answer()] * 2}
        for _ in range(20)
    ]
    result = read_file("lists.json", records)
    assert result.winners == ["a"] * 40


@pytest.mark.parametrize(
    "line",
    [
        "<dialogue> YOU: {0} <eos> THEM: {1} <eos> YOU: <deal> </dialogue> <output> 1 0 2 </output>",
        "YOU: {0} <eos> THEM: {1} <eos> YOU: <deal>",
        "<chat> YOU: {0} <eos> THEM: {1} <eos> YOU: <deal> </chat>",
    ],
)
def test_a_turn_that_is_only_a_mark_is_kept_and_what_follows_the_dialogue_is_no_turn(write, read_file, line):
    exchanges = [(write.text_line(), write.text_line()) for _ in range(12)]
    result = read_file("dialogues.txt", "\n".join(line.format(*pair) for pair in exchanges))
    assert list(result.texts.values()) == [text for pair in exchanges for text in (*pair, "<deal>")]
    assert result.conversations == 12


@pytest.mark.parametrize("mark", ["System: ", ""])
def test_a_transcript_and_its_response_are_one_dialogue_and_ratings_are_of_the_response(write, read_file, mark):
    records = [
        {
            "context": f"User: {write.text_line()}\nSystem: {write.text_line()}\nUser: {write.text_line()}",
            "response": f"{mark}{write.text_line()}",
            "annotations": {"Fluent": [1, 0, 1], "Overall": [write.grade() for _ in range(3)]},
        }
        for _ in range(15)
    ]
    result = read_file("dialogues.json", records)
    assert result.roles == ["user", "assistant", "user", "assistant"] * 15
    assert result.texts[3] == records[0]["response"].removeprefix("System: ")
    assert len(result.rated("Overall")) == len(result.rated("Fluent")) == 45
    assert {one["doc_id"] % 4 for one in result.ratings} == {3}
