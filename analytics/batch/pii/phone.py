"""Telephone numbers, in international or North American form; other numbers only next to a word such as "tel"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analytics.batch.pii.numbers import NO_NUMBER_AFTER, NO_NUMBER_BEFORE

PHONE = re.compile(
    rf"(?<![\w.=/+)\]-])(?<!::)(?:\(\+\d{{1,3}}\)|(?:\+"
    rf"|00(?=[1-9]))\d{{1,3}})[ .\-]?(?:\(0?\d{{1,4}}\)[ .\-]?)?\d{{1,5}}(?:[ .\-/]?\d{{2,5}}){{1,5}}{NO_NUMBER_AFTER}"
    rf"|(?<![\w)\]])\(0\d{{1,4}}\) ?\d{{3,4}}[ -]?\d{{3,4}}{NO_NUMBER_AFTER}"
    rf"|{NO_NUMBER_BEFORE}(?<!\d )(?:1[ .\-])?(?:\([2-9]\d\d\)[ .\-]?"
    rf"|[2-9]\d\d(?P<gap>[ .\-]))[2-9]\d\d[ .\-]\d{{4}}{NO_NUMBER_AFTER}"
)
PHONE_AFTER_WORD = re.compile(
    r"(?i:\b(?:phone|telephone|tel|mobile|cell|fax|call|whatsapp|sms|tél|téléphone|portable|telefon|handy|teléfono"
    r"|móvil|telefono|cellulare|telefone|celular)\b)"
    r"[^\d\n+(]{0,15}(?P<number>\(?\d{2,5}\)?(?:[ .\-/]{0,2}\d{2,8}){1,5})(?![\w%]|[.,:/-]\d)"
)
DATE = re.compile(
    r"(?:1\d|20)\d\d([-/.])\d\d?\1\d\d?|\d\d?([-/.])\d\d?\2(?:19|20)\d\d|(?:1\d|20)\d\d ?[-/–] ?(?:1\d|20)?\d\d"
)

HINT = r"(?:[0-9][ .()/-]{0,3}){7}"
"""An RE2 pattern that matches every line with a finding. Arrow searches for it many times as fast as Python."""


def find_phones(text: str) -> Iterator[tuple[int, int]]:
    """Where the telephone numbers of `text` are."""
    for match in PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        is_national = not match[0].startswith(("+", "00", "(+"))
        if len(set(digits)) > 3 and (is_national or 8 <= len(digits.removeprefix("00")) <= 15):
            yield match.span()
    for match in PHONE_AFTER_WORD.finditer(text):
        if 7 <= len(re.sub(r"\D", "", match["number"])) <= 13 and not DATE.fullmatch(match["number"]):
            yield match.span("number")
