"""Payment card numbers, with an issuer's prefix and length and the check digit of Luhn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analytics.batch.pii.checks import luhn
from analytics.batch.pii.numbers import LETTERS, digits_of, is_other_number

_GAP = r"(?: |-|\.|\n| - |  )"
CARD = re.compile(
    rf"(?<![{LETTERS}$€£#/+])(?<!\d[ .,:-])(?:\d{{12,19}}"
    rf"|\d{{4}}(?P<gap>{_GAP})\d{{4}}(?:(?P=gap)|\n)\d{{4}}(?:(?P=gap)|\n)\d{{4}}"
    rf"|3\d{{3}}(?P<middle>{_GAP})\d{{6}}(?P=middle)\d{{4,5}}"
    rf"|\d{{6}}(?P<long>{_GAP})\d{{8,13}})(?![{LETTERS}%€£$^]|[.,:]\d)"
)
"""Digits as cards have them: without gaps, in groups of four, in the groups of American Express, or 6 and the rest."""

LONG = re.compile(
    rf"(?<![{LETTERS}$€£#/+])(?<!\d[ .,:-])\d{{4}}(?P<gap>[ -])(?:\d{{4}}(?P=gap)){{3}}\d{{3}}"
    rf"(?![{LETTERS}%€£$^]|[.,:/]\d)"
)
"""Nineteen digits in groups."""

ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|220[0-4]\d{12,15}"
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12,15}|35(?:2[89]|[3-8]\d)\d{12,15}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11,16}"
    r"|62\d{14,17}|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{8,15}|(?:5019|9792|6062|60[68]\d|508\d|81\d\d|82\d\d)"
    r"\d{12}|(?:50609[9]|5061[0-9]{2}|65000[2-9]|6500[12]\d)\d{10,13}|(?:636368|636297|504175|438935|451416)\d{10}"
)
"""Visa, Mastercard, Mir, Discover, JCB, American Express, Diners Club, UnionPay, Maestro, Dankort, Troy, Hipercard,
RuPay, Verve, Elo.
"""

COMMON = re.compile(r"4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|6\d{15}|35\d{14}|3[068]\d{12}")
"""Lengths and prefixes that count without a word such as "card": the others are too often other numbers."""

WORD = re.compile(
    r"(?i)card|visa|maestro|amex|american express|master|diners|discover|jcb|union ?pay|mir|rupay|credit|debit"
    r"|karte|carte"
    r"|tarjeta|carta|cartão|cartao|karta|kart|карт|卡|カード|카드|बैंक|بطاقة|\bcc\b|\bpan\b|iban|payment|cvv|cvc"
)
EXPIRY = re.compile(r"[ ,;]{1,2}(?:\d\d ?[/-] ?\d\d(?:\d\d)?\b|\d{3,4}(?![\d]))")
"""What may follow a card number: the month of its end, or its security code."""

TEST_CARDS = frozenset(
    str.split(
        "4111111111111111 4012888888881881 4242424242424242 4000056655665556 4222222222222 5555555555554444 "
        "5105105105105100 5200828282828210 2223003122003222 378282246310005 371449635398431 378734493671000 "
        "30569309025904 38520000023237 3056930009020004 36227206271667 6011111111111117 6011000990139424 "
        "3530111333300000 3566002020360505 6200000000000005 6759649826438453"
    )
)
"""Numbers that payment services publish for tests."""


def find_cards(text: str) -> Iterator[tuple[int, int]]:
    """Where the payment card numbers of `text` are."""
    for match in (*CARD.finditer(text), *LONG.finditer(text)):
        end = _end_of(text, match)
        digits = digits_of(text[match.start() : end])
        if not (end and ISSUERS.fullmatch(digits) and luhn(digits)) or len(set(digits)) == 1:
            continue
        near = text[max(0, match.start() - 40) : end + 16]
        counts = COMMON.fullmatch(digits) or WORD.search(near)
        if counts and not is_other_number(text, match.start()):
            yield match.start(), end


def _end_of(text: str, match: re.Match[str]) -> int:
    """Where the number ends: before its security code or date; 0 when other digits follow."""
    after = text[match.end() : match.end() + 2]
    if not re.match(r"[ -]\d|\n\d", after) or EXPIRY.match(text, match.end()):
        return match.end()
    return match.end() if WORD.search(text, max(0, match.start() - 30), match.start()) else 0


def is_documented_card(number: str) -> bool:
    """Whether payment services publish the number for tests."""
    return digits_of(number) in TEST_CARDS
