"""The signals of `content` on single texts: swear words, mojibake, tags and unfinished texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.batch.profanity import count_profanity
from analytics.signals.content.ending import unfinished
from analytics.signals.content.markup import count_tags
from analytics.signals.content.mojibake import count_mojibake
from analytics.signals.content.profanity import count_swear_words
from tests.batch.texts import text_batch


def test_swear_words_count_whole_and_in_any_case():
    rows = count_profanity(text_batch(["Shit, SHIT! and shitake in Scunthorpe", "", "fuck"])).to_pylist()
    assert [row["profanity_count"] for row in rows] == [2, 0, 1]
    assert rows[0]["profanity_word_frac"] == pytest.approx(2 / 6)
    assert rows[1]["profanity_word_frac"] is None


@pytest.mark.parametrize(
    "text",
    [
        "naïve café, “quoted” – déjà vu…",
        "Überraschung à la carte",
        "SÃO PAULO É ÂNGULO",
        "Ελληνικά и русский текст",
        "短い文です。",
        "l’été « ici » à côté",
        "Âge, Ârea, pâté",
    ],
)
def test_no_language_is_mojibake(text):
    assert count_mojibake(text_batch([text]))["mojibake_count"].to_pylist() == [0]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize(
    "text", ["café", "it’s", "Überraschung", "naïve", "“quoted”", "русский язык", "日本語の文", "thanks 😀"]
)
def test_wrongly_decoded_text_is(text, encoding):
    spoilt = text.encode().decode(encoding, errors="ignore")
    assert count_mojibake(text_batch([spoilt]))["mojibake_count"].to_pylist()[0] >= 1


@pytest.mark.parametrize(
    ("text", "is_unfinished"),
    [
        ("Done.", False),
        ('He said "yes."', False),
        ("Really?!\n", False),
        ("终わり。", False),
        ("and then he", True),
        ("one, two,", True),
        ("  ", None),
    ],
)
def test_a_text_is_finished_by_the_mark_that_ends_a_sentence(text, is_unfinished):
    assert unfinished(text_batch([text]))["unfinished"].to_pylist() == [is_unfinished]


@pytest.mark.parametrize("count", [count_swear_words, count_mojibake, count_tags, unfinished])
@given(texts=st.lists(st.text(max_size=40), max_size=6), cut=st.integers(0, 6))
def test_counts_do_not_depend_on_where_batches_end(count, texts, cut):
    columns = count(text_batch(texts))
    before, after = count(text_batch(texts[:cut])), count(text_batch(texts[cut:]))
    for name, column in columns.items():
        assert column.to_pylist() == before[name].to_pylist() + after[name].to_pylist()
