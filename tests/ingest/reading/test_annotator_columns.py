"""Two responses to a prompt, and next to them the decision of each of several annotators."""

import pytest

ROWS = 30


def rows(write, prompt, answers, voters, votes):
    """Rows with a decision of each voter, drawn from `votes`."""
    for _ in range(ROWS):
        row = {prompt: write.text_line(), answers[0]: write.answer(), answers[1]: write.answer()}
        yield row | {voter: write.one_of(*votes) for voter in voters}


VARIANTS = {
    "letters": ("prompt", ("response_a", "response_b"), ("annotator_1", "annotator_2", "annotator_3"), "A B tie"),
    "numbers, 0 is a tie": ("question", ("answer1", "answer2"), ("label1", "label2", "label3"), "1 2 0"),
    "numbers from 0": ("query", ("resp_0", "resp_1"), ("ann_1", "ann_2", "ann_3"), "0 1"),
    "names of the columns": ("context", ("response1", "response2"), ("rater1", "rater2", "rater3"),
                             "response1 response2"),
    "names of models": ("instruction", ("gpt_output", "llama_output"), ("judge_1", "judge_2", "judge_3"),
                        "gpt llama tie"),
    "names of people": ("src", ("output_a", "output_b"), ("alice", "bob", "carol"), "first second equal"),
}  # fmt: skip
MEANS = {"a": "A 1 response1 gpt first", "b": "B 2 response2 llama second", "tie": "tie 0 equal"}


def meaning(vote, variant):
    if variant == "numbers from 0":
        return "ab"[int(vote)]
    return next(side for side, votes in MEANS.items() if vote in votes.split())


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", ["pairs.csv", "pairs.jsonl", "pairs.tsv"])
def test_each_decision_is_a_comparison_of_its_annotator(write, read_file, variant, name):
    prompt, answers, voters, votes = VARIANTS[variant]
    records = list(rows(write, prompt, answers, voters, votes.split()))
    result = read_file(name, records)
    assert result.roles == ["user", "assistant", "assistant"] * ROWS
    assert result.winners == [meaning(record[voter], variant) for record in records for voter in voters]
    assert [one["judge"] for one in result.comparisons] == list(voters) * ROWS
    assert result.ratings == []


def test_a_majority_next_to_its_annotators_is_no_decision_of_its_own(write, read_file):
    variant = ("prompt", ("response_a", "response_b"), ("annotator_1", "annotator_2", "majority_label"), ["A", "B"])
    result = read_file("pairs.csv", list(rows(write, *variant)))
    assert len(result.comparisons) == 2 * ROWS


def test_annotations_in_a_list_have_one_decision_of_each_annotator(write, read_file):
    records = [
        {
            "input": write.text_line(),
            "outputs": [write.answer(), write.answer()],
            "annotations": [{"annotator": f"p{n}", "preference": write.one_of(1, 2)} for n in range(3)],
        }
        for _ in range(ROWS)
    ]
    result = read_file("lists.json", records)
    assert result.winners == ["ab"[one["preference"] - 1] for record in records for one in record["annotations"]]
    assert [one["judge"] for one in result.comparisons][:3] == ["p0", "p1", "p2"]


def test_a_winner_can_be_the_name_of_the_model_of_a_side(write, read_file):
    records = [
        {"question": write.text_line(), "model_a": "gpt-4", "model_b": "llama-2", "answer_a": write.answer(),
         "answer_b": write.answer(), "winner": write.one_of("gpt-4", "llama-2", "tie")}
        for _ in range(ROWS)
    ]  # fmt: skip
    result = read_file("models.csv", records)
    assert result.winners == [{"gpt-4": "a", "llama-2": "b", "tie": "tie"}[record["winner"]] for record in records]


def test_two_responses_with_comments_only_are_not_compared(write, read_file):
    records = [
        {
            "prompt": write.text_line(),
            "response_a": write.answer(),
            "response_b": write.answer(),
            "note": write.text_line(),
        }
        for _ in range(ROWS)
    ]
    result = read_file("notes.csv", records)
    assert (result.roles.count("assistant"), result.comparisons) == (2 * ROWS, [])


def turns(write):
    return [{"role": "user", "content": write.text_line()}, {"role": "assistant", "content": write.answer()},
            {"role": "user", "content": write.text_line()}]  # fmt: skip


def texts(write):
    return [write.text_line(), write.answer(), write.text_line()]


@pytest.mark.parametrize(
    ("name", "prompt"),
    [("messages", turns), ("context", turns), ("dialog", turns), ("messages", texts), ("dialog", texts)],
)
def test_the_prompt_can_be_a_conversation(write, read_file, name, prompt):
    records = [
        {name: prompt(write), "response_a": write.answer(), "response_b": write.answer(),
         "label_1": write.one_of("A", "B"), "label_2": write.one_of("A", "B"), "label_3": write.one_of("A", "B")}
        for _ in range(ROWS)
    ]  # fmt: skip
    result = read_file("context.jsonl", records)
    assert result.roles == ["user", "assistant", "user", "assistant", "assistant"] * ROWS
    expected = [record[f"label_{n}"].lower() for record in records for n in (1, 2, 3)]
    assert result.winners == expected


def test_a_signed_preference_is_for_the_first_below_zero(write, read_file):
    records = [
        {"prompt": write.text_line(), "response1": write.answer(), "response2": write.answer(),
         "overall_preference": write.one_of(-3, -1, 0, 2)}
        for _ in range(ROWS)
    ]  # fmt: skip
    result = read_file("signed.jsonl", records)
    assert result.winners == [{-3: "a", -1: "a", 0: "tie", 2: "b"}[one["overall_preference"]] for one in records]
