"""Personal data and secrets in texts: e-mail addresses, telephone and payment card numbers, IBANs, public IP addresses,
keys and tokens.

Patterns propose, checks decide: Luhn and the issuer's prefix for cards, country length and modulo 97 for IBANs, the
numbering plan for telephones, entropy for secrets. A number that no check can tell from any other number counts only
beside a word such as "tel". Nothing but a private key reaches beyond its line, so lines without a hint of any kind are
never looked at.
"""

from __future__ import annotations

import ipaddress
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

KINDS = ("email", "phone", "card", "iban", "ip", "secret")
"""In the order in which they are looked for: of two that overlap, the earlier start counts, then the longer."""

_FILES = {
    "png",
    "jpg",
    "jpeg",
    "gif",
    "svg",
    "webp",
    "ico",
    "bmp",
    "js",
    "ts",
    "css",
    "py",
    "md",
    "html",
    "json",
    "local",
    "internal",
    "localhost",
}
"""What stands behind a dot in names such as icon@2x.png, and in addresses that no one can write to."""

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9_](?:[A-Za-z0-9._%+'-]{0,62}[A-Za-z0-9_+-])?@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9@_-]|\.[A-Za-z0-9])"
)

_DIGITS_AROUND = r"(?<![\w.,:$€£#/=+-])"
_NUMBER_ENDS = r"(?![\w%€£$*^]|[.,:/-]\d|[ -]\d)"
_PHONE = re.compile(
    rf"(?<![\w.=/+)\]-])(?<!::)(?:\(\+\d{{1,3}}\)|(?:\+|00(?=[1-9]))\d{{1,3}})[ .\-]?(?:\(0?\d{{1,4}}\)[ .\-]?)?\d{{1,5}}(?:[ .\-/]?\d{{2,5}}){{1,5}}{_NUMBER_ENDS}"
    rf"|(?<![\w)\]])\(0\d{{1,4}}\) ?\d{{3,4}}[ -]?\d{{3,4}}{_NUMBER_ENDS}"
    rf"|{_DIGITS_AROUND}(?<!\d )(?:1[ .\-])?(?:\([2-9]\d\d\)[ .\-]?|[2-9]\d\d(?P<gap>[ .\-]))[2-9]\d\d[ .\-]\d{{4}}{_NUMBER_ENDS}"
)
_PHONE_BESIDE_WORD = re.compile(
    r"(?i:\b(?:phone|telephone|tel|mobile|cell|fax|call|whatsapp|sms|tél|téléphone|portable|telefon|handy|teléfono|móvil|telefono|cellulare|telefone|celular)\b)"
    r"[^\d\n+(]{0,15}(?P<number>\(?\d{2,5}\)?(?:[ .\-/]{0,2}\d{2,8}){1,5})(?![\w%]|[.,:/-]\d)"
)

_CARD = re.compile(
    rf"{_DIGITS_AROUND}(?:\d{{4}}(?P<sep>[ -]?)\d{{4}}(?P=sep)\d{{4}}(?P=sep)\d{{4}}|3\d{{3}}(?P<amex>[ -]?)\d{{6}}(?P=amex)\d{{5}}|3\d{{3}}(?P<diners>[ -]?)\d{{6}}(?P=diners)\d{{4}}){_NUMBER_ENDS}"
)
_ISSUERS = re.compile(
    r"4\d{15}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|62\d{14}"
)
"""Visa, Mastercard (two ranges), Discover, JCB, American Express, Diners Club, UnionPay."""

_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")
_IBAN_LENGTHS = dict(
    re.findall(
        r"([A-Z]{2})(\d\d)",
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28"
        "HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29"
        "PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30",
    )
)  # fmt: skip
"""Characters of an IBAN by country, from SWIFT's registry."""

_IP = re.compile(
    r"(?<![\w.:=-])(?<!\w/)(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\w)"
    r"|(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}(?![\w:])|(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:){2,7}(?::[0-9A-Fa-f]{1,4}){1,6}(?![\w:])"
)
_IP_AFTER_EQUALS = re.compile(
    r"(?i:ip|addr|address|host|client|remote|src|dst|from)=(?P<number>(?:\d{1,3}\.){3}\d{1,3})(?![\w-]|\.\w)"
)
_NO_ADDRESS = re.compile(
    r"(?i)(?:\b(?:v|ver|version|versions|release|build|firmware|update|upgrade|section|chapter|clause|article|figure|table|rfc|oid|§)\.?|§|==) *$"
)
"""What makes four numbers with dots a version or a heading, standing right before them."""

_SMALL = re.compile(r"(?:1?\d\.){3}1?\d")
_ADDRESS = re.compile(r"(?i)(?:\b(?:ip|ips|host|dns|ping|address|addr|server|resolver|nameserver)\b|//|@|\[)\W{0,6}$")
"""Four numbers below 20 head a section more often than they are an address: these words before them decide."""

_SECRET = re.compile(
    r"(?<![A-Za-z0-9])(?:A[KS]IA[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255}|glpat-[A-Za-z0-9_-]{20,64}|npm_[A-Za-z0-9]{36}"
    r"|pypi-AgE[A-Za-z0-9_-]{50,255}|hf_[A-Za-z0-9]{30,64}|xox[abprs]-[A-Za-z0-9-]{10,255}|AIza[A-Za-z0-9_-]{35}|[rs]k_(?:live|test)_[A-Za-z0-9]{16,255}"
    r"|sk-(?:proj-|ant-|or-|svcacct-)?[A-Za-z0-9_-]{20,255}|SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"
    r"|eyJ[A-Za-z0-9_-]{10,4000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,1000})(?![A-Za-z0-9])"
    r"|-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]{0,8000}?-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----)?"
)
_ASSIGNED_SECRET = re.compile(
    r"(?i:(?:api|access|secret|private|auth|account)[_-]?(?:key|token)|client[_-]?secret|secret|token|passw(?:or)?d|pwd)[\"']?[ \t]{0,2}(?::=|=>|[:=])[ \t]{0,2}[\"']?"
    r"(?P<number>[A-Za-z0-9+/_~.!@$%^&*-]{16,255}={0,2})(?![A-Za-z0-9])"
)

_KEY = "-----BEGIN"

HINTS = {
    "email": r"[0-9A-Za-z_+-]@[0-9A-Za-z]",
    "phone": r"(?:[0-9][ .()/-]{0,3}){7}",
    "card": r"(?:[0-9][ -]?){14}",
    "iban": r"[A-Z]{2}[0-9]{2} ?[0-9A-Z]{4} ?[0-9A-Z]{4}",
    "ip": r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]|[0-9A-Fa-f]::?[0-9A-Fa-f]{1,4}:|:[0-9A-Fa-f]{1,4}::?[0-9A-Fa-f]",
    "secret": r"A[KS]IA[A-Z0-9]{16}|gh[pousr]_|github_pat_|glpat-|npm_|pypi-AgE|hf_|xox[abprs]-|AIza|[rs]k_(?:live|test)_|sk-[A-Za-z0-9]|SG\.|eyJ|-----BEGIN"
    r"|(?i:key|token|secret|passwd|password|pwd)[\"']?[ \t]{0,2}(?::=|=>|[:=])[ \t]{0,2}[\"']?[A-Za-z0-9+/_~.!@$%^&*-]{16}",
}
"""By kind an RE2 pattern that matches every line with a finding: what Arrow looks for, many times as fast, before
Python does.
"""


def find(text: str, kinds: Collection[str] = KINDS) -> list[tuple[int, int, str]]:
    """Where personal data and secrets of these kinds stand in `text`: (start, end, kind) in characters, in order, not
    overlapping.
    """
    proposed = sorted(
        ((start, end, kind) for kind in KINDS if kind in kinds for start, end in _FINDERS[kind](text)),
        key=lambda place: (place[0], -place[1]),
    )
    found: list[tuple[int, int, str]] = []
    for place in proposed:
        if not found or place[0] >= found[-1][1]:
            found.append(place)
    return found


def mask(text: str, kinds: Collection[str] = KINDS) -> str:
    """`text` with each finding of these kinds replaced by its kind in brackets, such as `[EMAIL]`. Masking twice
    changes nothing.
    """
    pieces, at = [], 0
    for start, end, kind in find(text):
        if kind in kinds:
            pieces += [text[at:start], f"[{kind.upper()}]"]
            at = end
    return "".join([*pieces, text[at:]])


def mask_texts(texts: pa.Array, kinds: Collection[str] = KINDS) -> pa.Array:
    """Each of `texts` with every line masked, as large_string with the same nulls. Only lines with a hint are looked
    at, and whole texts that hold a private key.
    """
    texts = texts.cast(pa.large_string())
    lines = pc.split_pattern(texts, "\n")
    flat = lines.flatten()
    hinted = pc.match_substring_regex(flat, "|".join(HINTS.values()))
    masked = [mask(line, kinds) for line in flat.filter(hinted).to_pylist()]
    flat = pc.replace_with_mask(flat, hinted, pa.array(masked, pa.large_string()))
    offsets = np.concatenate([[0], np.cumsum(pc.fill_null(pc.list_value_length(lines), 0).to_numpy())])
    joined = pc.binary_join(
        pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), flat), pa.scalar("\n", pa.large_string())
    )
    keyed = pc.fill_null(pc.match_substring(texts, _KEY), False)
    joined = pc.replace_with_mask(
        joined, keyed, pa.array([mask(text, kinds) for text in texts.filter(keyed).to_pylist()], pa.large_string())
    )
    return pc.if_else(pc.is_null(texts), pa.scalar(None, pa.large_string()), joined)


def count_pii(batch: pa.RecordBatch) -> pa.RecordBatch:
    """(doc_id, text) -> (doc_id, `<kind>_count` INTEGER for each of KINDS): what `find` finds in each text."""
    texts = batch.column("text").cast(pa.large_string())
    counts = np.zeros((len(KINDS), len(texts)), np.int32)
    lines = pc.split_pattern(texts, "\n")
    document = pc.list_parent_indices(lines).to_numpy()
    hinted = pc.match_substring_regex(lines.flatten(), "|".join(HINTS.values()))
    candidates = lines.flatten().filter(hinted)
    of_kinds = [pc.match_substring_regex(candidates, pattern).to_pylist() for pattern in HINTS.values()]
    for line, at, *hints in zip(
        candidates.to_pylist(), document[hinted.to_numpy(zero_copy_only=False)].tolist(), *of_kinds, strict=True
    ):
        for _, _, kind in find(line, [kind for kind, hint in zip(HINTS, hints, strict=True) if hint]):
            counts[KINDS.index(kind), at] += 1
    return pa.record_batch(
        {"doc_id": batch.column("doc_id")} | {f"{kind}_count": counts[number] for number, kind in enumerate(KINDS)}
    )


def _emails(text: str) -> Iterator[tuple[int, int]]:
    if "@" not in text:
        return
    for found in _EMAIL.finditer(text):
        name, domain = found[0].rsplit("@", 1)
        if domain.rsplit(".", 1)[1].lower() not in _FILES and name != "git" and ".." not in name:
            yield found.span()


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for found in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if len(set(digits)) > 3 and (
            not found[0].startswith(("+", "00", "(+")) or 8 <= len(digits.removeprefix("00")) <= 15
        ):
            yield found.span()
    for found in _PHONE_BESIDE_WORD.finditer(text):
        if 7 <= len(re.sub(r"\D", "", found["number"])) <= 13 and not _DATE.fullmatch(found["number"]):
            yield found.span("number")


_DATE = re.compile(
    r"(?:1\d|20)\d\d([-/.])\d\d?\1\d\d?|\d\d?([-/.])\d\d?\2(?:19|20)\d\d|(?:1\d|20)\d\d ?[-/–] ?(?:1\d|20)?\d\d"
)


def _cards(text: str) -> Iterator[tuple[int, int]]:
    for found in _CARD.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if _ISSUERS.fullmatch(digits) and luhn(digits) and len(set(digits)) > 1:
            yield found.span()


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    for found in _IBAN.finditer(text):
        length = int(_IBAN_LENGTHS.get(found[0][:2], 0))
        end = _end_of(found[0], length)
        if end and valid_iban(found[0][:end].replace(" ", "")):
            yield found.start(), found.start() + end


def _end_of(text: str, characters: int) -> int:
    """The place in `text` behind this many characters other than blanks, where a word ends; 0 when there is none."""
    seen = 0
    for at, character in enumerate(text, 1):
        seen += character != " "
        if seen == characters:
            return at if at == len(text) or text[at] == " " else 0
    return 0


def _ips(text: str) -> Iterator[tuple[int, int]]:
    for found in _IP.finditer(text):
        before = text[max(0, found.start() - 16) : found.start()]
        if (
            _is_public(found[0])
            and not _NO_ADDRESS.search(before)
            and (not _SMALL.fullmatch(found[0]) or _ADDRESS.search(before))
        ):
            yield found.span()
    for found in _IP_AFTER_EQUALS.finditer(text):
        if _is_public(found["number"]):
            yield found.span("number")


def _is_public(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_global
    except ValueError:
        return False


def _secrets(text: str) -> Iterator[tuple[int, int]]:
    for found in _SECRET.finditer(text):
        if (
            found[0].startswith("-----")
            or (re.search(r"\d", found[0]) and re.search("[A-Z]", found[0]))
            or found[0].startswith("xox")
        ):
            yield found.span()
    for found in _ASSIGNED_SECRET.finditer(text):
        value = found["number"]
        if (
            _bits(value) > 3.3
            and re.search(r"\d", value)
            and re.search(r"[A-Za-z]", value)
            and not re.search(
                r"^[A-Za-z_]\w*(?:\.\w+)+$|^\W*(?:https?|www|\$)|//|\.\.|(?i:your[_-]|[_-]here\b|placeholder|changeme|xxxx|redacted)",
                value,
            )
        ):
            yield found.span("number")


def _bits(value: str) -> float:
    """Shannon entropy of the characters, in bits each: above 3.3 what looks drawn at random, below it words and
    names.
    """
    return -sum(count / len(value) * math.log2(count / len(value)) for count in Counter(value).values())


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812)."""
    doubled = (int(digit) * (1 + number % 2) for number, digit in enumerate(reversed(digits)))
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def valid_iban(iban: str) -> bool:
    """Whether the IBAN, without blanks, leaves 1 modulo 97 (ISO 13616)."""
    return int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97 == 1


_FINDERS: dict[str, Callable[[str], Iterator[tuple[int, int]]]] = {
    "email": _emails,
    "phone": _phones,
    "card": _cards,
    "iban": _ibans,
    "ip": _ips,
    "secret": _secrets,
}
