"""Find personal data and secrets in a text, and mask them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from analytics.batch.pii import card, email, iban, ip, phone, secret

FINDERS: dict[str, Callable[[str], Iterator[tuple[int, int]]]] = {
    "email": email.find_emails,
    "phone": phone.find_phones,
    "card": card.find_cards,
    "iban": iban.find_ibans,
    "ip": ip.find_ips,
    "secret": secret.find_secrets,
}
"""By kind, the function that finds it. Of two findings that overlap, the earlier start counts, then the longer one."""

HINTS = {
    "email": email.HINT,
    "phone": phone.HINT,
    "card": card.HINT,
    "iban": iban.HINT,
    "ip": ip.HINT,
    "secret": secret.HINT,
}

KINDS = tuple(FINDERS)


def find(text: str, kinds: Collection[str] = KINDS) -> list[tuple[int, int, str]]:
    """Where personal data and secrets of these kinds are in `text`: (start, end, kind) in characters, in order, not
    overlapping.
    """
    candidates = [(start, end, kind) for kind in KINDS if kind in kinds for start, end in FINDERS[kind](text)]
    findings: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(candidates, key=lambda finding: (finding[0], -finding[1])):
        if not findings or start >= findings[-1][1]:
            findings.append((start, end, kind))
    return findings


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
