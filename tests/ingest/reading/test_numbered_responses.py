"""Numbered responses to a prompt with a label, a ranking, or a score of each."""

import pytest

ROWS = 30


def answers(write, names):
    return {name: write.answer() for name in names}


@pytest.mark.parametrize(
    ("prompt", "names", "label", "votes"),
    [
        ("prompt", ["response_1", "response_2", "response_3", "response_4"], "best", [1, 2, 3, 4]),
        ("question", ["answer_0", "answer_1", "answer_2"], "label", [0, 1, 2]),
        ("goal", ["sol1", "sol2"], "label", [0, 1]),
        ("text", ["response_a", "response_b", "response_c"], "label", ["A", "B", "C"]),
        ("instruction", ["completion_1", "completion_2", "completion_3"], "best_completion",
         ["completion_1", "completion_2", "completion_3"]),
        ("query", ["Response 1", "Response 2", "Response 3"], "Preferred", ["Response 1", "Response 2", "Response 3"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["numbered.csv", "numbered.json"])
def test_the_labelled_response_beats_each_other(write, read_file, prompt, names, label, votes, name):
    records = [{prompt: write.text_line(), **answers(write, names), label: write.one_of(*votes)} for _ in range(ROWS)]
    result = read_file(name, records)
    assert result.roles.count("assistant") == len(names) * ROWS
    assert len(result.comparisons) == (len(names) - 1) * ROWS
    winning = [one["a_doc_id"] if one["winner"] == "a" else one["b_doc_id"] for one in result.comparisons]
    best = [names[votes.index(record[label])] for record in records for _ in names[1:]]
    expected = [record[one] for record, one in zip([r for r in records for _ in names[1:]], best, strict=True)]
    assert [result.texts[doc_id] for doc_id in winning] == expected


def ranked_in_a_list(write):
    return {"ranking": write.random.sample([1, 2, 3], 3)}


def ranked_in_columns(write):
    return {f"rank_{n}": rank for n, rank in enumerate(write.random.sample([1, 2, 3], 3), 1)}


def ranked_in_a_text(write):
    return {"ranking": ">".join(write.random.sample(["1", "2", "3"], 3))}


@pytest.mark.parametrize("ranking", [ranked_in_a_list, ranked_in_columns, ranked_in_a_text])
def test_a_ranking_compares_each_pair(write, read_file, ranking):
    names = ["response_1", "response_2", "response_3"]
    records = [{"prompt": write.text_line(), **answers(write, names), **ranking(write)} for _ in range(ROWS)]
    result = read_file("ranked.jsonl", records)
    assert len(result.comparisons) == 3 * ROWS
    first = records[0].get("ranking")
    if isinstance(first, str):
        best = int(first[0])
    else:
        best = 1 + (first or [records[0][f"rank_{n}"] for n in (1, 2, 3)]).index(1)
    wins = [one["a_doc_id"] if one["winner"] == "a" else one["b_doc_id"] for one in result.comparisons[:3]]
    assert [result.texts[doc_id] for doc_id in wins].count(records[0][f"response_{best}"]) == 2


@pytest.mark.parametrize("pattern", ["response_{}_score", "score_{}", "rating_response_{}"])
def test_a_score_of_each_response_is_its_rating(write, read_file, pattern):
    names = ["response_1", "response_2", "response_3"]
    records = [
        {"prompt": write.text_line(), **answers(write, names), **{pattern.format(n): write.grade() for n in (1, 2, 3)}}
        for _ in range(ROWS)
    ]
    result = read_file("scored.csv", records)
    assert [one["raw"] for one in result.ratings] == [
        str(record[pattern.format(n)]) for record in records for n in (1, 2, 3)
    ]
    rated = [result.texts[one["doc_id"]] for one in result.ratings]
    assert rated == [record[name] for record in records for name in names]


def test_a_flag_of_each_response_and_two_labels(write, read_file):
    records = [
        {"prompt": write.text_line(), "response_0": write.answer(), "response_1": write.answer(),
         "is_response_0_safe": write.one_of(True, False), "is_response_1_safe": write.one_of(True, False),
         "better_response_id": write.one_of(0, 1), "safer_response_id": write.one_of(0, 1)}
        for _ in range(ROWS)
    ]  # fmt: skip
    result = read_file("safe.jsonl", records)
    assert len(result.rated("safe")) == 2 * ROWS
    better = [record[field] for record in records for field in ("better_response_id", "safer_response_id")]
    assert result.winners == ["ab"[side] for side in better]


def test_a_label_of_each_response_is_its_rating(write, read_file):
    records = [
        {"question": write.text_line(), **{f"{name}_{n}": value for n in (1, 2, 3) for name, value in (
            ("response", write.answer()), ("label", write.one_of("good", "bad")))}}
        for _ in range(ROWS)
    ]  # fmt: skip
    result = read_file("labelled.csv", records)
    assert result.rated("label") == [record[f"label_{n}"] for record in records for n in (1, 2, 3)]


@pytest.mark.parametrize("labels", ["labels", "scores", "correctness"])
def test_a_list_with_a_label_of_each_response_rates_them(write, read_file, labels):
    records = [
        {"prompt": write.text_line(), "responses": [write.answer() for _ in range(4)],
         labels: [write.one_of(0, 1) for _ in range(4)]}
        for _ in range(ROWS)
    ]  # fmt: skip
    result = read_file("labelled.json", records)
    assert result.rated(labels) == [str(label) for record in records for label in record[labels]]
    assert [result.texts[one["doc_id"]] for one in result.ratings[:4]] == records[0]["responses"]
    assert result.comparisons == []


def test_candidates_with_a_score_each(write, read_file):
    records = [
        {"query": write.text_line(), "candidates": [{"text": write.answer(), "score": write.grade()} for _ in range(3)]}
        for _ in range(ROWS)
    ]
    result = read_file("candidates.json", records)
    assert result.rated("score") == [str(one["score"]) for record in records for one in record["candidates"]]


def test_an_empty_column_next_to_responses_is_no_decision(write, read_file):
    records = [
        {"prompt": write.text_line(), "response_1": write.answer(), "response_2": write.answer(), "label": ""}
        for _ in range(ROWS)
    ]
    assert read_file("empty.csv", records).comparisons == []
