"""Swear words count by the text's language and the words around them."""

import pytest

from analytics.batch.profanity import LANGUAGES, count_profanity, judge
from analytics.signals.content.profanity import LANGUAGES as STATED
from benchmarks.truth._profanity_cases import HARMLESS, SWEARING
from benchmarks.truth.profanity import MIN_RATE, wrong
from tests.batch.texts import text_batch


def test_names_birds_tools_and_other_languages_do_not_swear():
    harmless, _ = wrong()
    assert len(HARMLESS) >= 60
    assert len(harmless) <= (1 - MIN_RATE) * len(HARMLESS)


def test_swearing_counts_in_each_language():
    _, swearing = wrong()
    assert len(SWEARING) >= 60
    assert len(swearing) <= (1 - MIN_RATE) * len(SWEARING)


def test_a_batch_is_judged_as_its_texts():
    texts = [*HARMLESS, *(text for text, _ in SWEARING)]
    rows = count_profanity(text_batch(texts)).to_pylist()
    counted = [(row["profanity_count"], row["profanity_uncertain_count"]) for row in rows]
    assert counted == [judge(text) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "He keeps one cock in the garden shed.",
        "An ass stood near the old stone well.",
        "The tits were counted by the volunteers in May.",
        "DICK BARTON was on the radio every evening.",
        "I saw a shag near the harbour this morning.",
    ],
)
def test_a_word_with_two_meanings_and_no_hint_is_uncertain_or_harmless(text):
    assert judge(text)[0] == 0


def test_the_definition_names_the_languages():
    assert STATED == LANGUAGES
