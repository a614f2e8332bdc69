"""Personal data is found as what it is, what only looks like it is not, and a mask hides all of it."""

from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.batch.pii import KINDS, count_pii, find, mask, mask_texts
from analytics.batch.pii.iban import valid_iban
from benchmarks.truth._pii_positives import SIZES, positives
from tests.batch.texts import text_batch

CASES = positives(5, {kind: n // 8 for kind, n in SIZES.items()})
VALUES = [value for _, _, value in CASES]


def kinds_of(text):
    return [kind for _, _, kind in find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Ruf an: +49\u00a030\u00a01234567",
        "Tél : 01\u202f42\u202f68\u202f53\u202f17",
        "call 415\u2013555\u20132671",
        "415\u2011555\u20112671",
        "Tel. 030\u20091234567",
        "هاتف: ٠٥٠١٢٣٤٥٦٧",
        "電話：０３－１２３４－５６７８",
        "手机13812345678",
    ],
)
def test_spaces_dashes_and_digits_of_every_kind_are_of_a_phone_number(text):
    assert kinds_of(text) == ["phone"]


@pytest.mark.parametrize(
    "written",
    [
        "de89370400440532013000",
        "DE89-3704-0044-0532-0130-00",
        "DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000",
        "nl91 abna 0417 1643 00",
        "GB82.WEST.1234.5698.7654.32",
        "FR14 2004 1010 0505 0001 3M02 606",
        "RO09 BCYP 0000 0012 3456 7890",
        "DE89 3704 0044\n0532 0130 00",
    ],
)
def test_an_iban_counts_in_any_writing_and_is_masked_as_a_whole(written):
    assert mask(f"Pay to {written}, thanks") == "Pay to [IBAN], thanks"


@pytest.mark.parametrize(
    "address",
    [
        "jürgen.müller@post.example.de",
        "ju\u0308rgen@example.de",
        "info@bücher-laden.ch",
        "łukasz@example.pl",
        "иван@почта.рф",
        "o'brien@example.com",
        "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ",
        "jane (at) example (dot) com",
        '"jane doe"@example.com',
        "kontakt@xn--mller-kva.de",
    ],
)
def test_the_whole_address_is_masked(address):
    assert mask(f"Write to {address} or not") == "Write to [EMAIL] or not"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("postgres://app:Zx81qTav@db.example.com:5432/x", "Zx81qTav"),
        ("curl https://eva:sunny4days@intra.example.com/", "sunny4days"),
        ("Authorization: Bearer q8Zr2LmN5pXs7TuVwYz1AbCd", "q8Zr2LmN5pXs7TuVwYz1AbCd"),
        ("see https://discord.com/api/webhooks/123456789012345678/" + "aB3" * 22, "aB3aB3"),
        ("AccountKey=" + "aB3+xK9tQ/mZ2" * 6 + "aB3+xY7k==", "xK9tQ/mZ2"),
        ("password: sunny4days", "sunny4days"),
        ("Passwort: Regen2Tage", "Regen2Tage"),
        ("the token is ghp_" + "a1B2kQ9zTr7X" * 3, "kQ9zTr7X"),
    ],
)
def test_passwords_tokens_and_webhooks_are_secrets(text, value):
    assert kinds_of(text) == ["secret"]
    assert value not in mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "key AKIAIOSFODNN7EXAMPLE",
        "postgres://user:password@localhost/x",
        "https://user:pass@host.example.com/x",
        "Authorization: Bearer <your-token>",
        "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
        "api_key = 3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "password = hash_password2(user.password1)",
        "ping 203.0.113.9 and 2001:db8::1",
    ],
)
def test_documented_examples_and_placeholders_are_no_findings(text):
    assert find(text) == []


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("SSN", "536-22-8746"),
        ("my social is", "536 22 8746"),
        ("DNI", "12345678Z"),
        ("NHS number", "943 476 5919"),
        ("Aadhaar", "2345 6789 0124"),
        ("PESEL:", "44051401359"),
        ("BSN", "111222333"),
        ("personnummer", "811228-9874"),
    ],
)
def test_a_national_number_needs_its_word_and_its_check_digit(word, number):
    assert kinds_of(f"{word} {number}") == ["national_id"]
    assert "national_id" not in kinds_of(f"the count {number}")
    if word not in ("SSN", "my social is"):
        spoilt = number.replace(number[-2], str((int(number[-2]) + 1) % 10)) if number[-2].isdigit() else number
        assert "national_id" not in kinds_of(f"{word} {spoilt}")


def test_a_mask_names_the_kind_and_hides_the_rest():
    assert (
        mask("Write to eva@example.org from 8.8.4.4, server 8.8.4.4", ["email"])
        == "Write to [EMAIL] from 8.8.4.4, server 8.8.4.4"
    )
    assert mask("nothing here") == "nothing here"


def test_a_private_key_is_masked_as_a_whole():
    assert mask("a\n-----BEGIN PRIVATE KEY-----\nQUJD\nREVG\n-----END PRIVATE KEY-----\nb") == "a\n[SECRET]\nb"


def test_a_column_is_masked_text_by_text():
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


def test_findings_that_overlap_are_masked_as_one():
    assert mask("https://hooks.zapier.com/hooks/catch/415555/2671abc/ and 415-555-2671") == "[SECRET]/ and [PHONE]"


def test_examples_of_documentation_are_counted_apart():
    texts = ["Write to eva@example.org", "call 212-555-0187", "Visa 4111 1111 1111 1111", "to eva@posteo.de", "x"]
    assert count_pii(text_batch(texts))["documented_example_count"].to_pylist() == [1, 1, 1, 0, 0]


def test_the_check_of_an_iban_decides():
    assert valid_iban("DE89370400440532013000")
    assert not valid_iban("DE89370400440532013001")
    assert not valid_iban("XX89370400440532013000")


SNIPPETS = st.one_of(
    st.sampled_from(VALUES),
    st.text(max_size=12),
    st.sampled_from([" ", "\n", "\r\n", "1", "+", "é", "key=", "tel ", "@", "--", "\u00a0", "\u200b"]),
)
TEXTS = st.lists(st.lists(SNIPPETS, max_size=8).map("".join), max_size=5)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_the_counts_of_a_batch_are_those_of_find(texts):
    for row, text in zip(count_pii(text_batch(texts)).to_pylist(), texts, strict=True):
        counts = Counter(kinds_of(text))
        assert {kind: row[f"{kind}_count"] for kind in KINDS} == {kind: counts[kind] for kind in KINDS}


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_nothing_is_found_in_a_masked_text_and_masks_of_columns_agree(texts):
    masked = [mask(text) for text in texts]
    assert [find(text) for text in masked] == [[] for _ in texts]
    assert mask_texts(pa.array(texts, pa.string())).to_pylist() == masked


@pytest.mark.parametrize(
    "text",
    [
        "4 | Hapoel Tel Aviv | 26   11   9   5   49   23",
        "Nummer 4 der Verordnung (EU) 2017/511 gilt",
        "the block number 22075113 was mined",
        "The largest prime factor of the number 600851470001",
        "release candidates 2012.4.1.0 were called 3.3.1 and 3.3.9.45",
        "https://social.example.com/events/378282246310005/",
    ],
)
def test_other_numbers_next_to_words_of_telephones_are_no_findings(text):
    assert find(text) == []
