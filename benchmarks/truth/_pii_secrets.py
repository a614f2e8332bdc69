"""Keys, tokens and passwords in the forms that services publish, generated from a seed."""

from __future__ import annotations

import base64
import string
from collections.abc import Callable

from benchmarks.truth._pii_values import DIGITS, HEX, LETTERS, Draw

BASE = LETTERS + DIGITS


def _key_block(draw: Draw) -> str:
    sort = draw.choice(("RSA ", "", "EC ", "OPENSSH ", "ENCRYPTED "))
    body = base64.encodebytes(draw.randbytes(200)).decode()
    return f"-----BEGIN {sort}PRIVATE KEY-----\n{body}-----END {sort}PRIVATE KEY-----"


def _password(draw: Draw) -> str:
    return (
        draw.choice(("Winter", "hunter", "S0nne", "qwerT"))
        + draw.mixed(LETTERS + DIGITS + "!#$&*", 5)
        + draw.text(DIGITS, 2)
    )


SECRETS: tuple[tuple[str, Callable[[Draw], str]], ...] = (
    ("{}", lambda d: "AKIA" + d.mixed(string.ascii_uppercase + "234567", 16)),
    ("aws_secret_access_key = {}", lambda d: d.mixed(BASE + "/+", 40)),
    ("{}", lambda d: "AIza" + d.mixed(BASE + "_-", 34) + "q"),
    ("AccountName=shop;{};", lambda d: "AccountKey=" + d.mixed(BASE + "+/", 86) + "=="),
    ("{}", lambda d: d.choice(("ghp_", "gho_", "ghs_")) + d.mixed(BASE, 36)),
    ("{}", lambda d: "github_pat_" + d.mixed(BASE, 22) + "_" + d.mixed(BASE, 59)),
    ("{}", lambda d: "glpat-" + d.mixed(BASE, 20)),
    ("{}", lambda d: f"xoxb-{d.text(DIGITS, 12)}-{d.text(DIGITS, 12)}-{d.mixed(BASE, 24)}"),
    ("{}", lambda d: d.choice(("sk_live_", "rk_live_", "sk_test_")) + d.mixed(BASE, 24)),
    ("{}", lambda d: "sk-proj-" + d.mixed(BASE, 48)),
    ("{}", lambda d: "sk-ant-api03-" + d.mixed(BASE + "_-", 94) + "A"),
    ("{}", lambda d: "hf_" + d.mixed(BASE, 34)),
    ("{}", lambda d: "npm_" + d.mixed(BASE, 36)),
    ("{}", lambda d: f"SG.{d.mixed(BASE, 22)}.{d.mixed(BASE, 43)}"),
    ("{}", lambda d: "shpat_" + d.mixed(HEX, 32)),
    ("{}", lambda d: "dop_v1_" + d.mixed(HEX, 64)),
    ("{}", lambda d: "GOCSPX-" + d.mixed(BASE + "_-", 27) + "x"),
    ("https://api.telegram.org/bot{}/getMe", lambda d: f"{d.randint(10**9, 10**10 - 1)}:AA{d.mixed(BASE, 33)}"),
    (
        "{}",
        lambda d: (
            f"https://hooks.slack.com/services/T{d.mixed('ABCDEFGH123', 8)}/B{d.mixed('ABCDEFGH123', 8)}/"
            f"{d.mixed(BASE, 24)}"
        ),
    ),
    ("{}", lambda d: f"https://discord.com/api/webhooks/{d.randint(10**17, 10**18)}/{d.mixed(BASE + '_-', 67)}z"),
    ("postgres://admin:{}@db.example.com:5432/prod", _password),
    ("curl https://bob:{}@intra.example.com/x", _password),
    ("mongodb+srv://root:{}@cluster0.example.net/test", _password),
    ("redis://:{}@10.0.0.5:6379/0", _password),
    ("Authorization: Bearer {}", lambda d: d.mixed(BASE + "_-", 39) + "k"),
    ("curl -H 'Authorization: Bearer {}' https://api.example.com", lambda d: d.mixed(BASE, 32)),
    ("Bearer {}", lambda d: "eyJhbGciOiJIUzI1NiJ9.eyJ" + d.mixed(BASE, 40) + "." + d.mixed(BASE, 43)),
    ("password: {}", _password),
    ("DB_PASSWORD={}", _password),
    ('"password": "{}",', _password),
    ("my password is {}", _password),
    ("Passwort: {}", _password),
    ("contraseña: {}", _password),
    ("mot de passe : {}", _password),
    ("密码：{}", _password),
    ("пароль: {}", _password),
    ("api_key = '{}'", lambda d: d.mixed(BASE, 32)),
    ("client_secret: {}", lambda d: d.mixed(BASE, 40)),
    ("export API_TOKEN={}", lambda d: d.mixed(HEX, 40)),
    ("{}", _key_block),
)
"""The sentence around a secret, and what makes it."""


def secret(draw: Draw, number: int) -> tuple[str, str]:
    frame, make = SECRETS[number % len(SECRETS)]
    return frame, make(draw)
