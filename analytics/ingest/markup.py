"""HTML to text: the visible words of a page, without markup, scripts and styles."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

BLOCKS = frozenset([
    "p", "div", "br", "li", "ul", "ol", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article",
    "header", "footer", "pre", "blockquote", "table", "hr", "dt", "dd",
])  # fmt: skip
HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "head", "title"})
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


class _Text(HTMLParser):
    """Collects the visible words; block elements start a new line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":  # a head or a style that is never closed ends here, as in browsers
            self._hidden = 0
        self._hidden += tag in HIDDEN
        if tag in BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in HIDDEN and self._hidden > 0
        if tag in BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)


def plain_text(markup: str) -> str:
    """The visible words of HTML, a line for each block."""
    parser = _Text()
    parser.feed(markup)
    parser.close()
    lines = (re.sub(r"[ \t\r\f\v\xa0]+", " ", line).strip() for line in "".join(parser.pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def has_markup(text: str) -> bool:
    """Whether a text is HTML: several tags, or an escaped one."""
    return len(_TAG.findall(text[:20_000])) >= 2 or "&lt;p&gt;" in text[:2_000]


def unescaped(text: str) -> str:
    """HTML that is escaped once more, as in feeds and dumps, as plain text."""
    return plain_text(html.unescape(text) if "&lt;" in text and "<" not in text else text)
