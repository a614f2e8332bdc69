"""HTML to text: the visible text of a page, without markup, scripts and styles, in time linear in its length."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from analytics.ingest.web.skeleton import without_code

BLOCKS = frozenset([
    "p", "div", "br", "li", "ul", "ol", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article",
    "header", "footer", "pre", "blockquote", "table", "hr", "dt", "dd",
])  # fmt: skip
HIDDEN = frozenset({"noscript", "template", "svg", "head", "title"})
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_MARKUP = re.compile(
    r"<(/?)([a-zA-Z][\w:-]*)(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>"  # a tag, whose attributes may contain ">"
    r"|<(/?)([a-zA-Z][\w:-]*)[^<>]*>"  # a tag with an odd quote
    r"|<[!?][^<>]*>"  # a declaration
)
"""Every attempt to match ends at the next "<", so that no page takes quadratic time."""


def plain_text(markup: str) -> str:
    """The visible text of HTML, a line for each block."""
    text = html.unescape("".join(_pieces(_without_comments(without_code(markup)))))
    lines = (re.sub(r"[ \t\r\f\v\xa0]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def has_markup(text: str) -> bool:
    """Whether a text is HTML: several tags, or an escaped one."""
    return len(_TAG.findall(text[:20_000])) >= 2 or "&lt;p&gt;" in text[:2_000]


def unescaped(text: str) -> str:
    """HTML that is escaped once more, as in feeds and dumps, as plain text."""
    return plain_text(html.unescape(text) if "&lt;" in text and "<" not in text else text)


def _pieces(markup: str) -> Iterator[str]:
    """The visible text, with a new line where a block begins or ends."""
    hidden = place = 0
    for match in _MARKUP.finditer(markup):
        if not hidden:
            yield markup[place : match.start()]
        place = match.end()
        closing, tag = match[1] or match[3], (match[2] or match[4] or "").lower()
        if tag == "body":  # a head that is never closed ends here, as in browsers
            hidden = 0
        elif tag in HIDDEN:
            hidden = max(0, hidden - 1) if closing else hidden + (not match[0].endswith("/>"))
        if tag in BLOCKS:
            yield "\n"
    if not hidden:
        yield markup[place:]


def _without_comments(markup: str) -> str:
    """The page without its comments. Of one that is never closed, only the mark is removed."""
    pieces, place = [], 0
    while (start := markup.find("<!--", place)) >= 0:
        pieces.append(markup[place:start])
        end = markup.find("-->", start + 2)
        if end < 0:
            place = start + 4
            break
        place = end + 3
    return "".join([*pieces, markup[place:]])
