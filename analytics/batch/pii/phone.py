"""Telephone numbers of the world: patterns and words propose, the numbering plans of `phonenumbers` decide."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import phonenumbers

from analytics.batch.pii.numbers import LETTERS, NO_NUMBER_AFTER, digits_of, is_other_number
from analytics.batch.pii.phone_words import AFTER_NUMBER, IS_PHONE, MAY_BE_PHONE, has_phone_word

REGIONS = tuple(
    str.split(
        "US GB DE FR ES IT NL BE CH AT PL PT SE NO DK FI IE CZ SK HU RO GR BG HR RU UA TR BR MX AR CL CO PE IN"
        " CN JP KR TW HK "
        "SG MY TH VN ID PH AU NZ ZA NG KE EG MA SA AE IL IR PK BD"
    )
)
"""The regions whose national numbers count next to a word, or in their own writing."""

_START = rf"(?<![{LETTERS}$€£#/+])(?<!\d[.,:/ -])(?<!\d)"
INTERNATIONAL = re.compile(
    rf"(?<![{LETTERS}./+\])])(?<!::)(?<!\d )(?:\(\+\d{{1,3}}\)|(?:\+|00(?=[1-9]))\d{{1,3}})(?P<rest>[ .\-/]{{0,2}}"
    rf"(?:\(0?\d{{1,4}}\)[ .\-]?)?\d{{1,5}}(?:[ .\-/]{{0,2}}\d{{1,5}}){{0,6}})(?![{LETTERS}%€£$^])"
)
NORTH_AMERICA = re.compile(
    rf"{_START}(?:1[ .\-])?(?:\([2-9]\d\d\)[ .\-]?|[2-9]\d\d(?P<gap>[ .\-]))[2-9]\d\d[ .\-]\d{{4}}{NO_NUMBER_AFTER}"
)
GLUED = re.compile(
    rf"(?i)(?<=phone|.call|. tel|.cell|ntact|obile|. fax)[2-9]\d\d(?P<gap>[.\-])\d{{3}}(?P=gap)\d{{4}}{NO_NUMBER_AFTER}"
)
VANITY = re.compile(rf"{_START}(?:1[ .-])?8(?:00|33|44|55|66|77|88)[ .-](?:\d{{3}}-[A-Z]{{4}}|[A-Z]{{3}}-\d{{4}})\b")
"""Toll-free numbers that end in a word."""

WRITTEN = re.compile(
    rf"{_START}(?:\(0\d{{1,4}}\) ?\d{{2,4}}[ -]?\d{{2,4}}(?:[ -]?\d{{2,4}})?|0\d{{1,2}}-\d{{3,4}}-\d{{4}}|020 \d{{4}} "
    rf"\d{{4}}|07\d{{3}} \d{{6}}|07\d{{3}} \d{{3}} ?\d{{3}}|\([1-9]\d\) 9?\d{{4}}-\d{{4}}|\(0\d\) \d{{4}} \d{{4}}"
    rf"|8 ?\(\d{{3}}\) ?\d{{3}}-\d\d-\d\d|0 ?\(\d{{3}}\) ?\d{{3}} \d\d \d\d|04\d\d \d{{3}} \d{{3}}"
    rf"|0[1-79] \d\d \d\d \d\d \d\d){NO_NUMBER_AFTER}"
)
"""National writings that other numbers hardly have: with the area in parentheses, or in the groups of one country."""

PAIRS = re.compile(r"0\d(?: \d\d){4}")
FRENCH = re.compile(
    r"(?i)\b(?:le|la|les|au|aux|du|des|et|est|vous|mon|ma|votre|nous|notre|pour|sur|je|chez|joignable)\b"
)

NUMBER = re.compile(
    rf"(?<![{LETTERS}$€£#/.,-])(?<!\d[., ])\+?\(?\d[\d]{{0,4}}\)?(?:(?: ?[.\-/] ?| )?\(?\d{{1,12}}\)?){{0,7}}"
    rf"(?![{LETTERS}%€£$]|[.,:/-]\d|-[A-Za-z]| ?\d)"
)
DATE = re.compile(
    r"(?:1\d|20)\d\d([-/. ])\d\d?\1\d\d?(?: \d\d?)?|\d\d?([-/. ])\d\d?\2(?:19|20)\d\d"
    r"|(?:1\d|20)\d\d ?[-/] ?(?:1\d|20)?\d\d|(?:19|20)\d\d[01]\d[0-3]\d"
)
_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
FOUR_GROUPS = re.compile(rf"\(?{_BYTE}(?:\.{_BYTE}){{3}}\)?")
"""The form of an IP address: a telephone number only behind a word for telephone."""

THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[ .]\d{3}){2,3}")
_SMALL = (
    "no|nr|num|number|numbers|nummer|numéro|número|numero|номер|is|are|at|on|under|ist|unter|au|al|le|el|il|é"
    "|est|è|to|us"
    "|me|him|her|them|now|today|para|pelo|na|a|o|kom|do|pod|naar|op|till|på|til|zu|for|via|with|mig|meg|mij|по"
    "|на|directly"
    "|the|office|this|free|uns|mich|nous|por|favor|der|die|den|dem|line|please|svp|sie"
)
_SIGNS = r"[ \"'.:;,(#=№–|>*_/-]*"
NEAR = re.compile(rf"(?i){_SIGNS}(?:(?:{_SMALL}|:){_SIGNS}){{0,6}}|[㐀-鿿぀-ヿ가-힣 :;,]{{0,10}}")
"""What may be between a word such as "phone" and its number: signs and small words, or a few ideographs."""

FURTHER = re.compile(
    r"(?i)(?:[ ,]+[^\W\d]+){0,5}[ ,]+(?:at|on|under|is|unter|au|al|op|pod|på|no|para|по|ist|est)[ :]*"
    r"|[ ]?\([^()\d]{0,24}\)[ :]*"
    r"|[^\d\n]{0,24}:[ ]*"
)
"""What may be between when a numbering plan has the number: a name and "at", a remark in parentheses, or a label."""


def find_phones(text: str) -> Iterator[tuple[int, int]]:
    """Where the telephone numbers of `text` are."""
    for match in INTERNATIONAL.finditer(text):
        if end := _end_of_international(text, match):
            yield match.start(), end
    for match in NORTH_AMERICA.finditer(text):
        if not is_other_number(text, match.start()) and _is_north_american(text, match):
            yield match.span()
    for pattern in (GLUED, VANITY):
        yield from (match.span() for match in pattern.finditer(text))
    for match in WRITTEN.finditer(text):
        if not is_other_number(text, match.start()) and _is_written(text, match):
            yield match.span()
    yield from _after_words(text)


MIN_INTERNATIONAL = 9
"""Digits of an international number that needs no word next to it."""


def _end_of_international(text: str, match: re.Match[str]) -> int:
    """Where the longest number ends that the numbering plan of its country has, or that a word announces; else 0."""
    if len(set(digits_of(match[0]))) < 3 or is_other_number(text, match.start()):
        return 0
    ends = [group.end() for group in re.finditer(r"\d+\)?", match[0])]
    best = {end: _international_validity(match[0][:end]) for end in reversed(ends) if end >= 8}
    valid = [end for end, validity in best.items() if validity == 2]
    if valid and (len(digits_of(match[0][: valid[0]])) >= MIN_INTERNATIONAL or _has_word(text, match)):
        return match.start() + valid[0]
    is_phone = best.get(len(match[0])) == 1 and (_has_word(text, match) or _looks_american(match[0]))
    return match.end() if is_phone else 0


def _international_validity(number: str) -> int:
    """`_validity` of a number that starts with + or 00, with or without a zero in parentheses."""
    number = number if "+" in number else number[2:]
    without_zero = re.sub(r"\(0(\d*)\)", r"\1", number)
    return max(_validity("+" + digits_of(one), "") for one in {number, without_zero})


def _looks_american(number: str) -> bool:
    return re.fullmatch(r"(?:\+|00)1[ .-]?\(?[2-9]\d\d\)?[ .-][2-9]\d\d[ .-]\d{4}", number) is not None


def _is_north_american(text: str, match: re.Match[str]) -> bool:
    """Whether the area of a number such as 415-555-2671 exists, or a word says that it is a telephone number."""
    if _has_word(text, match):
        return True
    is_alone = match["gap"] != " " or match[0].startswith("1") or not _in_table(text, match)
    return is_alone and _validity("+1" + digits_of(match[0])[-10:], "") == 2


def _in_table(text: str, match: re.Match[str]) -> bool:
    """Whether other numbers are near: a row of a table."""
    near = text[max(0, match.start() - 16) : match.start()] + "|" + text[match.end() : match.end() + 16]
    return re.search(r"\d", near) is not None


def _is_written(text: str, match: re.Match[str]) -> bool:
    """Whether some country has the number and writes it so."""
    if PAIRS.fullmatch(match[0]) and not FRENCH.search(text):
        return False
    return _is_known(match[0])


def _has_word(text: str, match: re.Match[str]) -> bool:
    """Whether a word near a number says that it may be a telephone number."""
    before = text[max(0, match.start() - 32) : match.start()]
    return bool(MAY_BE_PHONE.search(before) or AFTER_NUMBER.match(text, match.end()))


def _after_words(text: str) -> Iterator[tuple[int, int]]:
    """National numbers with a word such as "tel" before them, or "anrufen" behind."""
    if not has_phone_word(text):
        return
    for match in NUMBER.finditer(text):
        digits = digits_of(match[0])
        is_date = DATE.fullmatch(match[0].strip("()")) is not None
        if is_date or not 7 <= len(digits) <= 14 or len(set(digits)) < 3:
            continue
        if _is_announced(text, match) and not is_other_number(text, match.start()):
            is_open, is_closed = match[0].count("(") > match[0].count(")"), match[0].count(")") > match[0].count("(")
            is_wrapped = match[0].startswith("(") and match[0].endswith(")")
            yield match.start() + (is_open or is_wrapped), match.end() - (is_closed or is_wrapped)


def _is_announced(text: str, match: re.Match[str]) -> bool:
    """Whether a word announces a number that some country has, or a plain word for telephone is right before it."""
    words = [*MAY_BE_PHONE.finditer(text, max(0, match.start() - 48), match.start())]
    near = [word[0] for word in words if NEAR.fullmatch(text[word.end() : match.start()])]
    is_plain = any(IS_PHONE.fullmatch(word) for word in near)
    follows = AFTER_NUMBER.match(text, match.end()) is not None
    if THOUSANDS.fullmatch(match[0]):
        is_mobile = bool(near) and re.fullmatch(r"\d{3}[ .]\d{3}[ .]\d{3}", match[0]) is not None
        return (is_plain or follows or is_mobile) and _is_known(match[0])
    if is_plain:
        return True
    is_further = any(FURTHER.fullmatch(text[word.end() : match.start()]) for word in words)
    return (bool(near) or follows or is_further) and FOUR_GROUPS.fullmatch(match[0]) is None and _is_known(match[0])


def _is_known(number: str) -> bool:
    """Whether the numbering plan of some country has a national number."""
    return any(_validity(number, region) == 2 for region in REGIONS)


@functools.lru_cache(4096)
def _validity(number: str, region: str) -> int:
    """2 when the numbering plan has the number, 1 when only its length is right, else 0. `region` is "" for a number
    that starts with its country.
    """
    try:
        parsed = phonenumbers.parse(number, region or None)
    except phonenumbers.NumberParseException:
        return 0
    if phonenumbers.is_valid_number(parsed) and (not region or phonenumbers.is_valid_number_for_region(parsed, region)):
        return 2
    return int(phonenumbers.is_possible_number(parsed))


OFCOM = re.compile(
    r"^(?:0044|44|0)(?:7700900\d{3}|2079460\d{3}|1632960\d{3}|8081570\d{3}|(?:11[34578]|121|131|141|151|161)4960\d{3})$"
)
"""The numbers that Ofcom keeps for drama."""


def is_documented_phone(number: str) -> bool:
    """Whether the number is reserved for fiction: 555-0100 to 555-0199 of North America, and the ranges of Ofcom."""
    digits = digits_of(number)
    if re.search(r"^(?:00)?1?[2-9]\d\d55501\d\d$", digits):
        return True
    return OFCOM.search(digits) is not None
