"""A reading is inferred from the values of a few records: one test a kind of record."""

from analytics.ingest.logs.record import NotThisFormat
from analytics.ingest.reading.apply import log_of, records_of
from analytics.ingest.reading.infer import infer

QUESTION = "How do I reset the password of my account?"
ANSWER = "Open the settings, choose security and click on reset."


def turns(records):
    """(role, text) of the turns of each conversation, by the inferred reading."""
    reading = infer(records)
    conversations = []
    for place, record in enumerate(records):
        for key, one in records_of(record, reading):
            try:
                log = log_of(one, reading, key, place, "file")
            except NotThisFormat:
                continue
            conversations.append([(message.role, message.text) for message in log.messages])
    return conversations


def test_turn_lists_under_any_name_are_found_by_role_and_prose():
    records = [
        {"id": n, "verlauf": [{"wer": "user", "was": f"{QUESTION} {n}"}, {"wer": "bot", "was": f"{ANSWER} {n}"}]}
        for n in range(4)
    ]
    assert turns(records)[0] == [("user", f"{QUESTION} 0"), ("assistant", f"{ANSWER} 0")]
    assert infer(records).role == "wer"


def test_turns_whose_key_says_who_speaks():
    records = [{"steps": [{"user": f"{QUESTION} {n}"}, {"bot": f"{ANSWER} {n}"}]} for n in range(3)]
    assert turns(records)[1] == [("user", f"{QUESTION} 1"), ("assistant", f"{ANSWER} 1")]


def test_turns_that_are_pairs_of_a_role_and_a_text():
    records = [{"dialog": [["customer", QUESTION], ["agent", ANSWER]]} for _ in range(3)]
    assert turns(records)[2] == [("user", QUESTION), ("assistant", ANSWER)]


def test_turns_without_a_role_alternate():
    records = [{"dialogue": [QUESTION, ANSWER, "Thank you very much for it."]} for _ in range(3)]
    assert [role for role, _ in turns(records)[0]] == ["user", "assistant", "user"]


def test_records_inside_an_object_are_found_by_their_shape():
    log = {"messages": [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": ANSWER}]}
    reading = infer([{"version": 2, "data": {"items": [log, log, log]}}])
    assert (reading.kind, reading.records) == ("conversations", "data.items[]")


def test_events_are_turns_of_one_session_and_other_events_are_none():
    records = [
        {"type": "session_start", "session": "s1", "at": 1},
        {"type": "user", "session": "s1", "payload": {"text": QUESTION}},
        {"type": "assistant", "session": "s1", "payload": {"text": ANSWER}},
        {"type": "user", "session": "s1", "payload": {"text": QUESTION}},
        {"type": "assistant", "session": "s1", "payload": {"text": ANSWER}},
    ]
    reading = infer(records)
    assert (reading.kind, reading.role, reading.text) == ("turns", "type", ("payload.text",))
    assert [role for ((role, _),) in turns(records)] == ["user", "assistant", "user", "assistant"]


def test_fields_with_a_common_stem_are_answers_and_a_field_that_names_them_says_who_won():
    records = [
        {"prompt": f"{QUESTION} {n}", "response_a": ANSWER, "response_b": f"No. {ANSWER}", "winner": side}
        for n, side in enumerate(["a", "b", "tie", "a"])
    ]
    reading = infer(records)
    assert [answer.text for answer in reading.answers] == ["response_a", "response_b"]
    assert [log_of(record, reading).preferences[0].winner for record in records] == ["a", "b", "tie", "a"]


def test_opposed_names_say_which_answer_is_better():
    records = [{"question": QUESTION, "right_answer": f"{ANSWER} {n}", "wrong_answer": f"No {n}."} for n in range(3)]
    log = log_of(records[0], infer(records))
    (preference,) = log.preferences
    assert log.messages[preference.a].text == f"{ANSWER} 0"


def test_a_text_with_line_prefixes_is_a_conversation():
    records = [{"chat": f"User: {QUESTION}\nBot: {ANSWER}\nUser: Thanks, it works {n}."} for n in range(3)]
    assert [role for role, _ in turns(records)[0]] == ["user", "assistant", "user"]


def test_prose_wins_over_titles_times_and_constants():
    prose = "A long paragraph about the history of the harbour, its ships and the people who worked on them. "
    records = [
        {"name": f"Harbour {n}", "date": "2024-01-01", "kind": "essay", "inhalt": prose * 3 + str(n)} for n in range(5)
    ]
    reading = infer(records)
    assert (reading.kind, reading.text) == ("documents", ("inhalt",))


def test_the_same_records_give_the_same_reading_with_reasons():
    records = [{"dialog": [["customer", QUESTION], ["agent", ANSWER]]} for _ in range(3)]
    assert infer(records) == infer(records)
    assert infer(records).reasons and infer([{"n": 1}, {"n": 2}]) is None
