"""Check digits agree with python-stdnum."""

import importlib
import random

import pytest

from analytics.batch.pii.ids import ID_NUMBERS

ORACLES = {
    ("US", "Social Security number"): ("us.ssn", 9),
    ("CA", "Social Insurance Number"): ("ca.sin", 9),
    ("BR", "CPF"): ("br.cpf", 11),
    ("BR", "CNPJ"): ("br.cnpj", 14),
    ("CL", "RUT"): ("cl.rut", 9),
    ("GB", "NHS number"): ("gb.nhs", 10),
    ("NL", "BSN"): ("nl.bsn", 9),
    ("PL", "PESEL"): ("pl.pesel", 11),
    ("DE", "tax identification number"): ("de.idnr", 11),
    ("AT", "social insurance number"): ("at.vnr", 10),
    ("RU", "INN"): ("ru.inn", 12),
    ("HR", "OIB"): ("hr.oib", 11),
    ("GR", "AMKA"): ("gr.amka", 11),
    ("IN", "Aadhaar"): ("in_.aadhaar", 12),
    ("TR", "T.C. kimlik no"): ("tr.tckimlik", 11),
    ("IL", "identity number"): ("il.idnr", 9),
    ("AU", "tax file number"): ("au.tfn", 9),
    ("JP", "My Number"): ("jp.in_", 12),
}


def candidates(draw, length):
    """Random digits, some of which begin or end with a date, as many of these numbers do."""
    for _ in range(1_500):
        digits = "".join(draw.choices("0123456789", k=length))
        day, month, year = f"{draw.randint(1, 28):02}", f"{draw.randint(1, 12):02}", f"{draw.randint(0, 99):02}"
        yield draw.choice((digits, (year + month + day + digits)[:length], (day + month + year + digits)[:length]))


@pytest.mark.parametrize("key", ORACLES, ids=" ".join)
def test_a_check_digit_is_that_of_the_oracle(key):
    module, length = ORACLES[key]
    oracle = importlib.import_module(f"stdnum.{module}")
    number = next(one for one in ID_NUMBERS if (one.country, one.name) == key)
    draw = random.Random(module)
    verdicts = [(number.is_valid(digits), oracle.is_valid(digits)) for digits in candidates(draw, length)]
    assert [own for own, _ in verdicts] == [other for _, other in verdicts]
    assert any(own for own, _ in verdicts) or length > 12


def test_every_number_has_a_word_and_a_pattern_that_compiles():
    for number in ID_NUMBERS:
        assert all(number.phrases())
        assert number.announcement().search(number.phrases()[0])
        assert number.pattern()
