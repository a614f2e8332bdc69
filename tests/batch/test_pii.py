"""Personal data is found as what it is, what only looks like it is not, and a mask hides all of it."""

from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.batch.pii import KINDS, count_pii, find, mask, mask_texts
from analytics.batch.pii.card import luhn
from analytics.batch.pii.iban import valid_iban
from tests.batch.pii_cases import positives
from tests.batch.pii_negatives import negatives
from tests.batch.texts import text_batch

VALUES = [value for _, _, value in positives()]


def test_there_are_enough_cases_of_every_kind():
    assert len(positives()) >= 200
    assert len(negatives()) >= 200
    assert {kind for _, kind, _ in positives()} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_recall_of_each_kind_is_at_least_95_percent(kind):
    cases = [(text, value) for text, of, value in positives() if of == kind]
    hits = sum((value, kind) in [(text[start:end], of) for start, end, of in find(text)] for text, value in cases)
    assert hits / len(cases) >= 0.95


def test_texts_that_only_look_like_personal_data_have_hardly_any_findings():
    wrong = Counter(kind for text in negatives() for _, _, kind in find(text))
    assert wrong.total() <= len(negatives()) * 0.02


def test_a_mask_names_the_kind_and_hides_the_rest():
    assert (
        mask("Write to eva@example.org from 8.8.4.4, server 8.8.4.4", ["email"])
        == "Write to [EMAIL] from 8.8.4.4, server 8.8.4.4"
    )
    assert mask("nothing here") == "nothing here"


def test_the_mask_leaves_nothing_of_a_finding():
    for text, kind, value in positives():
        if (value, kind) in [(text[start:end], of) for start, end, of in find(text)]:
            assert value not in mask(text)
            assert mask(mask(text)) == mask(text)


def test_a_private_key_is_masked_as_a_whole():
    assert mask("a\n-----BEGIN PRIVATE KEY-----\nQUJD\nREVG\n-----END PRIVATE KEY-----\nb") == "a\n[SECRET]\nb"


def test_a_column_is_masked_line_by_line_and_a_private_key_as_a_whole():
    texts = [
        "Write to eva@example.org\n\nor call +1 415 555 2671\n",
        None,
        "",
        "\n\n",
        "nothing here",
        "-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\neva@example.org",
    ]
    masked = ["Write to [EMAIL]\n\nor call [PHONE]\n", None, "", "\n\n", "nothing here", "[SECRET]\n[EMAIL]"]
    assert mask_texts(pa.array(texts)).to_pylist() == masked
    assert mask_texts(pa.array(texts).slice(1, 4)).to_pylist() == masked[1:5]
    assert mask_texts(pa.array(texts), ["email"]).to_pylist()[0] == "Write to [EMAIL]\n\nor call +1 415 555 2671\n"


def test_check_digits_decide():
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")
    assert valid_iban("DE89370400440532013000")
    assert not valid_iban("DE89370400440532013001")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.sampled_from(VALUES),
                st.text(max_size=12),
                st.sampled_from([" ", "\n", "\r\n", "1", "+", "é", "key=", "tel "]),
            ),
            max_size=8,
        ),
        max_size=5,
    )
)
def test_the_counts_of_a_batch_are_those_of_find(pieces):
    texts = ["".join(some) for some in pieces]
    for row, text in zip(count_pii(text_batch(texts)).to_pylist(), texts, strict=True):
        counts = Counter(kind for _, _, kind in find(text))
        assert {kind: row[f"{kind}_count"] for kind in KINDS} == {kind: counts[kind] for kind in KINDS}
