"""Keys, tokens and passwords: the forms of well-known services, passwords in URLs, key blocks, and
values that are given to a key, a token or a password.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

from analytics.batch.pii.secret_forms import HAS_PREFIX, KEY, WEBHOOK

PRIVATE_KEY = re.compile(
    r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]{0,16000}?-----END "
    r"(?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----)?"
)
MAX_KEY_BLOCK = 16_500
"""Characters of the longest private key block that is read."""

_NAME = (
    r"(?:[A-Za-z0-9]{1,20}[_-]){0,3}(?:(?:api|access|secret|private|auth|account|signing|encryption|master"
    r"|service|shared)"
    r"[_ -]?(?:key|token|secret)(?:[_-]id)?|client[_-]?secret|secret|token|passw(?:or)?d|passphrase|pwd|pass)"
)
_FOREIGN = (
    r"passwort|kennwort|mot de passe|contrase[ñn]a|clave|senha|palavra-passe|parola|wachtwoord|l[öo]senord"
    r"|adgangskode|passord|salasana"
    r"|has[łl]o|heslo|jelszó|parolă|şifre|sifre|пароль|密码|密碼|口令|パスワード|비밀번호|암호|كلمة المرور|סיסמה|पासवर्ड|mật khẩu"
)
ASSIGNED = re.compile(
    rf"(?i:(?<![A-Za-z0-9]){_NAME})[\"']?\]?[ ]{{0,2}}(?::=|=>|==?|:)[ ]{{0,2}}"
    r"(?:(?P<quote>[\"'`])(?P<quoted>[^\s\"'`]{6,255})(?P=quote)|(?P<plain>[^\s\"'`<>,;]{6,255}))"
)
STATED = re.compile(
    rf"(?i:(?<![^\W_])(?:passw(?:or)?d|pwd|passcode|{_FOREIGN}))"
    r"(?i:[ ]{0,2}(?:[:;=]|is|was|ist|lautet|est|es|é|è|jest|это|是|为|は|:)[ ]{0,2}|[ ]{1,2})"
    r"[\"'`“„«]?(?P<value>[^\s\"'`“”„«»<>,;，。]{6,64})"
)
BEARER = re.compile(
    r"(?i:\b(?:bearer|basic|token|apikey|x-api-key|x-auth-token)[ :=]{1,3})(?P<value>[A-Za-z0-9+/_~.=-]{16,2000})"
)
IN_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s:/@\"'<>]{0,80}:(?P<value>[^\s/@\"'<>]{3,200})@(?=[\w.\[-])")

PLACEHOLDER = re.compile(
    r"(?i)^(?:pass|passwd|password|pw|pwd|secret|token|key|user|username|x+|\*+|\.+|changeme|change_me|example"
    r"|test|foo|bar|none"
    r"|null|true|false|undefined|string|hidden|redacted|masked|[\[(<{$%].*|%s|.*[\])>}]|.*\$\{.*|.*\{\{.*)$"
    r"|your[_-]|[_-]here\b|placeholder|example|xxxx|\*\*\*|redacted|\.\.\.|dummy|sample|insert|replace|^abc123"
    r"|deadbeef|0123456789"
    r"|123456789"
)
"""Values that stand for a secret, as documentation has them."""

NO_SECRET = re.compile(
    r"^[A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.)[A-Za-z_$][\w$]*)+|^[\w.$]*\(|\(\)?;?$|^\W*(?:https?|www|\$|\./|~/"
    r"|/[a-z_.-]+(?:/|$))|://|^//|\.\.|^@|^\\"
    r"|^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-|^process\.|^os\.|^env\b|^sha(?:1|256|512)|\.(?:json|txt|py|js|yml"
    r"|pem|env|key)$"
)
"""Values that are no secret: attributes and calls of a program, addresses, paths, variables, and UUIDs."""

KEYWORD_VALUE = re.compile(r"^[A-Z][a-z]+$|^[a-z_]+$|^[\d.,:/-]+$|^\W*[A-Z_]+\d{0,3}(?:\W+[A-Z_]+\d{0,3})*\W*$")
"""Words, numbers, and names in capitals."""

RANDOM_BITS = 3.3
"""Shannon entropy, in bits per character, that random values exceed and words and names do not."""


def find_keys(text: str) -> Iterator[tuple[int, int]]:
    """Where the keys and tokens of services, and the bearer tokens of `text` are."""
    if HAS_PREFIX.search(text):
        yield from (match.span() for match in KEY.finditer(text) if _is_key(match[0]))
    yield from (match.span("value") for match in BEARER.finditer(text) if _is_random(match["value"], 16))


def find_webhooks(text: str) -> Iterator[tuple[int, int]]:
    """Where the webhooks of `text` are: addresses that post messages for everyone who knows them."""
    if "://" in text:
        yield from (match.span() for match in WEBHOOK.finditer(text) if not re.search("X{8}|0{8}", match[0]))


def find_url_passwords(text: str) -> Iterator[tuple[int, int]]:
    """Where the passwords in URLs (`scheme://user:password@host`) of `text` are."""
    if "://" in text:
        yield from (match.span("value") for match in IN_URL.finditer(text) if not PLACEHOLDER.search(match["value"]))


def find_private_keys(text: str) -> Iterator[tuple[int, int]]:
    """Where the private key blocks of `text` are."""
    if "-----BEGIN" in text:
        yield from (match.span() for match in PRIVATE_KEY.finditer(text))


def _is_key(value: str) -> bool:
    """Whether a value in the form of a service is a key: with digits and letters, and not of documentation."""
    has_both = re.search(r"\d", value) and re.search("[A-Za-z]", value)
    return bool(has_both) and _bits(value) > 2.8 and not re.search(r"(?i)example|xxxx|\.\.\.|1234567890abc", value)


def find_passwords(text: str) -> Iterator[tuple[int, int]]:
    """Where the values are that `text` gives to a key, a token or a password."""
    for match in ASSIGNED.finditer(text):
        group = "quoted" if match["quoted"] else "plain"
        value = match[group].rstrip(".)" if group == "plain" else "")
        name = match[0][: match.start(group) - match.start()].lower()
        value = value.split("&amp")[0]
        is_password = re.search(r"passw|pwd|passphrase|\bpass|_pass", name) is not None
        value = value if is_password else value.split("&")[0]
        if _is_password(value, group) if is_password else _is_random(value, 16):
            yield match.start(group), match.start(group) + len(value)
    for match in STATED.finditer(text):
        value = match["value"].rstrip(".)!?")
        if _is_password(value, "stated"):
            yield match.start("value"), match.start("value") + len(value)


def _is_password(value: str, how: str) -> bool:
    """Whether a value looks like a password: letters with digits, or with signs that names and code have not."""
    if len(value) < 6 or PLACEHOLDER.search(value) or NO_SECRET.search(value) or KEYWORD_VALUE.search(value):
        return False
    kinds = [bool(re.search(pattern, value)) for pattern in (r"[a-z]", r"[A-Z]", r"\d", r"[!@#$%^&*+=?~]")]
    if how == "stated" and not kinds[2]:
        return False
    return (kinds[0] or kinds[1]) and (kinds[2] or kinds[3]) and not re.search(r"[(){}\[\]|\\]", value)


def _is_random(value: str, least: int) -> bool:
    """Whether a value is long and random enough for a key."""
    has_both = re.search(r"\d", value) and re.search(r"[A-Za-z]", value)
    is_key = len(value) >= least and bool(has_both) and _bits(value) > RANDOM_BITS
    return is_key and not PLACEHOLDER.search(value) and not NO_SECRET.search(value)


def _bits(value: str) -> float:
    """Shannon entropy of the characters, in bits per character."""
    return -sum(count / len(value) * math.log2(count / len(value)) for count in Counter(value).values())
