"""Dialogues with thumbs of single turns and a score of the whole dialogue."""

import pytest


def turns(write, exchanges, role, text, **rating):
    """Turns with a rating of each answer, under the names of a data set."""
    (name, values) = next(iter(rating.items()))
    for question, answer in exchanges:
        yield {role: "user", text: question}
        yield {role: "bot", text: answer, name: write.one_of(*values)}


def thumbs_in_turns(write):
    for n, exchanges in write.dialogues():
        yield {
            "dialogue_id": f"d{n}",
            "rating": write.grade(),
            "turns": list(turns(write, exchanges, "speaker", "text", thumbs=["up", "down"])),
        }


def flags_in_a_log(write):
    for n, exchanges in write.dialogues():
        score = write.one_of(1.0, 2.0, 3.5, 5.0)
        yield {
            "conv": n,
            "dialog_score": score,
            "log": list(turns(write, exchanges, "from", "msg", liked=[True, False])),
        }


def objects_in_messages(write):
    for n, exchanges in write.dialogues():
        yield {
            "id": n,
            "messages": [
                message
                for question, answer in exchanges
                for message in (
                    {"role": "user", "content": question},
                    {"role": "assistant", "content": answer, "feedback": {"thumb": write.one_of(1, -1)}},
                )
            ],
            "evaluation": {"overall_score": write.grade()},
        }


def emojis_and_a_survey(write):
    for n, exchanges in write.dialogues():
        yield {
            "session": {"id": n},
            "survey": {"csat": write.grade(), "comment": write.text_line()},
            "transcript": list(turns(write, exchanges, "who", "said", reaction=["👍", "👎"])),
        }


def lists_by_position(write):
    for n, exchanges in write.dialogues():
        texts = [text for exchange in exchanges for text in exchange]
        yield {
            "id": n,
            "utterances": texts,
            "thumbs": [write.one_of(1, 0) if place % 2 else None for place in range(len(texts))],
            "score": write.grade(),
        }


def inside_one_object(write):
    dialogs = [
        {
            "dialog_id": n,
            "chat": list(turns(write, exchanges, "sender", "text", evaluation_score=[0, 1])),
            "eval_score": write.grade(),
        }
        for n, exchanges in write.dialogues()
    ]
    return {"version": 3, "dialogs": dialogs}


@pytest.mark.parametrize(
    ("records", "thumb", "score"),
    [
        (thumbs_in_turns, "thumbs", "rating"),
        (flags_in_a_log, "liked", "dialog_score"),
        (objects_in_messages, "thumb", "overall_score"),
        (emojis_and_a_survey, "reaction", "csat"),
        (lists_by_position, "thumbs", "score"),
        (inside_one_object, "evaluation_score", "eval_score"),
    ],
)
def test_each_answer_has_its_thumb_and_each_dialogue_its_score(write, read_file, records, thumb, score):
    rows = records(write)
    result = read_file("chats.json", rows if isinstance(rows, dict) else list(rows))
    answers = result.roles.count("assistant")
    assert (result.conversations, result.roles.count("user")) == (20, answers)
    assert len(result.rated(thumb)) == answers
    assert len(result.rated(score, of="dialogue")) == 20
    assert len(result.ratings) == answers + 20
    rated = {one["doc_id"] for one in result.ratings if one["name"] == thumb}
    assert rated == {turn["doc_id"] for turn in result.turns if turn["role"] == "assistant"}
    assert None not in result.values(thumb) + result.values(score)


def test_a_score_that_each_row_repeats_is_one_rating_of_the_dialogue(write, read_file):
    rows = []
    for n, exchanges in write.dialogues():
        score = write.grade()
        for question, answer in exchanges:
            common = {"dialogue_id": n, "dialogue_rating": score}
            rows.append(common | {"role": "user", "utterance": question, "thumb": ""})
            rows.append(common | {"role": "bot", "utterance": answer, "thumb": write.one_of("up", "down")})
    result = read_file("rows.csv", rows)
    assert len(result.rated("thumb")) == len(rows) / 2
    assert len(result.rated("dialogue_rating", of="dialogue")) == 20
    assert result.conversations == 20


def test_chats_without_ratings_of_turns_stay_a_known_format(write, read_file):
    rows = [
        {"messages": [{"role": "user", "content": a}, {"role": "assistant", "content": b}], "rating": write.grade()}
        for _, [(a, b), *_] in write.dialogues()
    ]
    result = read_file("known.jsonl", rows)
    assert result.lines == ["known.jsonl: jsonl, chat messages"]
    assert len(result.rated("rating", of="dialogue")) == 20


@pytest.mark.parametrize("values", [["up", "down"], ["👍", "👎"], ["Strongly agree", "Agree", "Disagree"]])
def test_opinions_are_ratings_under_any_name(write, read_file, values):
    rows = [
        {"id": n, "turns": list(turns(write, exchanges, "speaker", "text", zeta=values))}
        for n, exchanges in write.dialogues()
    ]
    result = read_file("chats.json", rows)
    assert len(result.rated("zeta")) == result.roles.count("assistant")
    assert None not in result.values("zeta")


def test_a_label_of_turns_is_no_rating(write, read_file):
    rows = [
        {"id": n, "turns": list(turns(write, exchanges, "speaker", "text", emotion=["joy", "anger", "neutral"]))}
        for n, exchanges in write.dialogues()
    ]
    assert read_file("chats.json", rows).ratings == []


def test_the_key_of_a_known_format_is_not_enough(write, read_file):
    rows = [
        {"chat_messages": [{"chat_role": "user", "chat_text": a}, {"chat_role": "ai", "chat_text": b}]}
        for _, [(a, b), *_] in write.dialogues()
    ]
    result = read_file("near.jsonl", rows)
    assert (result.conversations, result.roles[:2], result.rejects) == (20, ["user", "assistant"], [])
