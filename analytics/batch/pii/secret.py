"""Keys, tokens and passwords: in the forms of well-known services, private key blocks, and random-looking values."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

PRIVATE_KEY = "-----BEGIN"
SECRET = re.compile(
    r"(?<![A-Za-z0-9])(?:A[KS]IA[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255}"
    r"|glpat-[A-Za-z0-9_-]{20,64}|npm_[A-Za-z0-9]{36}"
    r"|pypi-AgE[A-Za-z0-9_-]{50,255}|hf_[A-Za-z0-9]{30,64}|xox[abprs]-[A-Za-z0-9-]{10,255}|AIza[A-Za-z0-9_-]{35}"
    r"|[rs]k_(?:live|test)_[A-Za-z0-9]{16,255}"
    r"|sk-(?:proj-|ant-|or-|svcacct-)?[A-Za-z0-9_-]{20,255}|SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"
    r"|eyJ[A-Za-z0-9_-]{10,4000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,1000})(?![A-Za-z0-9])"
    r"|-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]{0,8000}?-----END "
    r"(?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----)?"
)
ASSIGNED_SECRET = re.compile(
    r"(?i:(?:api|access|secret|private|auth|account)[_-]?(?:key|token)|client[_-]?secret|secret|token|passw(?:or)?d"
    r"|pwd)[\"']?[ \t]{0,2}(?::=|=>|[:=])[ \t]{0,2}[\"']?"
    r"(?P<number>[A-Za-z0-9+/_~.!@$%^&*-]{16,255}={0,2})(?![A-Za-z0-9])"
)
NO_SECRET = re.compile(
    r"^[A-Za-z_]\w*(?:\.\w+)+$|^\W*(?:https?|www|\$)|//|\.\."
    r"|(?i:your[_-]|[_-]here\b|placeholder|changeme|xxxx|redacted)"
)
"""Values that are no secret: attributes of a program, addresses, variables, and placeholders."""

RANDOM_BITS = 3.3
"""Shannon entropy, in bits per character, that random values exceed and words and names do not."""

HINT = (
    r"A[KS]IA[A-Z0-9]{16}|gh[pousr]_|github_pat_|glpat-|npm_|pypi-AgE|hf_|xox[abprs]-|AIza|[rs]k_(?:live|test)_"
    r"|sk-[A-Za-z0-9]|SG\.|eyJ|-----BEGIN"
    r"|(?i:key|token|secret|passwd|password|pwd)[\"']?[ \t]{0,2}(?::=|=>"
    r"|[:=])[ \t]{0,2}[\"']?[A-Za-z0-9+/_~.!@$%^&*-]{16}"
)
"""An RE2 pattern that matches every line with a finding. Arrow searches for it many times as fast as Python."""


def find_secrets(text: str) -> Iterator[tuple[int, int]]:
    """Where the keys, tokens and passwords of `text` are."""
    for match in SECRET.finditer(text):
        has_digit_and_capital = re.search(r"\d", match[0]) and re.search("[A-Z]", match[0])
        if has_digit_and_capital or match[0].startswith(("-----", "xox")):
            yield match.span()
    for match in ASSIGNED_SECRET.finditer(text):
        value = match["number"]
        has_digit_and_letter = re.search(r"\d", value) and re.search(r"[A-Za-z]", value)
        if has_digit_and_letter and _bits(value) > RANDOM_BITS and not NO_SECRET.search(value):
            yield match.span("number")


def _bits(value: str) -> float:
    """Shannon entropy of the characters, in bits per character."""
    return -sum(count / len(value) * math.log2(count / len(value)) for count in Counter(value).values())
