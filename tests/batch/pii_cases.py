"""Texts with personal data, generated from a seed: the detection is measured on them. It is nobody's data."""

from __future__ import annotations

import random
import string

from analytics.batch.pii.card import luhn

FIRST, LAST = (
    ("anna", "bo", "carlos", "dieu", "eva", "finn"),
    ("okafor", "smith-jones", "lee", "garcia", "novak", "tan"),
)
DOMAINS = ("example.org", "mail.example.co.uk", "uni-beispiel.de", "shop.example.io", "posteo.example.net")
AROUND = (
    "Reach me: {}.",
    "({})",
    "{}",
    'the form said "{}" and more',
    "a, {}, b",
    "Contact {} for details",
    "value={}\n",
    "first line\n{} on the second",
)


def positives(seed: int = 11) -> list[tuple[str, str, str]]:
    """(text, kind, the personal data in it), 48 of each kind."""
    draw = random.Random(seed)
    makers = {"email": _email, "phone": _phone, "card": _card, "iban": _iban, "ip": _ip, "secret": _secret}
    cases = []
    for kind, make in makers.items():
        for number in range(48):
            value, frames = make(draw, number)
            cases.append((draw.choice(frames).format(value), kind, value))
    return cases


def _email(draw: random.Random, number: int) -> tuple[str, tuple[str, ...]]:
    name = draw.choice(("{}.{}", "{}_{}", "{}{}+news", "{}-{}.x", "{}{}99")).format(
        draw.choice(FIRST), draw.choice(LAST)
    )
    return f"{name}@{draw.choice(DOMAINS)}", (*AROUND, "<{}>", "mailto:{}")


PHONE_FRAMES = ("Reach me: {}.", "({})", "{}", "dial {} now", "a, {}, b", "first line\n{} on the second")
AFTER_WORD_FRAMES = ("Tel.: {}", "phone {}", "Call us at {} today", "Fax: {}", "Téléphone : {}", "Mobile {}.")


def _phone(draw: random.Random, number: int) -> tuple[str, tuple[str, ...]]:
    area, office, line = draw.randint(201, 989), draw.randint(200, 989), f"{draw.randint(0, 9999):04}"
    national = (
        f"({area}) {office}-{line}",
        f"{area}-{office}-{line}",
        f"{area}.{office}.{line}",
        f"1-{area}-{office}-{line}",
        f"+1 {area} {office} {line}",
    )
    international = (
        f"+44 20 7{office} {line}",
        f"+49 (0)30 {office}{line}",
        f"+33 6 12 34 {line[:2]} {line[2:]}",
        f"+861{draw.randint(3, 9)}{office}{office}{line[:3]}",
        f"0049 89 {office}{line}",
    )
    local = (f"030 {office}{line}", f"06 12 34 {line[:2]} {line[2:]}", f"020 7{office} {line}", f"{office}-{line}")
    if number % 3 == 2:
        return draw.choice(local), AFTER_WORD_FRAMES
    return draw.choice(national if number % 3 else international), PHONE_FRAMES


def _card(draw: random.Random, number: int) -> tuple[str, tuple[str, ...]]:
    prefix, length = draw.choice(
        (("4", 16), ("52", 16), ("2345", 16), ("37", 15), ("6011", 16), ("3530", 16), ("36", 14))
    )
    body = prefix + "".join(draw.choices(string.digits, k=length - len(prefix) - 1))
    digits = next(body + last for last in string.digits if luhn(body + last))
    gap = draw.choice(("", " ", "-"))
    sizes = (4, 4, 4, 4) if length == 16 else (4, 6, 5) if length == 15 else (4, 6, 4)
    starts = [sum(sizes[:place]) for place in range(len(sizes))]
    return gap.join(digits[start : start + size] for start, size in zip(starts, sizes, strict=True)), (
        *AROUND[:6],
        "card: {} exp 04/29",
    )


def _iban(draw: random.Random, number: int) -> tuple[str, tuple[str, ...]]:
    country, form = draw.choice(
        (
            ("DE", "d" * 18),
            ("GB", "aaaa" + "d" * 14),
            ("FR", "d" * 23),
            ("NL", "aaaa" + "d" * 10),
            ("ES", "d" * 20),
            ("CH", "d" * 17),
            ("NO", "d" * 11),
        )
    )
    account = "".join(draw.choice(string.digits if sort == "d" else string.ascii_uppercase) for sort in form)
    check = 98 - int("".join(str(int(character, 36)) for character in account + country + "00")) % 97
    iban = f"{country}{check:02}{account}"
    return iban if number % 2 else " ".join(iban[at : at + 4] for at in range(0, len(iban), 4)), (
        *AROUND[:6],
        "IBAN {} BIC",
    )


def _ip(draw: random.Random, number: int) -> tuple[str, tuple[str, ...]]:
    if number % 4 == 3:
        return f"2a01:4f8:{draw.randint(1, 9999)}:{draw.randint(1, 9999):x}::{draw.randint(1, 9)}", (
            "from {} port 22",
            "{}",
            "[{}]:443",
            "ping {}",
        )
    first = draw.choice((8, 23, 51, 66, 84, 93, 130, 141, 185, 203))
    address = f"{first}.{draw.randint(1, 254)}.{draw.randint(114, 254)}.{draw.randint(1, 254)}"
    return address, (
        "from {} port 22",
        "{}",
        "http://{}/index",
        "{} - - GET",
        "blocked {}:8080",
        "client={} ok",
        "the host ({}).",
    )


ASSIGNMENTS = ("api_key = '{}'", 'password: "{}"', "SECRET_KEY={}", 'client_secret => "{}"', "access_token: {}")
SECRET_FRAMES = ("Reach me: {}.", "({})", "{}", 'export KEY="{}"', "Authorization: Bearer {}")


def _secret(draw: random.Random, number: int) -> tuple[str, tuple[str, ...]]:
    key = "".join(draw.choices(string.ascii_uppercase + string.digits, k=15)) + "7"
    tokens = (
        f"AKIA{key}",
        f"ghp_{_random(draw, 36)}",
        f"xoxb-{draw.randint(10**11, 10**12 - 1)}-{_random(draw, 24)}",
        f"AIza{_random(draw, 35)}",
        f"sk_live_{_random(draw, 24)}",
        f"sk-proj-{_random(draw, 48)}",
        f"hf_{_random(draw, 34)}",
        f"eyJ{_random(draw, 20)}.eyJ{_random(draw, 40)}.{_random(draw, 43)}",
        f"glpat-{_random(draw, 20)}",
    )
    if number % 3 == 2:
        return _random(draw, draw.choice((20, 32, 40))), ASSIGNMENTS
    if number % 12 == 1:
        lines = f"{_random(draw, 64)}\n{_random(draw, 64)}"
        block = f"-----BEGIN RSA PRIVATE KEY-----\n{lines}\n-----END RSA PRIVATE KEY-----"
        return block, ("{}", "key:\n{}\nend")
    return draw.choice(tokens), SECRET_FRAMES


def _random(draw: random.Random, n: int) -> str:
    return "".join(draw.choices(string.ascii_letters + string.digits, k=n - 2)) + "7x"
