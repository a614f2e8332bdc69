"""Numbers of people in the south and the west of Europe."""

from __future__ import annotations

from analytics.batch.pii.checks import is_date, luhn, mod_11_10, weighted
from analytics.batch.pii.id_number import IdNumber

_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"
_MONTHS = "ABCDEHLMPRST"
_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
"""Italy: the value of a character in an odd place, from A and from 0."""

_FISCAL_CODE = (
    r"[A-Z]{6} ?[0-9LMNP-V]{2}[ABCDEHLMPRST][0-9LMNP-V]{2} ?[A-Z][0-9LMNP-V]{3}[A-Z]"
    r"|[A-Z]{3} [A-Z]{3} [0-9LMNP-V]{2}[ABCDEHLMPRST][0-9LMNP-V]{2} [A-Z][0-9LMNP-V]{3}[A-Z]"
)
_NIR = "|".join(
    rf"[12]{gap}\d\d{gap}(?:0[1-9]|1[0-2]|[2-9]\d){gap}(?:\d\d|2[AB]){gap}\d{{3}}{gap}\d{{3}}{gap}\d\d"
    for gap in ("", "[ .]")
)


def _dni(number: str) -> bool:
    digits = number[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2")
    return _DNI[int(digits) % 23] == number[-1]


def _fiscal_code(number: str) -> bool:
    values = [int(character) if character.isdigit() else ord(character) - 65 for character in number]
    total = sum(_ODD[value] if place % 2 == 0 else value for place, value in enumerate(values[:15]))
    digits = number.translate(str.maketrans("LMNPQRSTUV", "0123456789"))
    day = int(digits[9:11]) % 40
    return is_date(int(digits[6:8]), _month(number[8]), day) and total % 26 == values[15]


def _month(letter: str) -> int:
    return _MONTHS.index(letter) + 1


def _nir(number: str) -> bool:
    """France: 97 less the rest modulo 97; Corsica's 2A and 2B count as 19 and 18."""
    digits = number.replace("2A", "19", 1) if number[5:7] == "2A" else number.replace("2B", "18", 1)
    month = int(digits[3:5])
    is_month = 1 <= month <= 12 or 20 <= month <= 42 or month >= 50
    return digits.isdigit() and is_month and 97 - int(digits[:13]) % 97 == int(digits[13:])


def _belgian(number: str) -> bool:
    """Belgium: the same, with a 2 before the number of people born from 2000 on."""
    body, control = int(number[:9]), int(number[9:])
    has_date = is_date(int(number[:2]), int(number[2:4]), int(number[4:6])) or number[2:6] == "0000"
    return has_date and control in (97 - body % 97, 97 - (2_000_000_000 + body) % 97)


def _nif(number: str) -> bool:
    return number[0] != "0" and (11 - weighted(number, range(9, 1, -1)) % 11) % 11 % 10 == int(number[8])


def _cnp(number: str) -> bool:
    has_date = is_date(int(number[1:3]), int(number[3:5]), int(number[5:7]))
    total = weighted(number, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return number[0] != "0" and has_date and (1 if total == 10 else total) == int(number[12])


def _egn(number: str) -> bool:
    month = int(number[2:4]) % 20
    total = weighted(number, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10
    return is_date(int(number[:2]), month, int(number[4:6])) and total == int(number[9])


def _amka(number: str) -> bool:
    return is_date(int(number[4:6]), int(number[2:4]), int(number[:2])) and luhn(number)


ID_NUMBERS = (
    IdNumber(
        "ES",
        "DNI or NIE",
        r"\d{2}\.?\d{3}\.?\d{3}[ -]?[A-HJ-NP-TV-Z]|[XYZ][ -]?\d{7}[ -]?[A-HJ-NP-TV-Z]",
        _dni,
        "dni, nif, nie, documento, identidad, identificación, identificacion, extranjero",
    ),
    IdNumber("IT", "codice fiscale", _FISCAL_CODE, _fiscal_code, "codice fiscale, cod. fisc", _FISCAL_CODE),
    IdNumber("FR", "NIR", _NIR, _nir, "nir, sécurité sociale, securite sociale, insee, n° ss, carte vitale", _NIR),
    IdNumber(
        "BE",
        "national number",
        r"\d{2}[. ]?\d{2}[. ]?\d{2}[- ]?\d{3}[. ]?\d{2}",
        _belgian,
        "rijksregister, registre national, national number, national register, insz, niss, nrn, rrn, nationalregister",
        r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}",
    ),
    IdNumber("PT", "NIF", r"\d{9}|\d{3}[ .]\d{3}[ .]\d{3}", _nif, "nif, contribuinte, identificação fiscal"),
    IdNumber("RO", "CNP", r"\d{13}", _cnp, "cnp, cnp-ul, cod numeric, codul numeric"),
    IdNumber("BG", "EGN", r"\d{10}", _egn, "егн, egn"),
    IdNumber("HR", "OIB", r"\d{11}", mod_11_10, "oib, osobni identifikacijski"),
    IdNumber("GR", "AMKA", r"\d{11}|\d{6} \d{5}", _amka, "αμκα, α.μ.κ.α, amka"),
)
