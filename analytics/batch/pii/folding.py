"""One form for characters that look alike, so that each pattern is written once."""

from __future__ import annotations

import sys
import unicodedata

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202c"), None)
"""Characters without width: soft hyphen, zero-width spaces and joiners, direction marks."""

DASHES = "‐‑‒–—―−﹣－⁃"
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"


def _table() -> dict[int, str]:
    """The ASCII form of a dash, a space, a full-width sign or a decimal digit of any script."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table[0xFF1A] = ";"  # not a colon, which would belong to the number behind it
    table |= dict.fromkeys(map(ord, DASHES), "-") | dict.fromkeys(map(ord, SPACES), " ")
    digits = (code for code in range(0x80, sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Nd")
    return table | {code: str(unicodedata.decimal(chr(code))) for code in digits}


TABLE = _table()


def fold(text: str) -> str:
    """`text` with dashes, spaces, full-width signs and digits in ASCII; every character keeps its place."""
    return text.replace("\t", " ") if text.isascii() else text.translate(TABLE)


def visible(text: str) -> tuple[str, list[int] | None]:
    """`text` without invisible characters, and the place of each remaining character (None: nothing is removed)."""
    if text.isascii():
        return text, None
    shown = text.translate(INVISIBLE)
    if len(shown) == len(text):
        return text, None
    return shown, [place for place, character in enumerate(text) if ord(character) not in INVISIBLE]
