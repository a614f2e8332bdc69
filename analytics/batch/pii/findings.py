"""Find personal data and secrets in a text, and mask them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

import numpy as np

from analytics.batch.pii import card, email, iban, ip, national_id, phone, secret
from analytics.batch.pii.candidates import ADDRESS, AT, KEY_BLOCK, NUMBER, PASSWORD, TOKEN
from analytics.batch.pii.folding import fold, visible
from analytics.batch.pii.windows import find_windows

Finder = Callable[[str], Iterator[tuple[int, int]]]

FINDERS: tuple[tuple[str, Finder, int], ...] = (
    ("email", email.find_emails, AT),
    ("phone", phone.find_phones, NUMBER),
    ("card", card.find_cards, NUMBER),
    ("iban", iban.find_ibans, NUMBER | TOKEN),
    ("ip", ip.find_ips, ADDRESS),
    ("secret", secret.find_keys, TOKEN),
    ("secret", secret.find_webhooks, TOKEN | NUMBER),
    ("secret", secret.find_passwords, PASSWORD),
    ("secret", secret.find_url_passwords, AT),
    ("secret", secret.find_private_keys, KEY_BLOCK),
    ("national_id", national_id.find_national_ids, NUMBER),
    ("national_id", national_id.find_long_ids, TOKEN),
)
"""Kinds, the functions that find them, and the places that these read."""

KINDS = tuple(dict.fromkeys(kind for kind, _, _ in FINDERS))

PRIORITY = ("secret", "email", "iban", "card", "national_id", "phone", "ip")
"""Of findings that overlap, the first of these kinds counts; the finding covers them all."""

DOCUMENTED: dict[str, Callable[[str], bool]] = {
    "email": email.is_documented_email,
    "phone": phone.is_documented_phone,
    "card": card.is_documented_card,
    "iban": iban.is_documented_iban,
}
"""By kind, whether a value is one that documentation uses as an example."""

MAX_ROUNDS = 4

Span = tuple[int, int, str]


def find(text: str, kinds: Collection[str] = KINDS) -> list[Span]:
    """Where personal data and secrets of these kinds are in `text`: (start, end, kind) in characters, in order, not
    overlapping.
    """
    encoded = text.encode("utf-8", "replace")
    data = np.frombuffer(encoded, np.uint8)
    data.flags.writeable = False
    bounds = np.array([0, len(encoded)], np.int64)
    spans = [(start, end, kind) for _, start, end, kind in find_all(data, bounds, kinds)]
    if len(encoded) == len(text):
        return spans
    return [(len(encoded[:start].decode()), len(encoded[:end].decode()), kind) for start, end, kind in spans]


def find_all(
    data: np.ndarray, bounds: np.ndarray, kinds: Collection[str] = KINDS
) -> Iterator[tuple[int, int, int, str]]:
    """Where personal data is in texts given as UTF-8 (text i is data[bounds[i] : bounds[i + 1]]): (i, start, end, kind)
    in bytes of the data, in order, not overlapping.
    """
    windows = find_windows(data, bounds)
    last_text, last_end = -1, 0
    columns = (windows.texts, windows.starts, windows.ends, windows.kinds)
    for text, start, end, places in zip(*(column.tolist() for column in columns), strict=True):
        if places & KEY_BLOCK:
            end = max(end, min(int(bounds[text + 1]), start + secret.MAX_KEY_BLOCK))
        window = data[start:end].tobytes().decode("utf-8", "ignore")
        for first, last, kind in _in_window(window, places, kinds):
            if text == last_text and start + first < last_end:
                continue
            last_text, last_end = text, start + last
            yield text, start + first, start + last, kind


def _in_window(window: str, places: int, kinds: Collection[str]) -> list[Span]:
    """The findings in a window, in bytes from its start."""
    shown, origin = visible(window)
    folded = fold(shown)
    spans = (
        (start, end, kind)
        for kind, finder, reads in FINDERS
        if places & reads and kind in kinds
        for start, end in finder(folded)
    )
    merged = _merge(spans)
    if origin is not None:
        merged = [(origin[start], origin[end - 1] + 1, kind) for start, end, kind in merged]
    if window.isascii():
        return merged
    return [(len(window[:start].encode()), len(window[:end].encode()), kind) for start, end, kind in merged]


def _merge(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap as one of the first kind of PRIORITY."""
    merged: list[Span] = []
    for start, end, kind in sorted(spans):
        if merged and start < merged[-1][1]:
            first, last, other = merged.pop()
            start, end, kind = first, max(last, end), min(kind, other, key=PRIORITY.index)
        merged.append((start, end, kind))
    return merged


def mask(text: str, kinds: Collection[str] = KINDS) -> str:
    """`text` with each finding of these kinds replaced by its kind in brackets, such as `[EMAIL]`. Masking twice
    changes nothing.
    """
    for _ in range(MAX_ROUNDS):
        spans = [span for span in find(text) if span[2] in kinds]
        if not spans:
            break
        pieces, at = [], 0
        for start, end, kind in spans:
            pieces += [text[at:start], f"[{kind.upper()}]"]
            at = end
        text = "".join([*pieces, text[at:]])
    return text


def is_documented(kind: str, value: str) -> bool:
    """Whether a finding is a value that documentation uses as an example, such as an address at example.com."""
    return kind in DOCUMENTED and DOCUMENTED[kind](fold(value))
