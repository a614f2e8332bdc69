"""Sentences without personal data that look as if they had it: wrong check digits, other numbers, code, examples."""

from __future__ import annotations

import base64
import string
from collections.abc import Callable

from stdnum import iban as stdnum_iban
from stdnum import luhn as stdnum_luhn

from benchmarks.truth._pii_values import DIGITS, HEX, LETTERS, Draw, grouped

Maker = Callable[[Draw], str]
BASE = LETTERS + DIGITS


def _hex(d: Draw, n: int) -> str:
    return d.text(HEX, n)


def _version(d: Draw) -> str:
    return ".".join(str(d.randint(0, 120)) for _ in range(4))


def _uuid(d: Draw) -> str:
    return f"{_hex(d, 8)}-{_hex(d, 4)}-4{_hex(d, 3)}-a{_hex(d, 3)}-{_hex(d, 12)}"


def _no_card(d: Draw) -> str:
    """Sixteen digits of Visa or Mastercard whose check digit is wrong."""
    body = d.choice(("4", "52")) + d.text(DIGITS, 15)
    right = stdnum_luhn.calc_check_digit(body[:15])
    return body[:15] + d.choice([digit for digit in DIGITS if digit != right])


def _luhn_number(d: Draw) -> str:
    body = d.choice("45") + d.text("12345", 14)
    return body + stdnum_luhn.calc_check_digit(body)


def _no_iban(d: Draw) -> str:
    account = d.text(DIGITS, 18)
    right = stdnum_iban.calc_check_digits("DE00" + account)
    return f"DE{(int(right) + d.randint(1, 80)) % 97 + 1:02}" + account if right != "01" else "DE03" + account


def _date(d: Draw) -> str:
    year, month, day = d.randint(1950, 2030), f"{d.randint(1, 12):02}", f"{d.randint(1, 28):02}"
    return d.choice((f"{year}-{month}-{day}", f"{day}/{month}/{year}", f"{day}.{month}.{year}", f"{year}{month}{day}"))


def _time(d: Draw) -> str:
    return f"{d.randint(0, 23):02}:{d.randint(0, 59):02}:{d.randint(0, 59):02}"


def _table(d: Draw) -> str:
    rows = (" ".join(str(d.randint(0, 99999)) for _ in range(6)) for _ in range(3))
    return "\n".join(rows)


def _private(d: Draw) -> str:
    return d.choice((
        f"10.{d.randint(0, 255)}.{d.randint(0, 255)}.1", f"192.168.{d.randint(0, 255)}.{d.randint(0, 255)}",
        "127.0.0.1", "0.0.0.0", "255.255.255.0", f"192.0.2.{d.randint(1, 254)}", f"203.0.113.{d.randint(1, 254)}",
        f"198.51.100.{d.randint(1, 254)}", "fe80::1", "::1", f"2001:db8::{_hex(d, 4)}", f"172.16.{d.randint(0, 255)}.9",
    ))  # fmt: skip


TOKEN_PLACEHOLDERS = ("<your-token-here>", "${API_TOKEN_2024}", "YOUR_ACCESS_TOKEN", "{access_token}")
PASSWORD_PLACEHOLDERS = ("password", "pass", "<password>", "${DB_PASSWORD}", "changeme", "****")
KEY_EXAMPLES = (
    "AKIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "sk-xxxxxxxxxxxxxxxxxxxxxxxx1A",
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
)
COLONS = ("Foo::Bar::baz()", "a[1::2]", "dead:: beef:: b:: 1::", "::abs(1)", "x::y::z")

MAKERS: tuple[Maker, ...] = (
    # numbers of things
    lambda d: f"Order {_luhn_number(d)} has shipped.",
    lambda d: f"Bestellnummer: {_luhn_number(d)}",
    lambda d: f"订单号：{_luhn_number(d)}",
    lambda d: f"Tracking number 9400{d.text(DIGITS, 18)} is in transit",
    lambda d: f"The card {_no_card(d)} was refused by our form.",
    lambda d: f"Visa {grouped(_no_card(d), (4, 4, 4, 4), ' ')} (a typo)",
    lambda d: f"IBAN {_no_iban(d)} is wrong",
    lambda d: f"iban {grouped(_no_iban(d), (4, 4, 4, 4, 4, 2), ' ').lower()}",
    lambda d: f"ISBN 978-{d.randint(0, 9)}-{d.text(DIGITS, 4)}-{d.text(DIGITS, 4)}-{d.randint(0, 9)} is a book",
    lambda d: f"EAN 40{d.text(DIGITS, 11)}, part no. {d.text(DIGITS, 3)}-{d.text(DIGITS, 5)}-{d.text(DIGITS, 3)}",
    lambda d: f"Part {d.randint(200, 989)}-{d.randint(200, 989)}-{d.text(DIGITS, 4)} fits model {d.text(DIGITS, 3)}-B",
    lambda d: f"Serial no. {d.text(string.ascii_uppercase, 2)}{d.text(DIGITS, 9)}{d.choice('XYZ')}",
    lambda d: f"IMEI {d.text(DIGITS, 15)} was blocked",
    lambda d: f"tweet {d.randint(10**18, 10**19 - 1)} was deleted",
    lambda d: f"invoice 2024-{d.text(DIGITS, 6)}, customer K-{d.text(DIGITS, 7)}",
    lambda d: f"Ticket {_uuid(d)} was closed",
    # dates, times, amounts
    lambda d: f"from {_date(d)} to {_date(d)} at {_time(d)}",
    lambda d: f"created 1{d.text(DIGITS, 9)} updated 1{d.text(DIGITS, 12)}",
    lambda d: f"log {_date(d)}T{_time(d)}.{d.text(DIGITS, 6)}Z ok",
    lambda d: f"Population grew by +{d.randint(10, 99)} {d.text('123456', 3)} {d.text('123456', 3)} between the"
              f" censuses",
    lambda d: f"Score: +{d.randint(10, 19)} {d.text(DIGITS, 4)} {d.text(DIGITS, 4)} points",
    lambda d: f"${d.randint(1, 9)},{d.text(DIGITS, 3)},{d.text(DIGITS, 3)}.{d.text(DIGITS, 2)} or"
              f" {d.randint(1, 9)} {d.text(DIGITS, 3)} 000 kr",
    lambda d: f"lat {d.randint(10, 80)}.{d.text(DIGITS, 7)} lon -{d.randint(10, 120)}.{d.text(DIGITS, 7)}",
    lambda d: f"x = {d.randint(0, 9)}.{d.text(DIGITS, 15)}, y = {d.text(DIGITS, 9)}",
    lambda d: f"pages {d.randint(100, 500)}-{d.randint(501, 999)}, vol. {d.text(DIGITS, 2)},"
              f" {d.randint(1900, 1999)}-{d.randint(2000, 2024)}",
    lambda d: f"{d.randint(1990, 2024)}年{d.randint(1, 12)}月{d.randint(1, 28)}日，共{d.text(DIGITS, 8)}元",
    lambda d: f"we call it {d.randint(2, 9)} times between {d.randint(1980, 1999)}-{d.randint(2000, 2020)}",
    lambda d: f"the phone weighs {d.randint(100, 220)} g and costs {d.randint(200, 999)}.{d.text(DIGITS, 2)};"
              f" model SM-{d.text(DIGITS, 4)}",
    lambda d: f"the number of visitors was {d.randint(2, 9)} {d.text('123456789', 3)} {d.text('123456789', 3)}"
              f" in {d.randint(1990, 2024)}",
    _table,
    lambda d: f"| {d.text(DIGITS, 3)} {d.text(DIGITS, 3)} | {d.text(DIGITS, 4)} {d.text(DIGITS, 3)} |"
              f" {d.text(DIGITS, 4)} |",
    lambda d: f"@@ -{d.randint(100, 999)},{d.randint(10, 999)} +{d.randint(100, 999)},{d.randint(10, 999)} @@",
    lambda d: f"[{', '.join(d.text(DIGITS, d.randint(3, 5)) for _ in range(8))}]",
    # words of telephones, and numbers that are none
    lambda d: f"| 3 | Maccabi Tel Aviv | {d.randint(10, 40)}   {d.text(DIGITS, 2)}   {d.text(DIGITS, 2)}  "
              f" {d.text(DIGITS, 2)}",
    lambda d: f"Nummer {d.randint(1, 9)} der Verordnung (EU) Nr. {d.randint(100, 999)}/{d.randint(1990, 2024)}",
    lambda d: f"the block number {d.text('123456789', 8)} and the prime number {d.text('123456789', 12)}",
    lambda d: f"A call of {d.text('123456789', 9)} bytes; the mobile site had {d.text('123456789', 7)} hits",
    lambda d: f"company registration number {d.text('123456789', 7)}, certificate number"
              f" {d.text(DIGITS, 2)}-{d.text(DIGITS, 5)}",
    lambda d: f"The largest ring is {d.text('123456789', 9)}, text"
              f" ({d.randint(1990, 2010)}\u2013{d.randint(2011, 2024)})",
    # science and code
    lambda d: f"arXiv:{d.randint(10, 24)}{d.randint(1, 12):02}.{d.text(DIGITS, 5)} doi"
              f" 10.{d.text(DIGITS, 4)}/s{d.text(DIGITS, 5)}-0{d.text(DIGITS, 2)}",
    lambda d: f"commit {_hex(d, 40)} fixes {_hex(d, 7)}",
    lambda d: f"md5: {_hex(d, 32)}, sha256:{_hex(d, 64)}",
    lambda d: f'"integrity": "sha512-{base64.b64encode(d.randbytes(64)).decode()}"',
    lambda d: f"uses: actions/create-github-app-token@{_hex(d, 40)}",
    lambda d: f"api_key = {_uuid(d)}",
    lambda d: f"const token = process.env.SERVICE_TOKEN_{d.randint(1, 99)};",
    lambda d: f"password = generate_password_hash{d.randint(1, 9)}(user.password{d.randint(1, 9)})",
    lambda d: f"api_key = os.environ['KEY_{d.text(DIGITS, 2)}']; token: string; password = your_password_here",
    lambda d: f"The secret: practice every day for {d.randint(10, 90)} minutes. The key is patience.",
    lambda d: f"Password must have at least {d.randint(8, 16)} characters and a digit.",
    lambda d: f"Bearer of good news, token of {d.randint(2, 9)} friendships and {d.randint(1900, 2000)} years",
    lambda d: "Authorization: Bearer " + d.choice(TOKEN_PLACEHOLDERS),
    lambda d: d.choice(KEY_EXAMPLES),
    lambda d: f"postgres://user:{d.choice(PASSWORD_PLACEHOLDERS)}@localhost/{_hex(d, 4)}",
    lambda d: "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
    lambda d: f"-----BEGIN PUBLIC KEY-----\n{base64.encodebytes(d.randbytes(90)).decode()}-----END PUBLIC KEY-----",
    lambda d: f"<img src=\"data:image/png;base64,{base64.b64encode(d.randbytes(90)).decode()}\">",
    lambda d: f"https://example.org/item/{d.text(DIGITS, 10)}?page={d.text(DIGITS, 2)}&session={d.text(DIGITS, 6)}",
    lambda d: f"/static/js/main.{_hex(d, 8)}.chunk.js and"
              f" image-{d.text(DIGITS, 10)}-{d.text(DIGITS, 3)}x{d.text(DIGITS, 3)}.jpg",
    lambda d: f"#{_hex(d, 6)} and 0x{_hex(d, 8)} and {d.text('01', 24)}",
    # addresses that are none
    lambda d: f"{d.choice(('version', 'v', 'Chrome/', 'build', 'release', 'firmware'))}"
              f" {_version(d)}".replace("/ ", "/"),
    lambda d: f"as stated in {_version(d)} of the contract",
    lambda d: f"see section {d.randint(1, 30)}.{d.randint(1, 9)}.{d.randint(1, 9)}.{d.randint(1, 40)} of the manual",
    lambda d: f'AssemblyVersion("{_version(d)}")',
    lambda d: f"connect to {_private(d)} first, then to {_private(d)}",
    lambda d: f"MAC {':'.join(_hex(d, 2) for _ in range(6))} was seen at {_time(d)}",
    lambda d: f"std::vector<int> a; {d.choice(COLONS)}",
    lambda d: ":".join(f"{d.randint(10, 59)}" for _ in range(8)),
    lambda d: f"lodash@{d.randint(1, 9)}.{d.randint(0, 20)}.{d.randint(0, 30)} and logo@{d.choice('23')}x.png",
    lambda d: f"follow @alice{d.text(DIGITS, 2)}@mastodon.social and @bob",
    lambda d: f"git@github.com:team/project{d.text(DIGITS, 2)}.git",
    lambda d: f"scp x root@web{d.text(DIGITS, 2)}.example.com:/tmp/ and user{d.text(DIGITS, 2)}@localhost",
    lambda d: f"@app.route('/{_hex(d, 4)}') def f(): meet me at the dot on the map",
    lambda d: f"They met at noon (at {d.choice(('home', 'work', 'the lake'))}) and looked at a dot com company.",
    # identity numbers that fail their check, or that nothing announces
    lambda d: f"SSN 000-{d.text(DIGITS, 2)}-{d.text(DIGITS, 4)} or 9{d.text(DIGITS, 2)}-00-{d.text(DIGITS, 4)}",
    lambda d: f"CPF {d.choice('123456789') * 3}.{d.text(DIGITS, 3)}.{d.text(DIGITS, 3)}-xx",
    lambda d: f"PESEL 99{d.choice(('19', '18', '00'))}{d.text(DIGITS, 7)}",
    lambda d: f"DNI {d.text(DIGITS, 8)}{d.choice('IÑOU')}",
    lambda d: f"the count is {d.randint(1, 9)}{d.text(DIGITS, 8)} and the seed {d.text(DIGITS, 11)}",
    lambda d: f"身份证号 {d.text(DIGITS, 6)}20{d.text('9', 2)}13{d.text(DIGITS, 6)}",
    lambda d: f"Aadhaar helps {d.randint(1, 9)} in 10; {d.randint(0, 1)}{d.text(DIGITS, 3)} {d.text(DIGITS, 4)}"
              f" {d.text(DIGITS, 4)}",
    lambda d: f"NHS spending rose to {d.randint(1, 9)}{d.text(DIGITS, 2)} billion in {d.randint(1990, 2024)}",
    lambda d: f"TIN {d.text(DIGITS, 3)} boxes, SIN({d.randint(1, 9)}.{d.text(DIGITS, 8)}), RUN {d.text(DIGITS, 6)}",
    lambda d: f"item {d.text(DIGITS, 6)}/{d.text(DIGITS, 3)}, code"
              f" {d.text(string.ascii_uppercase, 6)}{d.text(DIGITS, 2)}",
)  # fmt: skip


def negatives(seed: int = 0, n: int = 1520) -> list[str]:
    """`n` sentences, of each maker in turn."""
    draw = Draw(f"negatives {seed}")
    return [MAKERS[number % len(MAKERS)](draw) for number in range(n)]
