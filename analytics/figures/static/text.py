"""Text in SVG: what a label of Plotly says, how wide it is, and escaped."""

from __future__ import annotations

import html
import re
import unicodedata

TAG = re.compile(r"<[^<>]*>")
NARROW, WIDE = set("iljtf.,:;'|!()[]I "), set("mwMW@%—")


def label_text(label: object) -> str:
    """A label that Plotly reads as HTML, as plain text."""
    return html.unescape(TAG.sub(" ", str(label))).strip()


def escape(text: object) -> str:
    """Text for an element or an attribute of SVG, without characters that XML does not allow."""
    allowed = "".join(letter for letter in str(text) if letter >= " " and not 0xD800 <= ord(letter) <= 0xDFFF)
    return html.escape(allowed, quote=True)


def text_width(text: str, size: float) -> float:
    """About how many pixels a sans-serif font of `size` pixels needs."""
    return size * sum(map(_letter_width, text))


def cut(text: str, size: float, limit: float) -> str:
    """`text`, shortened so that it is at most `limit` pixels wide."""
    if text_width(text, size) <= limit:
        return text
    while text and text_width(text + "…", size) > limit:
        text = text[:-1]
    return text.rstrip() + "…"


def _letter_width(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in NARROW:
        return 0.36
    if letter in WIDE or letter.isupper():
        return 0.78
    return 0.61
