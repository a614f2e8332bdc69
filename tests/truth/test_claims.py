"""Each claim of the dashboard and the report has a test, by name."""

import pytest

from benchmarks.truth import _claims
from benchmarks.truth._document import DOCUMENT


def test_every_claim_has_a_test():
    assert _claims.unsupported() == []


def test_every_named_test_exists():
    assert _claims.missing_tests() == set()


def test_every_entry_is_a_claim_of_the_source():
    assert set(_claims.CLAIMS) - {_claims.longest_piece(one.sentence) for one in _claims.claims()} == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "The change is significant",
        "Who rates cannot explain it",
        "This is more than chance",
        "every pair is verified",
        "a real change of quality",
        "at most 5 % are false",
    ],
)
def test_a_sentence_that_claims_more_than_a_count_is_a_claim(sentence):
    assert _claims.CLAIM_WORDS.search(sentence)


def test_a_sentence_that_counts_is_no_claim():
    assert not _claims.CLAIM_WORDS.search("12 of 30 answers are rated")


def test_the_document_lists_each_claim():
    if not DOCUMENT.exists():
        pytest.skip("docs/truth.md is not written yet: python -m benchmarks.truth --write")
    assert "| sentence | test |" in DOCUMENT.read_text(encoding="utf-8")
