"""Check digits: the published algorithms that numbers carry against typing errors."""

from __future__ import annotations

from collections.abc import Sequence

_MULTIPLY = str.split(
    "0123456789 1234067895 2340178956 3401289567 4012395678 5987604321 6598710432 7659821043 8765932104 9876543210"
)
_PERMUTE = str.split("0123456789 1576283094 5803796142 8916043527 9453126870 4286573901 2793806415 7046913258")


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def verhoeff(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (Verhoeff, 1969: the dihedral group of order ten)."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = int(_MULTIPLY[check][int(_PERMUTE[place % 8][int(digit)])])
    return check == 0


def weighted(digits: str, weights: Sequence[int]) -> int:
    """The sum of the digits, each times its weight."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def mod_11_10(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7064, MOD 11,10)."""
    check = 10
    for digit in digits[:-1]:
        check = ((check + int(digit)) % 10 or 10) * 2 % 11
    return (check + int(digits[-1])) % 10 == 1


def mod_97(characters: str) -> int:
    """Digits and letters (A is 10) as one number, modulo 97 (ISO/IEC 7064, as in IBANs)."""
    return int("".join(str(int(character, 36)) for character in characters)) % 97


def is_date(year: int, month: int, day: int) -> bool:
    """Whether a month and a day of this year exist; a year below 100 may be a leap year."""
    leap = year % 4 == 0
    return 1 <= month <= 12 and 1 <= day <= (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
