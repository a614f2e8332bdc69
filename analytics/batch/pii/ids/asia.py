"""Numbers of people in Asia, Africa and Australia."""

from __future__ import annotations

from analytics.batch.pii.checks import is_date, luhn, verhoeff, weighted
from analytics.batch.pii.id_number import IdNumber

_TAIWAN = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
"""Letters in the order of their values, from 10 on."""

_PROVINCES = frozenset(map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
                                 *range(61, 66), 71, 81, 82, 83)))  # fmt: skip


def _resident(number: str) -> bool:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    year = int(number[6:10])
    has_date = 1900 <= year < 2100 and is_date(year, int(number[10:12]), int(number[12:14]))
    return number[:2] in _PROVINCES and has_date and "10X98765432"[weighted(number[:17], weights) % 11] == number[17]


def _hong_kong(number: str) -> bool:
    letters = number[:-7].rjust(2)
    values = [36 if character == " " else int(character, 36) for character in letters + number[-7:-1]]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    return "0123456789A"[(11 - total % 11) % 11] == number[-1]


def _taiwan(number: str) -> bool:
    value = _TAIWAN.index(number[0]) + 10
    return (value // 10 + weighted(str(value % 10) + number[1:], (9, 8, 7, 6, 5, 4, 3, 2, 1, 1))) % 10 == 0


def _my_number(number: str) -> bool:
    rest = weighted(number, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return (0 if rest <= 1 else 11 - rest) == int(number[11]) and len(set(number)) > 1


def _resident_registration(number: str) -> bool:
    """Korea: the check digit counts for people registered before October 2020; later numbers have none."""
    year = int(number[:2])
    has_date = is_date(year, int(number[2:4]), int(number[4:6])) and number[6] in "12345678"
    checked = (11 - weighted(number, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10 == int(number[12])
    return has_date and (checked or (number[6] in "3478" and year >= 20))


def _aadhaar(number: str) -> bool:
    return number[0] not in "01" and number != number[::-1] and verhoeff(number)


def _nric(number: str) -> bool:
    total = weighted(number[1:8], (2, 7, 6, 5, 4, 3, 2)) + {"S": 0, "T": 4, "F": 0, "G": 4, "M": 3}[number[0]]
    table = {"S": "JZIHGFEDCBA", "F": "XWUTRQPNMLK", "M": "XWUTRQPNJLK"}
    if number[0] == "M":
        return table["M"][10 - total % 11] == number[8]
    return table["S" if number[0] in "ST" else "F"][total % 11] == number[8]


def _thai(number: str) -> bool:
    return (11 - weighted(number, range(13, 1, -1)) % 11) % 10 == int(number[12]) and number[0] != "0"


def _turkish(number: str) -> bool:
    digits = [int(digit) for digit in number]
    tenth = (7 * sum(digits[0:9:2]) - sum(digits[1:8:2])) % 10
    return digits[0] != 0 and digits[9] == tenth and digits[10] == sum(digits[:10]) % 10


def _israeli(number: str) -> bool:
    return luhn(number) and int(number) > 0


def _south_african(number: str) -> bool:
    has_date = is_date(int(number[:2]), int(number[2:4]), int(number[4:6]))
    return has_date and number[10] in "012" and luhn(number)


def _tax_file_number(number: str) -> bool:
    return weighted(number, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0 and int(number) > 0


def _emirates(number: str) -> bool:
    return 1900 <= int(number[3:7]) < 2100 and luhn(number)


ID_NUMBERS = (
    IdNumber("CN", "resident identity number", r"\d{17}[\dX]|\d{6} \d{8} \d{3}[\dX]", _resident,
             "身份证, 身份證, resident id, id card, identity card", r"\d{17}[\dX]|\d{6} \d{8} \d{3}[\dX]"),
    IdNumber("HK", "identity card", r"[A-Z]{1,2}\d{6} ?\([\dA]\)|[A-Z]{1,2}\d{6}[\dA]", _hong_kong,
             "hkid, 身份證, 身份证, hong kong id", r"[A-Z]{1,2}\d{6}\([\dA]\)"),
    IdNumber("TW", "identity number", r"[A-Z][1289]\d{8}", _taiwan, "身分證, 身份證, 統一編號, national id, roc id, taiwan id"),
    IdNumber("JP", "My Number", r"\d{4}(?P<gap>[ -]?)\d{4}(?P=gap)\d{4}", _my_number,
             "マイナンバー, 個人番号, my number, mynumber"),
    IdNumber("KR", "resident registration number", r"\d{6}[- ]?[1-8]\d{6}", _resident_registration,
             "주민, 등록번호, rrn, resident registration", r"\d{6}-[1-8]\d{6}"),
    IdNumber("IN", "Aadhaar", r"[2-9]\d{3}(?P<gap>[ -]?)\d{4}(?P=gap)\d{4}", _aadhaar,
             "aadhaar, aadhar, adhaar, adhar, uidai, आधार, ஆதார், ఆధార్, আধার"),
    IdNumber("SG", "NRIC or FIN", r"[STFGM]\d{7}[A-Z]", _nric, "nric, fin, singapore id, identity card"),
    IdNumber("TH", "identity number", r"\d-\d{4}-\d{5}-\d{2}-\d|\d \d{4} \d{5} \d{2} \d|\d{13}", _thai,
             "ประชาชน, thai id, national id, citizen id", r"\d-\d{4}-\d{5}-\d{2}-\d"),
    IdNumber("TR", "T.C. kimlik no", r"\d{11}", _turkish, "kimlik, tckn, tc no"),
    IdNumber("IL", "identity number", r"\d{9}|\d{8}-\d", _israeli,
             "ת.ז, ת\"ז, תז, תעודת זהות, מספר זהות, teudat zehut, israeli id"),
    IdNumber("ZA", "identity number", r"\d{13}|\d{6} \d{4} \d{3}|\d{6} \d{4} \d\d \d", _south_african,
             "sa id, south african id, rsa id, id number, id no, identity number, identity no, identiteit"),
    IdNumber("AU", "tax file number", r"\d{3}(?P<gap>[ -]?)\d{3}(?P=gap)\d{3}", _tax_file_number,
             "tfn, tax file"),
    IdNumber("AE", "Emirates ID", r"784(?P<gap>[ -]?)\d{4}(?P=gap)\d{7}(?P=gap)\d", _emirates,
             "emirates id, الهوية, eid", r"784-\d{4}-\d{7}-\d"),
)  # fmt: skip
