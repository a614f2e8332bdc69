"""Numbers of people in the north, the centre and the east of Europe."""

from __future__ import annotations

from analytics.batch.pii.checks import is_date, luhn, mod_11_10, weighted
from analytics.batch.pii.id_number import IdNumber

_NINO = r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?P<gap>[ -]?)\d{2}(?P=gap)\d{2}(?P=gap)\d{2}(?P=gap)[A-D]"
_NINO_EXAMPLE = r"QQ(?P<gap2>[ -]?)\d{2}(?P=gap2)\d{2}(?P=gap2)\d{2}(?P=gap2)[A-D]"
_HETU = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def _nhs(number: str) -> bool:
    return len(set(number)) > 1 and (11 - weighted(number, range(10, 1, -1)) % 11) % 11 == int(number[9])


def _nino(number: str) -> bool:
    return number[:2] not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")


def _bsn(number: str) -> bool:
    total = weighted(number[:8], range(9, 1, -1)) - int(number[8])
    return total % 11 == 0 and total > 0


def _personnummer(number: str) -> bool:
    short = number[-10:]
    day = int(short[4:6])
    return is_date(int(short[:2]), int(short[2:4]), day - 60 if day > 60 else day) and luhn(short)


def _fodselsnummer(number: str) -> bool:
    day, month = int(number[:2]), int(number[2:4])
    has_date = is_date(int(number[4:6]), month - 40 if month > 40 else month, day - 40 if day > 40 else day)
    first = weighted(number, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11 == 0
    return has_date and first and weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def _cpr(number: str) -> bool:
    return is_date(int(number[4:6]), int(number[2:4]), int(number[:2]))


def _hetu(number: str) -> bool:
    digits = number[:6] + number[-4:-1]
    has_date = is_date(int(digits[4:6]), int(digits[2:4]), int(digits[:2]))
    return has_date and _HETU[int(digits) % 31] == number[-1]


def _pesel(number: str) -> bool:
    has_date = is_date(int(number[:2]), int(number[2:4]) % 20, int(number[4:6]))
    return has_date and weighted(number, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def _rodne_cislo(number: str) -> bool:
    month = int(number[2:4]) % 50
    has_date = is_date(int(number[:2]), month - 20 if month > 20 else month, int(number[4:6]))
    return has_date and (int(number) % 11 == 0 or (int(number[:9]) % 11 == 10 and number[9] == "0"))


def _tax_id(number: str) -> bool:
    """Germany: of the first ten digits, one is there twice or three times, the others at most once."""
    most = max(number[:10].count(digit) for digit in number[:10])
    return number[0] != "0" and most in (2, 3) and len(set(number[:10])) == 11 - most and mod_11_10(number)


def _social_insurance(number: str) -> bool:
    """Germany: the pension insurance number; the letter counts as its two digits."""
    digits = number[:8] + f"{ord(number[8]) - 64:02}" + number[9:11]
    products = (int(digit) * weight for digit, weight in zip(digits, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True))
    return 1 <= int(number[4:6]) <= 12 and sum(one // 10 + one % 10 for one in products) % 10 == int(number[11])


def _svnr(number: str) -> bool:
    return weighted(number[:3] + number[4:], (3, 7, 9, 5, 8, 4, 2, 1, 6)) % 11 == int(number[3]) and number[0] != "0"


def _ahv(number: str) -> bool:
    return weighted(number, (1, 3) * 6 + (1,)) % 10 == 0


def _snils(number: str) -> bool:
    total = weighted(number, range(9, 0, -1)) % 101
    return int(number[9:]) == total % 100 and int(number[:9]) > 1001998


def _inn(number: str) -> bool:
    first = weighted(number, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    second = weighted(number, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    return number[10:] == f"{first}{second}" and int(number) > 0


ID_NUMBERS = (
    IdNumber(
        "GB",
        "NHS number",
        r"\d{3}(?P<gap>[ -]?)\d{3}(?P=gap)\d{4}",
        _nhs,
        "nhs, patient no, patient number, patient id",
    ),
    IdNumber(
        "GB",
        "National Insurance number",
        f"{_NINO}|{_NINO_EXAMPLE}",
        _nino,
        "nino, ni, national insurance, insurance no, insurance number",
        r"[A-Z]{2} \d\d \d\d \d\d [A-D]",
    ),
    IdNumber(
        "NL", "BSN", r"\d{9}|\d{4}[. ]\d{2}[. ]\d{3}|\d{3}[. ]\d{3}[. ]\d{3}", _bsn,
        "bsn, burgerservice, sofinummer, sofi-nummer, citizen service",
    ),
    IdNumber(
        "SE",
        "personnummer",
        r"(?:19|20)?\d{6}[-+]?\d{4}",
        _personnummer,
        "personnummer, personnr, person-nr, personnumret, personal identity, samordningsnummer, pnr",
        r"(?:19|20)\d{6}-\d{4}",
    ),
    IdNumber(
        "NO", "fødselsnummer", r"\d{6} ?\d{5}", _fodselsnummer,
        "fødselsnummer, fødselsnr, fodselsnummer, personnummer, fnr, d-nummer, national id, birth number",
    ),
    IdNumber("DK", "CPR", r"\d{6}[- ]?\d{4}", _cpr, "cpr, cpr-nr, cpr-nummer, personnummer, personal identification"),
    IdNumber(
        "FI", "henkilötunnus", r"\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]", _hetu,
        "henkilötunnu, hetu, sotu, personbeteckning", r"\d{6}[-+AB]\d{3}[0-9A-FHJ-NPR-Y]",
    ),
    IdNumber("PL", "PESEL", r"\d{11}|\d{6} \d{5}", _pesel, "pesel"),
    IdNumber(
        "CZ", "rodné číslo", r"\d{6}/?\d{4}", _rodne_cislo,
        "rodné čísl, rodného čísl, rodne cisl, rodným čísl, rodnom čísl, r.č, r. č, rč, birth number", r"\d{6}/\d{4}",
    ),
    IdNumber(
        "DE",
        "tax identification number",
        r"\d{2} ?\d{3} ?\d{3} ?\d{3}",
        _tax_id,
        "steuer-id, steuerid, steuernummer, steueridentifikation, steuer-identifikation, steuerliche"
        " identifikation, idnr, id-nr, identifikationsnummer, tin, tax id",
    ),
    IdNumber(
        "DE",
        "social insurance number",
        r"\d{2} ?\d{6} ?[A-Z] ?\d{3}",
        _social_insurance,
        "sozialversicherung, rentenversicherung, sv-nummer, sv-nr, svnr, rvnr, social insurance, versicherungsnummer",
        r"\d{2} \d{6} [A-Z] \d{3}",
    ),
    IdNumber(
        "AT", "social insurance number", r"\d{4} ?\d{6}", _svnr,
        "sozialversicherung, svnr, sv-nummer, sv-nr, versicherungsnummer, vsnr, e-card",
    ),
    IdNumber("CH", "AHV number", r"756\.?\d{4}\.?\d{4}\.?\d{2}", _ahv, "ahv, ahv-nummer, ahv-nr, avs, navs, oasi",
             r"756\.\d{4}\.\d{4}\.\d{2}"),
    IdNumber("RU", "SNILS", r"\d{3}-?\d{3}-?\d{3}[ -]?\d{2}", _snils, "снилс, snils", r"\d{3}-\d{3}-\d{3} \d{2}"),
    IdNumber("RU", "INN", r"\d{12}", _inn, "инн, inn"),
)  # fmt: skip
"""`_cpr` has no check digit: a word is required."""
