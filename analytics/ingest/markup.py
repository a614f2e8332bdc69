"""HTML to text: the words of a page without markup, scripts and styles; the main content without boilerplate."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser

from analytics.ingest.file_records import missing_extra

EXTRACTORS = ("trafilatura", "resiliparse", "none")
MIN_SHARE = 0.35
"""Extracted text that is a smaller share of all words of a page is taken for a failure: a book is all content."""
BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "header",
        "footer",
        "pre",
        "blockquote",
        "table",
        "hr",
        "dt",
        "dd",
        "title",
    ]
)
HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "head"})
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


@dataclass(frozen=True)
class Page:
    """The text of a page and what it says of itself."""

    text: str
    title: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    lang: str | None = None


class _Text(HTMLParser):
    """Collects the visible words; block elements start a new line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.title: list[str] = []
        self.lang: str | None = None
        self._hidden = 0
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in HIDDEN
        self._in_title = self._in_title or tag == "title"
        if tag == "html":
            self.lang = dict(attrs).get("lang")
        if tag in BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in HIDDEN and self._hidden > 0
        self._in_title = self._in_title and tag != "title"
        if tag in BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
        elif not self._hidden:
            self.pieces.append(data)


def plain_text(markup: str) -> str:
    """The visible words of HTML, a line for each block."""
    return _parsed(markup)[0]


def has_markup(text: str) -> bool:
    """Whether a text is HTML: several tags, or an escaped one."""
    return len(_TAG.findall(text[:20_000])) >= 2 or "&lt;p&gt;" in text[:2_000]


def page(content: str, extractor: str = "trafilatura") -> Page:
    """The main content of a page. A page whose content is most of it, such as a book, keeps all of its words.

    Raises Unreadable when the extractor is not installed.
    """
    words, title, lang = _parsed(content)
    if extractor == "none":
        return Page(words, title, lang=lang)
    extracted, facts = _trafilatura(content) if extractor == "trafilatura" else _resiliparse(content)
    text = extracted if len(extracted) >= MIN_SHARE * len(words) or (len(words) < 20_000 and extracted) else words
    return Page(
        text,
        title or facts.get("title"),
        facts.get("author"),
        facts.get("date"),
        facts.get("url"),
        facts.get("language") or lang,
    )


def _parsed(markup: str) -> tuple[str, str | None, str | None]:
    parser = _Text()
    parser.feed(markup)
    parser.close()
    lines = (re.sub(r"[ \t\r\f\v\xa0]+", " ", line).strip() for line in "".join(parser.pieces).split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return text, " ".join("".join(parser.title).split()) or None, parser.lang


def _trafilatura(content: str) -> tuple[str, dict[str, str]]:
    try:
        import trafilatura
    except ImportError:
        raise missing_extra("The content of a web page", "trafilatura") from None
    document = trafilatura.bare_extraction(content, include_comments=False, with_metadata=True)
    if document is None or isinstance(document, dict):
        return "", {}
    facts = {
        name: str(value)
        for name in ("title", "author", "date", "url", "language")
        if (value := getattr(document, name, None))
    }
    return document.text or "", facts


def _resiliparse(content: str) -> tuple[str, dict[str, str]]:
    try:
        from resiliparse.extract.html2text import extract_plain_text
    except ImportError:
        raise missing_extra("The content of a web page", "resiliparse") from None
    return extract_plain_text(content, main_content=True, alt_texts=False), {}


def unescaped(text: str) -> str:
    """HTML that is escaped once more, as in feeds and dumps, as plain text."""
    return plain_text(html.unescape(text) if "&lt;" in text and "<" not in text else text)
