"""Turns in tab-separated lines with several ratings each, with and without a header, by id and by blank lines."""

import json

import pytest


def rows(write, names, rated=("user", "system")):
    for n, exchanges in write.dialogues():
        turn = 0
        for exchange in exchanges:
            for speaker, text in zip(("user", "system"), exchange, strict=True):
                row = {"dialogue": n, "turn": turn, "speaker": speaker, "text": text}
                yield row | {name: write.grade() if speaker in rated else "" for name in names}
                turn += 1


def test_columns_of_ratings_are_ratings_of_the_turn(write, read_file):
    records = list(rows(write, ("fluency", "relevance", "engagement")))
    result = read_file("turns.tsv", records)
    assert (result.conversations, len(result.turns)) == (20, len(records))
    for name in ("fluency", "relevance", "engagement"):
        assert result.rated(name) == [str(record[name]) for record in records]


def test_without_a_header_the_columns_are_recognized_by_their_values(write, read_file):
    records = list(rows(write, ("a", "b", "c")))
    text = "\n".join("\t".join(map(str, record.values())) for record in records)
    result = read_file("turns.tsv", text)
    assert (result.conversations, len(result.turns), len(result.ratings)) == (20, len(records), 3 * len(records))
    assert set(result.roles) == {"user", "assistant"}


def test_only_answers_are_rated(write, read_file):
    records = list(rows(write, ("fluency", "relevance"), rated=("system",)))
    result = read_file("turns.tsv", records)
    assert len(result.ratings) == len(records)
    roles = {turn["doc_id"]: turn["role"] for turn in result.turns}
    assert {roles[one["doc_id"]] for one in result.ratings} == {"assistant"}


def test_columns_named_by_their_raters(write, read_file):
    records = list(rows(write, ("rater1", "rater2", "rater3")))
    result = read_file("turns.tsv", records)
    assert len(result.rated("rating")) == 3 * len(records)
    assert [one["rater"] for one in result.ratings[:3]] == ["rater1", "rater2", "rater3"]


@pytest.mark.parametrize(
    "listed", [lambda grades: ",".join(map(str, grades)), json.dumps, lambda g: " ".join(map(str, g))]
)
def test_a_list_in_a_cell_has_one_rating_of_each_rater(write, read_file, listed):
    records = [row | {"ratings": listed([write.grade() for _ in range(3)])} for row in rows(write, ())]
    result = read_file("turns.tsv", records)
    assert len(result.rated("ratings")) == 3 * len(records)
    assert {one["rater"] for one in result.ratings} == {"rater 1", "rater 2", "rater 3"}


def blocks(write, end=""):
    for _, exchanges in write.dialogues():
        lines = []
        for exchange in exchanges:
            for speaker, text in zip(("USER", "SYSTEM"), exchange, strict=True):
                grades = ",".join(str(write.grade()) for _ in range(3))
                lines.append(f"{speaker}\t{text}\t{write.one_of('inform', 'request', '')}\t{grades}")
        yield "\n".join(lines + ([end] if end else []))


@pytest.mark.parametrize("name", ["satisfaction.txt", "satisfaction.tsv"])
def test_a_blank_line_ends_a_dialogue(write, read_file, name):
    dialogues = list(blocks(write))
    result = read_file(name, "\n\n".join(dialogues))
    lines = sum(len(dialogue.splitlines()) for dialogue in dialogues)
    assert (result.conversations, len(result.turns), len(result.ratings)) == (20, lines, 3 * lines)
    assert result.roles[:2] == ["user", "assistant"]


def test_a_last_row_can_rate_the_whole_dialogue(write, read_file):
    dialogues = list(blocks(write, end="USER\tOVERALL\t\t4,5,3"))
    result = read_file("satisfaction.txt", "\n\n".join(dialogues))
    turns = sum(len(dialogue.splitlines()) - 1 for dialogue in dialogues)
    assert (len(result.turns), result.conversations) == (turns, 20)
    assert [sum(one["doc_id"] is None for one in result.ratings), len(result.ratings)] == [60, 60 + 3 * turns]


def test_a_number_that_counts_turns_is_no_rating(write, read_file):
    result = read_file("turns.tsv", list(rows(write, ("fluency", "relevance"))))
    assert {one["name"] for one in result.ratings} == {"fluency", "relevance"}
