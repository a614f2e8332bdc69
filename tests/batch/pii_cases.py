"""Texts with and without personal data, generated from a seed: what the detection is measured on. Nobody's data is in
it.
"""

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
    found = []
    for kind, make in makers.items():
        for number in range(48):
            value, frames = make(draw, number)
            found.append((draw.choice(frames).format(value), kind, value))
    return found


def negatives(seed: int = 12) -> list[str]:
    """Texts that look like personal data and hold none."""
    draw = random.Random(seed)
    digits = lambda n: "".join(draw.choices(string.digits, k=n))  # noqa: E731
    hexes = lambda n: "".join(draw.choices("0123456789abcdef", k=n))  # noqa: E731
    makers = (
        lambda: f"version {draw.randint(1, 40)}.{draw.randint(0, 20)}.{draw.randint(0, 20)}.{draw.randint(0, 255)}",
        lambda: f"numpy=={draw.randint(1, 9)}.{draw.randint(0, 99)}.{draw.randint(0, 9)} and Chrome/{draw.randint(80, 130)}.0.{draw.randint(1000, 6999)}.{draw.randint(10, 255)}",
        lambda: f"see section {draw.randint(1, 9)}.{draw.randint(1, 9)}.{draw.randint(1, 9)}.{draw.randint(1, 9)} of the standard",
        lambda: f"ISBN {_isbn13(draw)}, 1st edition",
        lambda: f"ISBN-10 {digits(1)}-{digits(4)}-{digits(4)}-{digits(1)}",
        lambda: f"at {draw.randint(1990, 2030)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}T{draw.randint(0, 23):02}:{draw.randint(0, 59):02}:{draw.randint(0, 59):02}.{digits(6)}Z",
        lambda: f"[{draw.randint(1, 28):02}/{draw.randint(1, 12):02}/{draw.randint(1990, 2030)} {draw.randint(0, 23):02}:{draw.randint(0, 59):02}:{draw.randint(0, 59):02}]",
        lambda: f"timestamp 1{digits(9)} or in milliseconds 1{digits(12)}",
        lambda: f"sha1 {hexes(40)}",
        lambda: f"md5: {hexes(32)}, etag \"{hexes(16)}\"",
        lambda: f"commit {hexes(7)} of {hexes(40)}",
        lambda: f"id {hexes(8)}-{hexes(4)}-4{hexes(3)}-a{hexes(3)}-{hexes(12)}",
        lambda: f"only ${draw.randint(1, 9)},{digits(3)},{digits(3)}.{digits(2)} or € {digits(5)}.{digits(2)}",
        lambda: f"{draw.randint(1, 9)} {digits(3)} {digits(3)} inhabitants in {draw.randint(1900, 2024)}, {digits(4)} more in 2024",
        lambda: f"order number {_failing_luhn(draw)} was shipped",
        lambda: f"tracking 94001{digits(17)}",
        lambda: f"DE{digits(2)} is a motorway, GB{digits(2)} {digits(4)} {digits(4)} a lot number",
        lambda: f"router at 192.168.{draw.randint(0, 255)}.{draw.randint(1, 254)}, loopback 127.0.0.1, mask 255.255.255.0",
        lambda: f"MAC 00:1A:{hexes(2)}:{hexes(2)}:{hexes(2)}:{hexes(2)} seen at 12:{draw.randint(10, 59)}:{draw.randint(10, 59)}",
        lambda: "std::vector<int> a::b; Foo::Bar::baz() and a[1::2]",
        lambda: f"lodash@4.{draw.randint(0, 20)}.{draw.randint(0, 30)} and logo@{draw.choice('23')}x.png, by @someone{digits(2)}",
        lambda: f"git@github.com:team/project{digits(2)}.git and user@localhost",
        lambda: f"api_key = os.environ['SERVICE_KEY_{digits(2)}']; token: string; password = your_password_here",
        lambda: f"the secret: patience, and {draw.randint(2, 9)} cups of tea; token = get_token(request.headers)",
        lambda: f"arXiv:{draw.randint(10, 24)}{draw.randint(1, 12):02}.{digits(5)} doi 10.{digits(4)}/s{digits(5)}-0{digits(2)}-{digits(5)}-{digits(1)}",
        lambda: f"pi is 3.14159265358979 and the seed {digits(8)}, {digits(3)}.{digits(9)}",
        lambda: f"call {draw.randint(2, 9)} times between {draw.randint(1990, 2000)}-{draw.randint(2001, 2020)}, score {digits(2)}-{digits(2)}",
        lambda: f"coordinates {digits(2)}.{digits(6)}, -{digits(2)}.{digits(6)}; phone model GT-{digits(4)}",
        lambda: f"pages {draw.randint(100, 199)}-{draw.randint(200, 299)}, vol. {digits(2)}, no. {digits(1)}, pp. {digits(4)}-{digits(4)}",
        lambda: f"https://example.org/item/{digits(10)}?page={digits(2)}&session={digits(6)}",
        lambda: f"matrix {digits(3)} {digits(3)} {digits(3)} {digits(4)}\n0 1 2 3 4 5 6 7 8 9 {digits(3)} {digits(3)} {digits(4)} {digits(3)}",
        lambda: f"EAN 40{digits(11)}, part no. {digits(3)}-{digits(5)}-{digits(3)}",
    )  # fmt: skip
    return [make() for make in makers for _ in range(8)]


def _email(draw: random.Random, number: int) -> tuple[str, tuple[str, ...]]:
    name = draw.choice(("{}.{}", "{}_{}", "{}{}+news", "{}-{}.x", "{}{}99")).format(
        draw.choice(FIRST), draw.choice(LAST)
    )
    return f"{name}@{draw.choice(DOMAINS)}", (*AROUND, "<{}>", "mailto:{}")


def _phone(draw: random.Random, number: int) -> tuple[str, tuple[str, ...]]:
    area, office, line = draw.randint(201, 989), draw.randint(200, 989), f"{draw.randint(0, 9999):04}"
    national = (
        f"({area}) {office}-{line}",
        f"{area}-{office}-{line}",
        f"{area}.{office}.{line}",
        f"1-{area}-{office}-{line}",
        f"+1 {area} {office} {line}",
    )
    world = (
        f"+44 20 7{office} {line}",
        f"+49 (0)30 {office}{line}",
        f"+33 6 12 34 {line[:2]} {line[2:]}",
        f"+861{draw.randint(3, 9)}{office}{office}{line[:3]}",
        f"0049 89 {office}{line}",
    )
    beside = (f"030 {office}{line}", f"06 12 34 {line[:2]} {line[2:]}", f"020 7{office} {line}", f"{office}-{line}")
    if number % 3 == 2:
        return draw.choice(beside), (
            "Tel.: {}",
            "phone {}",
            "Call us at {} today",
            "Fax: {}",
            "Téléphone : {}",
            "Mobile {}.",
        )
    return draw.choice(national if number % 3 else world), (
        "Reach me: {}.",
        "({})",
        "{}",
        "dial {} now",
        "a, {}, b",
        "first line\n{} on the second",
    )


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


def _secret(draw: random.Random, number: int) -> tuple[str, tuple[str, ...]]:
    letters = string.ascii_letters + string.digits
    some = lambda n: "".join(draw.choices(letters, k=n - 2)) + "7x"  # noqa: E731
    key = "".join(draw.choices(string.ascii_uppercase + string.digits, k=15)) + "7"
    named = (
        f"AKIA{key}",
        f"ghp_{some(36)}",
        f"xoxb-{draw.randint(10**11, 10**12 - 1)}-{some(24)}",
        f"AIza{some(35)}",
        f"sk_live_{some(24)}",
        f"sk-proj-{some(48)}",
        f"hf_{some(34)}",
        f"eyJ{some(20)}.eyJ{some(40)}.{some(43)}",
        f"glpat-{some(20)}",
    )
    if number % 3 == 2:
        return some(draw.choice((20, 32, 40))), (
            "api_key = '{}'",
            'password: "{}"',
            "SECRET_KEY={}",
            'client_secret => "{}"',
            "access_token: {}",
        )
    if number % 12 == 1:
        return f"-----BEGIN RSA PRIVATE KEY-----\n{some(64)}\n{some(64)}\n-----END RSA PRIVATE KEY-----", (
            "{}",
            "key:\n{}\nend",
        )
    return draw.choice(named), ("Reach me: {}.", "({})", "{}", 'export KEY="{}"', "Authorization: Bearer {}")


def _isbn13(draw: random.Random) -> str:
    body = "978" + "".join(draw.choices(string.digits, k=9))
    check = (10 - sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body)) % 10) % 10
    return f"{body[:3]}-{body[3]}-{body[4:6]}-{body[6:12]}-{check}"


def _failing_luhn(draw: random.Random) -> str:
    while luhn(digits := "".join(draw.choices(string.digits, k=16))):
        pass
    return digits
