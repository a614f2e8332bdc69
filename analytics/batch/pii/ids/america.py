"""Numbers of people and companies in the Americas."""

from __future__ import annotations

import re

from analytics.batch.pii.checks import is_date, luhn, weighted
from analytics.batch.pii.id_number import IdNumber

_CURP_CHARACTERS = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"


def _ssn(number: str) -> bool:
    """The areas, groups and serials that the Social Security Administration does not give."""
    return number[:3] not in ("000", "666") and number[0] != "9" and number[3:5] != "00" and number[5:] != "0000"


def _itin(number: str) -> bool:
    return number[0] == "9" and (50 <= int(number[3:5]) <= 65 or 70 <= int(number[3:5]) <= 99)


def _sin(number: str) -> bool:
    return number[0] not in "08" and luhn(number)


def _mod_11_digit(total: int) -> int:
    """Brazil's check digit: 11 less the rest, or 0."""
    return 0 if total % 11 < 2 else 11 - total % 11


def _cpf(number: str) -> bool:
    first = _mod_11_digit(weighted(number, range(10, 1, -1)))
    second = _mod_11_digit(weighted(number, range(11, 1, -1)))
    return len(set(number)) > 1 and number[9:] == f"{first}{second}"


def _cnpj(number: str) -> bool:
    first = _mod_11_digit(weighted(number, (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)))
    second = _mod_11_digit(weighted(number, (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)))
    return len(set(number)) > 1 and number[12:] == f"{first}{second}"


def _curp(number: str) -> bool:
    values = (_CURP_CHARACTERS.index(character) * (18 - place) for place, character in enumerate(number[:17]))
    has_date = is_date(int(number[4:6]), int(number[6:8]), int(number[8:10]))
    return has_date and (10 - sum(values) % 10) % 10 == int(number[17])


def _cuit(number: str) -> bool:
    return "09987654321"[weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11] == number[10]


def _rut(number: str) -> bool:
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(number[:-1])))
    return "0123456789K"[(11 - total % 11) % 11] == number[-1] and re.fullmatch(r"0*", number[:-1]) is None


ID_NUMBERS = (
    IdNumber(
        "US",
        "Social Security number",
        r"\d{3}(?P<gap>[ -]?)\d{2}(?P=gap)\d{4}",
        _ssn,
        "ssn, ssns, ss#, ss #, social, soc sec, soc. sec, seguro social",
    ),
    IdNumber("US", "Individual Taxpayer number", r"9\d\d-?\d\d-?\d{4}", _itin, "itin, taxpayer, tax id, tin"),
    IdNumber(
        "CA",
        "Social Insurance Number",
        r"\d{3}(?P<gap>[ -]?)\d{3}(?P=gap)\d{3}",
        _sin,
        "sin, social insurance, assurance sociale, numéro d'assurance, nas",
    ),
    IdNumber(
        "BR",
        "CPF",
        r"\d{3}\.?\d{3}\.?\d{3}[-/]?\d{2}",
        _cpf,
        "cpf, cadastro de pessoa, contribuinte",
        r"\d{3}\.\d{3}\.\d{3}-\d{2}",
    ),
    IdNumber(
        "BR",
        "CNPJ",
        r"\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2}",
        _cnpj,
        "cnpj, cadastro nacional",
        r"\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}",
    ),
    IdNumber(
        "MX",
        "CURP",
        r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d",
        _curp,
        "curp, clave única",
        r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d",
    ),
    IdNumber(
        "AR",
        "CUIT or CUIL",
        r"(?:20|23|24|27|30|33|34)(?P<gap>[ -]?)\d{8}(?P=gap)\d",
        _cuit,
        "cuit, cuil",
        r"\d\d-\d{8}-\d",
    ),
    IdNumber(
        "CL",
        "RUT",
        r"\d{1,2}\.\d{3}\.\d{3}-[\dK]|\d{7,8}-?[\dK]",
        _rut,
        "rut, run, cédula, cedula, rol único",
        r"\d{1,2}\.\d{3}\.\d{3}-[\dK]",
    ),
)
