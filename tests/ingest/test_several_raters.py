"""One answer with several ratings is one answer, in every way in which data repeat it."""

import itertools

import pytest

PROMPTS = ("How deep is the lake?", "Why is bread brown?", "Name a warm colour", "Is it late?")


def rows(raters=("ann", "bo", "cy"), **columns):
    """A row for each rating: each rater rates each answer; the second rater is less happy."""
    for number, prompt in enumerate(PROMPTS):
        for rater in raters:
            row = {"prompt": prompt, "response": f"Answer {number}.", "rating": 3 - (rater == raters[1]) - number % 2}
            yield row | {name: value(number, rater) for name, value in columns.items()}


CASES = {
    "message ids": {"message_id": lambda number, rater: f"m{number}"},
    "message ids and users who rate": {
        "message_id": lambda number, rater: f"m{number}",
        "user_id": lambda number, rater: rater,
    },
    "annotators": {"annotator": lambda number, rater: rater},
    "conversations and annotators": {
        "conversation_id": lambda number, rater: f"c{number}",
        "rater_id": lambda number, rater: rater,
    },
    "one conversation with turns": {
        "conversation_id": lambda number, rater: "c",
        "turn": lambda number, rater: number,
        "worker_id": lambda number, rater: rater,
    },
    "message ids in conversations": {
        "conversation_id": lambda number, rater: f"c{number // 2}",
        "message_id": lambda number, rater: f"{number}",
    },
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("order", ["together", "by rater"])
def test_rows_of_several_raters_are_one_answer(logs, case, order):
    table = list(rows(**CASES[case]))
    if order == "by rater":
        table = [table[place + 3 * number] for place, number in itertools.product(range(3), range(4))]
    built = logs({"ratings.jsonl": table})
    answers = [turn for turn in built.turns if turn["role"] == "assistant"]
    assert [turn["text"] for turn in answers] == [f"Answer {number}." for number in range(4)]
    assert len(built.turns) == 8 and len(built.feedback) == 12
    assert {row["doc_id"] for row in built.feedback} == {turn["doc_id"] for turn in answers}
    assert all(turn["parent_doc_id"] == turn["doc_id"] - 1 for turn in answers)


@pytest.mark.parametrize("column", ["annotator", "rater", "labeler_id", "worker", "evaluator_id"])
def test_a_column_of_annotators_names_who_rated(logs, column):
    built = logs({"ratings.jsonl": list(rows(**{column: lambda number, rater: rater}))})
    assert {row["rater"] for row in built.feedback} == {"ann", "bo", "cy"}
    assert {row["rater_kind"] for row in built.feedback} == {"annotator"}
    assert {turn["user_id"] for turn in built.turns} == {None}


DIFFERENT = {
    "users without ids": {"user_id": lambda number, rater: rater},
    "message ids": {"message_id": lambda number, rater: f"{number} {rater}"},
    "conversations": {"conversation_id": lambda number, rater: f"{number} {rater}"},
    "conversations of annotators": {
        "conversation_id": lambda number, rater: f"{number} {rater}",
        "annotator": lambda number, rater: rater,
    },
    "turns": {
        "conversation_id": lambda number, rater: "c",
        "turn": lambda number, rater: 10 * number + ("ann", "bo", "cy").index(rater),
        "annotator": lambda number, rater: rater,
    },
    "models": {"model": lambda number, rater: rater, "annotator": lambda number, rater: rater},
    "one annotator": {"annotator": lambda number, rater: "ann"},
}


@pytest.mark.parametrize("case", DIFFERENT)
def test_equal_answers_of_different_places_stay_different(logs, case):
    built = logs({"ratings.jsonl": list(rows(**DIFFERENT[case]))})
    assert sum(turn["role"] == "assistant" for turn in built.turns) == 12


def test_conversations_rated_by_several_annotators_are_one(logs):
    messages = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    records = [
        {"conversation_id": name, "messages": messages, "annotator": rater, "rating": score}
        for name in ("a", "b")
        for rater, score in (("ann", 1), ("bo", 5), ("cy", 3))
    ]
    built = logs({"ratings.jsonl": records})
    assert {turn["conversation_id"] for turn in built.turns} == {"a", "b"} and len(built.turns) == 4
    assert sorted({row["conversation_id"] for row in built.feedback}) == ["a", "b"] and len(built.feedback) == 6
    assert {row["rater"] for row in built.feedback} == {"ann", "bo", "cy"}


def test_ratings_of_messages_one_row_each_are_of_one_message(logs):
    table = [
        {"role": role, "content": text, "conversation_id": "c", "turn": turn, "annotator": rater, "rating": score}
        for rater in ("ann", "bo")
        for turn, (role, text, score) in enumerate((("user", "Hi", None), ("assistant", "Hello", 4)))
    ]
    built = logs({"ratings.jsonl": table})
    assert [turn["text"] for turn in built.turns] == ["Hi", "Hello"] and len(built.feedback) == 2


def test_an_id_that_many_texts_have_identifies_nothing(logs):
    table = [row | {"message_id": "1"} for row in rows(user_id=lambda number, rater: rater)]
    assert sum(turn["role"] == "assistant" for turn in logs({"ratings.jsonl": table}).turns) == 12
