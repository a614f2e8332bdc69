"""What of a text shows its language? Prose from all over it, without addresses, markup, code and names of commands."""

from __future__ import annotations

import re

WINDOWS = 3
WINDOW_CHARS = 80
RAW_CHARS = 130
"""Characters that are cleaned for each window."""

WHOLE_CHARS = WINDOWS * RAW_CHARS
"""A text up to this length is cleaned as a whole."""

_MARKUP = re.compile(r"<[^<>\n]{1,200}>|`[^`\n]*`|\{\{[^{}\n]*\}\}")
"""Tags, code and placeholders."""

_MARK = re.compile(r"[\d_/\\@{}<>=|;#$~^&+*]|\w\(")
"""What an ASCII word of prose has not: addresses, numbers, code."""

_MARKED = re.compile(r"[!-~]*(?:[\d_/\\@{}<>=|;#$~^&+*]|\w\()[!-~]*")
_QUOTES = str.maketrans("‘’“”„", '\'\'"""')


def windows(text: str) -> list[str]:
    """Cleaned lines of at most WINDOW_CHARS characters from all over the text, or one line of all of a short text."""
    if len(text) <= WHOLE_CHARS:
        line = _clean(text)
        count = min(WINDOWS, max(1, len(line) // WINDOW_CHARS))
        step = len(line) / count
        return [line[round(place * step) : round(place * step) + WINDOW_CHARS] for place in range(count)]
    last = len(text) - RAW_CHARS
    starts = [round(place * last / (WINDOWS - 1)) for place in range(WINDOWS)]
    return [line for start in starts if (line := _clean(text[start : start + RAW_CHARS])[:WINDOW_CHARS])]


def _clean(text: str) -> str:
    text = text if text.isascii() else text.translate(_QUOTES)
    if "<" in text or "`" in text or "{{" in text:
        text = _MARKUP.sub(" ", text)
    words = text.split()
    if _MARK.search(text) is not None:
        words = [kept for word in words if (kept := word if _MARK.search(word) is None else _without_marked(word))]
    line = " ".join(words)
    return line.lower() if line.isupper() else line


def _without_marked(word: str) -> str:
    """What remains of a word with marks: nothing of an ASCII word, the rest of a sentence without spaces."""
    return "" if word.isascii() else " ".join(_MARKED.sub(" ", word).split())
