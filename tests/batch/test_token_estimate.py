"""The estimate adds up characters and runs, and reads long texts in part."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.batch.token_estimate import WINDOW_BYTES, WINDOWS, estimate_tokens
from tests.signals.plain_tokens import plain_tokens


def estimates(texts):
    encoded = [text.encode() for text in texts]
    data = np.frombuffer(b"".join(encoded), np.uint8)
    bounds = np.r_[0, np.cumsum([len(one) for one in encoded])].astype(np.int64)
    return estimate_tokens(data, bounds).tolist()


@given(st.lists(st.tuples(st.text(max_size=60), st.sampled_from([1, 40]))))
def test_texts_are_as_the_plain_definition_says(pairs):
    texts = [text * times for text, times in pairs]
    assert estimates(texts) == [plain_tokens(text) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "The committee agreed on a budget for the coming year, and nobody objected. ",
        "Ein Ausschuss einigte sich auf den Haushalt für das kommende Jahr.\n",
        "Комитет согласовал бюджет на следующий год. ",
        "委員会は来年度の予算に合意した。",
        "คณะกรรมการเห็นชอบงบประมาณสำหรับปีหน้า ",
        "| alpha | 12.5 |\n|-------|------|\n",
        "🙂🙃 café \t",
    ],
)
def test_a_long_text_has_as_many_tokens_as_it_is_longer(text):
    short = text * (WINDOWS * WINDOW_BYTES // len(text.encode()))
    (one,), (many,) = estimates([short]), estimates([short * 7])
    assert many == pytest.approx(7 * one, rel=0.08)


def test_a_rule_of_repeated_marks_is_a_few_tokens():
    assert estimates(["-" * 80, "=" * 80, "~" * 80]) == [3, 3, 4]


def test_nothing_has_no_tokens_and_something_at_least_one():
    assert estimates(["", " ", "o", "\n"]) == [0, 1, 1, 1]


@pytest.mark.parametrize("text", ["ສະບາຍດີຕອນເຊົ້າ", "สวัสดีตอนเช้า", "សួស្តី​ពេលព្រឹក", "မင်္ဂလာပါ", "ሰላም"])
def test_a_script_without_spaces_is_not_one_word(text):
    (n,) = estimates([text])
    assert n >= len(text) / 3
