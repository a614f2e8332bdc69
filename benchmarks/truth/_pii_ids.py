"""Numbers of people and companies that python-stdnum accepts, generated from a seed."""

from __future__ import annotations

import importlib
import string
from collections.abc import Callable

from benchmarks.truth._pii_values import DIGITS, Draw, grouped

ID_MODULES = {
    "us.ssn": "ddd-dd-dddd", "ca.sin": "ddd ddd ddd", "br.cpf": "ddd.ddd.ddd-dd", "br.cnpj": "dd.ddd.ddd/dddd-dd",
    "mx.curp": "", "ar.cuit": "20-dddddddd-d",
    "cl.rut": "dd.ddd.ddd-d", "gb.nhs": "ddd ddd dddd", "nl.bsn": "ddddddddd",
    "se.personnummer": "yymmdd-dddd", "no.fodselsnummer": "DDMMyyddddd",
    "fi.hetu": "DDMMyy-dddd", "pl.pesel": "yymmDDddddd",
    "cz.rc": "yymmDD/dddd", "de.idnr": "dd ddd ddd ddd", "at.vnr": "ddddDDMMyy", "ch.ssn": "756.dddd.dddd.dd",
    "ru.inn": "dddddddddddd", "es.dni": "ddddddddA", "es.nie": "XdddddddA", "it.codicefiscale": "", "fr.nir": "",
    "be.nn": "yy.mm.DD-ddd.dd", "pt.nif": "ddd ddd ddd", "ro.cnp": "1yymmDD1ddddd", "bg.egn": "yymmDDdddd",
    "hr.oib": "ddddddddddd", "gr.amka": "DDMMyyddddd",
    "cn.ric": "", "kr.rrn": "yymmDD-1dddddd", "in_.aadhaar": "dddd dddd dddd",
    "tr.tckimlik": "ddddddddddd", "il.idnr": "ddddddddd", "za.idnr": "yymmDDdddd0dd", "au.tfn": "ddd ddd ddd",
    "th.pin": "d-dddd-ddddd-dd-d", "jp.in_": "dddd dddd dddd",
}  # fmt: skip
"""Validators of python-stdnum, and how the number is written: d a digit, A a letter, yy, mm (MM), DD a date."""


def national_id(draw: Draw, module: str) -> str:
    """A number that python-stdnum accepts."""
    validator = importlib.import_module(f"stdnum.{module}")
    while True:
        written = SPECIAL[module](draw) if module in SPECIAL else _filled(draw, ID_MODULES[module])
        if validator.is_valid(written):
            return written


def _filled(draw: Draw, form: str) -> str:
    month, day, year = f"{draw.randint(1, 12):02}", f"{draw.randint(1, 28):02}", f"{draw.randint(30, 99):02}"
    for code, value in (("yy", year), ("mm", month), ("MM", month), ("DD", day)):
        form = form.replace(code, value)
    letters = {"d": DIGITS, "A": string.ascii_uppercase}
    return "".join(draw.choice(letters[sign]) if sign in letters else sign for sign in form)


def _curp(draw: Draw) -> str:
    date = _filled(draw, "yymmDD")
    start, end = draw.text("BCDFGHJKLM", 1) + draw.choice("AEIOU") + draw.text("BCDFGLMN", 2), draw.text("BCDFGLMN", 3)
    return start + date + draw.choice("HM") + draw.choice(("DF", "JC", "NL")) + end + "0" + draw.choice(DIGITS)


def _fiscal_code(draw: Draw) -> str:
    from stdnum.it import codicefiscale

    month, day = draw.choice("ABCDEHLMPRST"), draw.choice((f"{draw.randint(1, 28):02}", f"{draw.randint(41, 68)}"))
    body = (
        draw.text("BCDFGLMNPRST", 6) + draw.text(DIGITS, 2) + month + day + draw.choice("ABFHL") + draw.text(DIGITS, 3)
    )
    return body + codicefiscale.calc_check_digit(body)


def _nir(draw: Draw) -> str:
    body = draw.choice("12") + _filled(draw, "yymm") + f"{draw.randint(1, 95):02}" + draw.text(DIGITS, 6)
    body += f"{97 - int(body) % 97:02}"
    return draw.choice((body, grouped(body, (1, 2, 2, 2, 3, 3, 2), draw.choice((" ", "\u00a0")))))


def _resident(draw: Draw) -> str:
    return (
        draw.choice(("110101", "310115", "440305"))
        + draw.choice(("19", "20"))
        + draw.choice(("85", "04", "11"))
        + (f"{draw.randint(1, 12):02}{draw.randint(1, 28):02}" + draw.text(DIGITS, 3) + draw.choice(DIGITS + "X"))
    )


SPECIAL: dict[str, Callable[[Draw], str]] = {
    "mx.curp": _curp, "it.codicefiscale": _fiscal_code, "fr.nir": _nir, "cn.ric": _resident,
}  # fmt: skip
