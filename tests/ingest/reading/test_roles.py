"""Who speaks is read from values that are known, and from values that alternate."""

import pytest

from analytics.ingest.reading.roles import meanings
from analytics.ingest.reading.vocabulary import name_rank, plain, role_of


@pytest.mark.parametrize(
    ("value", "role"),
    [("Human", "user"), ("gpt", "assistant"), ("SYSTEM", "system"), ("tool_result", "tool"), ("Ms Lee", None)],
)
def test_usual_words_for_roles(value, role):
    assert role_of(value) == role


def test_the_only_other_speaker_answers_the_user():
    assert meanings("speaker", ["user", "hal", "user", "hal"]) == {"user": "user", "hal": "assistant"}


def test_a_flag_says_by_its_name_whose_turn_it_is():
    assert meanings("is_user", ["true", "false"], flag=True) == {"true": "user", "false": "assistant"}
    assert meanings("from_bot", ["true", "false"], flag=True) == {"true": "assistant", "false": "user"}
    assert meanings("is_read", ["true", "false"], flag=True) == {}


def test_the_kind_of_an_event_is_its_first_word():
    assert meanings("type", ["user.message", "assistant.message"]) == {
        "user.message": "user",
        "assistant.message": "assistant",
    }


def test_names_are_compared_without_case_and_marks():
    assert plain("Response-Text") == plain("responseText") == plain("response text") == "response_text"
    assert name_rank("userQuery", "prompt") > name_rank("comment", "prompt")
