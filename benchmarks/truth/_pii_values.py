"""Personal data by kind and country, generated from a seed. It is nobody's data.

The values come from other sources than the detector: example numbers and formats of `phonenumbers`, and the registry
of IBANs that `python-stdnum` carries.
"""

from __future__ import annotations

import ipaddress
import random
import string

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from stdnum import iban as stdnum_iban
from stdnum import luhn as stdnum_luhn

COUNTRIES = str.split("US GB DE FR ES IT NL BE CH AT PL SE NO DK FI PT BR MX IN CN JP KR RU TR AU ZA")
DIGITS, LETTERS, HEX = string.digits, string.ascii_letters, "0123456789abcdef"
GAPS = (" ", "\u00a0", "\u202f", "-", "\u2011", "")


class Draw(random.Random):
    """Random strings."""

    def text(self, alphabet: str, n: int) -> str:
        return "".join(self.choices(alphabet, k=n))

    def mixed(self, alphabet: str, n: int) -> str:
        """Random characters, among them a digit, a small letter and a capital where the alphabet has them."""
        wanted = [set(group) & set(alphabet) for group in (DIGITS, string.ascii_lowercase, string.ascii_uppercase)]
        while True:
            value = self.text(alphabet, n)
            if all(not one or one & set(value) for one in wanted):
                return value


def phone(draw: Draw, country: str) -> tuple[str, bool]:
    """A valid number of a country, and whether it is written with the country's code."""
    kind = draw.choice((PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE))
    example = phonenumbers.example_number_for_type(country, kind)
    while True:
        national = str(example.national_number)
        keep = len(national) - draw.choice((4, 5, 6))
        number = phonenumbers.PhoneNumber(
            country_code=example.country_code,
            national_number=int(national[:keep] + draw.text(DIGITS, len(national) - keep)),
            italian_leading_zero=example.italian_leading_zero,
        )
        distinct = len(set(str(number.national_number)))
        if phonenumbers.is_valid_number_for_region(number, country) and distinct > 3:
            break
    is_international = draw.random() < 0.5
    if not is_international:
        return _spaced(draw, phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)), False
    form = draw.choice((PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.E164))
    written = phonenumbers.format_number(number, form)
    if draw.random() < 0.15:
        written = "00" + written[1:]
    return _spaced(draw, written), True


def _spaced(draw: Draw, number: str) -> str:
    """A number with other characters in its gaps: no-break and thin spaces, dots, non-breaking hyphens."""
    gap = draw.choice((" ", " ", "\u00a0", "\u202f", ".", "-"))
    hyphen = draw.choice(("-", "-", "\u2011", "\u2013"))
    return number if "(" in number else number.replace("-", hyphen).replace(" ", gap)


CARDS = (
    ("4", 16), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16), ("34", 15), ("37", 15), ("6011", 16), ("65", 16),
    ("3528", 16), ("3589", 16), ("36", 14), ("305", 14), ("62", 16), ("6759", 16), ("2200", 16), ("4", 19), ("4", 13),
)  # fmt: skip


def card(draw: Draw, number: int) -> str:
    """A card number of each issuer in turn, bare or in its groups."""
    prefix, length = CARDS[number % len(CARDS)]
    body = prefix + draw.text(DIGITS, length - len(prefix) - 1)
    digits = body + stdnum_luhn.calc_check_digit(body)
    sizes = {16: (4, 4, 4, 4), 15: (4, 6, 5), 14: (4, 6, 4), 19: (4, 4, 4, 4, 3), 13: (13,)}[length]
    return grouped(digits, sizes, draw.choice(GAPS))


def grouped(digits: str, sizes: tuple[int, ...], gap: str) -> str:
    starts = [sum(sizes[:place]) for place in range(len(sizes))]
    return gap.join(digits[start : start + size] for start, size in zip(starts, sizes, strict=True))


IBAN_COUNTRIES = str.split("DE GB FR NL ES CH NO IT BE AT PL SE DK FI PT IE CZ HU RO GR TR SA AE BR IL MT LU")


def iban(draw: Draw, number: int) -> str:
    """An IBAN in one of many writings."""
    country = IBAN_COUNTRIES[number % len(IBAN_COUNTRIES)]
    form = stdnum_iban._ibandb.info(country)[0][1]["bban"]
    account = "".join(
        draw.text({"n": DIGITS, "a": string.ascii_uppercase}.get(sort, DIGITS + string.ascii_uppercase), int(n))
        for n, sort in (piece.split("!") for piece in _pieces(form))
    )
    value = country + stdnum_iban.calc_check_digits(country + "00" + account) + account
    gap = draw.choice(("", "", " ", " ", "\u00a0", "\u202f", "-", "."))
    written = gap.join(value[at : at + 4] for at in range(0, len(value), 4))
    return written.lower() if draw.random() < 0.25 else written


def _pieces(form: str) -> list[str]:
    """`4!a14!n` as 4!a and 14!n."""
    return form.replace("n", "n ").replace("a", "a ").replace("c", "c ").split()


NAMES = (
    "anna.okafor", "bo_smith-jones", "carlos+news", "d.lee99", "jürgen.müller", "łukasz", "françois.lefèvre", "søren",
    "iván.nuñez", "ivan.petrov", "иван.петров", "o'brien", "zhang.wei", "mehmet.yılmaz", "ju\u0308rgen", "info", "x",
    "first.middle.last", "a_b_c", "n-1", "αννα", "håkan", "support", "e.f.g.h", "UPPER.CASE",
)  # fmt: skip
DOMAINS = (
    "example.org", "mail.example.co.uk", "uni-beispiel.de", "müller.de", "shop.photography", "post.example.net",
    "bücher-laden.ch", "correo.es", "почта.рф", "例子.中国", "xn--mller-kva.de", "a.b.c.example.com", "firma.pl",
    "hotell.se", "empresa.com.br", "company.co.jp", "sub.domain.museum", "EXAMPLE.COM", "institut.fr", "x1.io",
)  # fmt: skip


def email(draw: Draw, number: int) -> str:
    name, domain = draw.choice(NAMES), draw.choice(DOMAINS)
    if number % 10 == 9:
        at, dot = draw.choice(((" (at) ", " (dot) "), ("[at]", "[dot]"), (" AT ", " DOT "), (" {at} ", ".")))
        plain = draw.choice(("jane", "bob.lee", "max_m"))
        return plain.replace(".", dot) + at + f"mail{dot}example{dot}" + draw.choice(("com", "org", "de"))
    if number % 10 == 8:
        wide = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
        return f"taro{number}@example.co.jp".translate(wide)
    return f"{name}@{domain}"


def address(draw: Draw, number: int) -> str:
    """A public address of version 4, or of version 6 in one of its writings."""
    while True:
        if number % 3:
            value = ipaddress.ip_address(draw.getrandbits(32))
            is_large = any(int(group) > 60 for group in str(value).split("."))
        else:
            value = ipaddress.ip_address((0x2001 + draw.choice((0x3FF, 0x5FF, 0x8FE))) << 112 | draw.getrandbits(112))
            is_large = True
        if value.is_global and is_large and not value.is_multicast:
            break
    if number % 3:
        return str(value)
    if number % 2:
        return value.exploded
    return str(ipaddress.ip_address(int(value) >> 64 << 64 | draw.getrandbits(16)))
