"""Texts that look like personal data and have none, generated from a seed."""

from __future__ import annotations

import random
import string

from analytics.batch.pii.card import luhn


class Draw(random.Random):
    """Random numbers, digits and names."""

    def digits(self, n: int) -> str:
        return "".join(self.choices(string.digits, k=n))

    def hexes(self, n: int) -> str:
        return "".join(self.choices("0123456789abcdef", k=n))

    def number(self, first: int, last: int, width: int = 0) -> str:
        return f"{self.randint(first, last):0{width}}"

    def isbn13(self) -> str:
        body = "978" + self.digits(9)
        check = (10 - sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body)) % 10) % 10
        return f"{body[:3]}-{body[3]}-{body[4:6]}-{body[6:12]}-{check}"

    def no_card(self) -> str:
        """Sixteen digits whose check digit is wrong."""
        while luhn(digits := self.digits(16)):
            pass
        return digits


VERSIONS = (
    lambda d: f"version {d.number(1, 40)}.{d.number(0, 20)}.{d.number(0, 20)}.{d.number(0, 255)}",
    lambda d: (
        f"numpy=={d.number(1, 9)}.{d.number(0, 99)}.{d.number(0, 9)} "
        f"and Chrome/{d.number(80, 130)}.0.{d.number(1000, 6999)}.{d.number(10, 255)}"
    ),
    lambda d: f"see section {d.number(1, 9)}.{d.number(1, 9)}.{d.number(1, 9)}.{d.number(1, 9)} of the standard",
)

BOOKS = (
    lambda d: f"ISBN {d.isbn13()}, 1st edition",
    lambda d: f"ISBN-10 {d.digits(1)}-{d.digits(4)}-{d.digits(4)}-{d.digits(1)}",
)

TIMES = (
    lambda d: (
        f"at {d.number(1990, 2030)}-{d.number(1, 12, 2)}-{d.number(1, 28, 2)}"
        f"T{d.number(0, 23, 2)}:{d.number(0, 59, 2)}:{d.number(0, 59, 2)}.{d.digits(6)}Z"
    ),
    lambda d: (
        f"[{d.number(1, 28, 2)}/{d.number(1, 12, 2)}/{d.number(1990, 2030)} "
        f"{d.number(0, 23, 2)}:{d.number(0, 59, 2)}:{d.number(0, 59, 2)}]"
    ),
    lambda d: f"timestamp 1{d.digits(9)} or in milliseconds 1{d.digits(12)}",
)

HASHES = (
    lambda d: f"sha1 {d.hexes(40)}",
    lambda d: f'md5: {d.hexes(32)}, etag "{d.hexes(16)}"',
    lambda d: f"commit {d.hexes(7)} of {d.hexes(40)}",
    lambda d: f"id {d.hexes(8)}-{d.hexes(4)}-4{d.hexes(3)}-a{d.hexes(3)}-{d.hexes(12)}",
)

AMOUNTS = (
    lambda d: f"only ${d.number(1, 9)},{d.digits(3)},{d.digits(3)}.{d.digits(2)} or € {d.digits(5)}.{d.digits(2)}",
    lambda d: (
        f"{d.number(1, 9)} {d.digits(3)} {d.digits(3)} inhabitants in {d.number(1900, 2024)}, "
        f"{d.digits(4)} more in 2024"
    ),
)

NUMBERS = (
    lambda d: f"order number {d.no_card()} was shipped",
    lambda d: f"tracking 94001{d.digits(17)}",
    lambda d: f"DE{d.digits(2)} is a motorway, GB{d.digits(2)} {d.digits(4)} {d.digits(4)} a lot number",
)

NETWORKS = (
    lambda d: f"router at 192.168.{d.number(0, 255)}.{d.number(1, 254)}, loopback 127.0.0.1, mask 255.255.255.0",
    lambda d: (
        f"MAC 00:1A:{d.hexes(2)}:{d.hexes(2)}:{d.hexes(2)}:{d.hexes(2)} "
        f"seen at 12:{d.number(10, 59)}:{d.number(10, 59)}"
    ),
)

CODE = (
    lambda d: "std::vector<int> a::b; Foo::Bar::baz() and a[1::2]",
    lambda d: f"lodash@4.{d.number(0, 20)}.{d.number(0, 30)} and logo@{d.choice('23')}x.png, by @someone{d.digits(2)}",
    lambda d: f"git@github.com:team/project{d.digits(2)}.git and user@localhost",
    lambda d: f"api_key = os.environ['SERVICE_KEY_{d.digits(2)}']; token: string; password = your_password_here",
    lambda d: f"the secret: patience, and {d.number(2, 9)} cups of tea; token = get_token(request.headers)",
)

SCIENCE = (
    lambda d: (
        f"arXiv:{d.number(10, 24)}{d.number(1, 12, 2)}.{d.digits(5)} "
        f"doi 10.{d.digits(4)}/s{d.digits(5)}-0{d.digits(2)}-{d.digits(5)}-{d.digits(1)}"
    ),
    lambda d: f"pi is 3.14159265358979 and the seed {d.digits(8)}, {d.digits(3)}.{d.digits(9)}",
    lambda d: (
        f"call {d.number(2, 9)} times between {d.number(1990, 2000)}-{d.number(2001, 2020)}, "
        f"score {d.digits(2)}-{d.digits(2)}"
    ),
    lambda d: f"coordinates {d.digits(2)}.{d.digits(6)}, -{d.digits(2)}.{d.digits(6)}; phone model GT-{d.digits(4)}",
    lambda d: (
        f"pages {d.number(100, 199)}-{d.number(200, 299)}, vol. {d.digits(2)}, no. {d.digits(1)}, "
        f"pp. {d.digits(4)}-{d.digits(4)}"
    ),
)

PLACES = (
    lambda d: f"https://example.org/item/{d.digits(10)}?page={d.digits(2)}&session={d.digits(6)}",
    lambda d: (
        f"matrix {d.digits(3)} {d.digits(3)} {d.digits(3)} {d.digits(4)}\n"
        f"0 1 2 3 4 5 6 7 8 9 {d.digits(3)} {d.digits(3)} {d.digits(4)} {d.digits(3)}"
    ),
    lambda d: f"EAN 40{d.digits(11)}, part no. {d.digits(3)}-{d.digits(5)}-{d.digits(3)}",
)

MAKERS = (
    *VERSIONS,
    *BOOKS,
    *TIMES,
    *HASHES,
    *AMOUNTS,
    *NUMBERS,
    *NETWORKS,
    *CODE,
    *SCIENCE,
    *PLACES,
)


def negatives(seed: int = 12) -> list[str]:
    """Eight texts of each maker."""
    draw = Draw(seed)
    return [make(draw) for make in MAKERS for _ in range(8)]
