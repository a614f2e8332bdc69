"""IBANs in any writing: of their country's length and form, and 1 modulo 97."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analytics.batch.pii.checks import mod_97
from analytics.batch.pii.numbers import LETTERS

IBAN = re.compile(rf"(?<![{LETTERS}])[A-Za-z]{{2}}[ .-]?\d{{2}}(?:[ .\n-]{{0,3}}[A-Za-z0-9]){{11,31}}")
_FORMS = (
    "AD8n12c AE19n AL8n16c AT16n AZ4a20c BA16n BE12n BG4a6n8c BH4a14c BI23n BR23n1a1c BY4c4n16c CH5n12c CR18n CY8n16c "
    "CZ20n DE18n DJ23n DK14n DO4c20n EE16n EG25n ES20n FI14n FK2a12n FO14n FR10n11c2n GB4a14n GE2a16n GI4a15c GL14n "
    "GR7n16c GT4c20c HN4a20n HR17n HU24n IE4a14n IL19n IQ4a15n IS22n IT1a10n12c JO4a4n18c KW4a22c KZ3n13c LB4n20c "
    "LC4a24c LI5n12c LT16n LU3n13c LV4a13c LY21n MC10n11c2n MD2c18c ME18n MK3n10c2n MN16n MR23n MT4a5n18c MU4a19n3a "
    "NI4a20n NL4a10n NO11n OM3n16c PK4a16c PL24n PS4a21c PT21n QA4a21c RO4a16c RS18n RU14n15c SA2n18c SC4a20n3a SD14n "
    "SE20n SI15n SK20n SM1a10n12c SO19n ST21n SV4a20n TL19n TN20n TR5n17c UA6n19c VA18n VG4a16n XK16n YE4a4n18c"
)
_CLASSES = {"n": r"\d", "a": "[A-Z]", "c": "[A-Z0-9]"}


def _pattern(form: str) -> re.Pattern[str]:
    """The pattern of an account number, such as 4a14n: four letters, then 14 digits."""
    return re.compile("".join(f"{_CLASSES[sort]}{{{n}}}" for n, sort in re.findall(r"(\d+)([nac])", form)))


FORMS = {form[:2]: _pattern(form[2:]) for form in _FORMS.split()}
"""The form of the account number in an IBAN by country, from SWIFT's registry."""

LENGTHS = {form[:2]: 4 + sum(map(int, re.findall(r"(\d+)[nac]", form[2:]))) for form in _FORMS.split()}

DOCUMENTED = frozenset(
    str.split(
        "DE89370400440532013000 GB82WEST12345698765432 GB29NWBK60161331926819 FR1420041010050500013M02606 "
        "NL91ABNA0417164300 ES9121000418450200051332 CH9300762011623852957 AT611904300234573201 BE68539007547034 "
        "IT60X0542811101000000123456 PL61109010140000071219812874 SE4550000000058398257466 NO9386011117947 "
        "DK5000400440116243 FI2112345600000785 IE29AIBK93115212345678 PT50000201231234567890154"
    )
)
"""The examples of SWIFT's registry, which documentation repeats."""


def find_ibans(text: str) -> Iterator[tuple[int, int]]:
    """Where the IBANs of `text` are."""
    at = 0
    while match := IBAN.search(text, at):
        at = match.start() + 1
        end = _end_of(text, match.start(), LENGTHS.get(match[0][:2].upper(), 0))
        if end and valid_iban(compact(text[match.start() : end])):
            yield match.start(), end
            at = end


def _end_of(text: str, start: int, characters: int) -> int:
    """Where the letters and digits from `start` are this many; 0 if the word goes on, or ends before."""
    seen = 0
    for at in range(start, len(text)):
        seen += text[at].isascii() and text[at].isalnum()
        if seen == characters:
            return 0 if re.match(rf"[{LETTERS}]", text[at + 1 : at + 2]) else at + 1
    return 0


def compact(iban: str) -> str:
    """The letters and digits of an IBAN, in capitals."""
    return "".join(character for character in iban if character.isascii() and character.isalnum()).upper()


def valid_iban(iban: str) -> bool:
    """Whether a compact IBAN has its country's form and leaves 1 modulo 97 (ISO 13616)."""
    form = FORMS.get(iban[:2])
    return form is not None and form.fullmatch(iban[4:]) is not None and mod_97(iban[4:] + iban[:4]) == 1


def is_documented_iban(iban: str) -> bool:
    """Whether the IBAN is an example of documentation."""
    return compact(iban) in DOCUMENTED
