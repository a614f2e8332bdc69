"""HTML to a page: its main text by one of several extractors, its facts, and its type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from analytics.errors import DataloupeError
from analytics.ingest.file_records import Unreadable
from analytics.ingest.inputs import Input
from analytics.ingest.web import all_text, by_resiliparse, by_trafilatura
from analytics.ingest.web.facts import Facts, page_facts
from analytics.ingest.web.http_messages import MAX_BODY_BYTES
from analytics.ingest.web.nesting import check_nesting
from analytics.ingest.web.page_types import page_type
from analytics.ingest.web.skeleton import skeleton


class Extractor(Protocol):
    """What a module defines to be an extractor."""

    def check(self) -> None:
        """Raises Unreadable when a package is missing."""
        ...

    def main_text(self, html: str) -> str:
        """The main text of a page; "" when there is none."""
        ...


EXTRACTORS: dict[str, Extractor] = {"trafilatura": by_trafilatura, "resiliparse": by_resiliparse, "none": all_text}
"""`--extractor` -> its module."""

MIN_BOOK_CHARACTERS, MIN_BOOK_SHARE = 20_000, 0.35
"""A file with more visible characters, of which an extractor keeps a smaller share, is a book: all of it is content."""


@dataclass(frozen=True)
class Page:
    """The text of a page, the extractor that gave it, the facts of the page, and its length as HTML."""

    text: str
    extractor: str
    facts: Facts
    kind: str
    raw_characters: int

    def fields(self) -> dict[str, object]:
        """The page as a record. Every page has the same fields, so that all pages of a crawl fit one table."""
        facts = self.facts
        return {
            "text": self.text,
            "title": facts.title,
            "author": facts.author,
            "published": facts.date,
            "lang": facts.language,
            "page_type": self.kind,
            "extractor": self.extractor,
            "raw_characters": self.raw_characters,
        }


def extractor_of(source: Input, default: str) -> str:
    """The extractor that the options of an input name, or the default.

    Raises DataloupeError for an unknown one, and for one that is not installed.
    """
    name = source.options.get("extractor") or default
    if name not in EXTRACTORS:
        raise DataloupeError(f"There is no extractor {name!r}. There are: {', '.join(EXTRACTORS)}.")
    try:
        EXTRACTORS[name].check()
    except Unreadable as problem:
        raise DataloupeError(f"{problem}. Without it: --extractor none keeps all text of a page.") from None
    return name


def read_page(html: str, extractor: str) -> Page:
    """The main content of a page. Raises Unreadable when there is none."""
    text = main_text(html, extractor)
    if not text:
        raise Unreadable(f"no main content in a page of {len(html):,} characters (extractor {extractor})")
    return _page(html, text, extractor)


def read_file_page(html: str, extractor: str) -> Page:
    """The content of a file that is one page: all its text when it is a book, or when the extractor gives nothing."""
    everything = all_text.main_text(html)
    if not everything:
        raise Unreadable("a page without text")
    try:
        text = main_text(html, extractor)
    except Unreadable:  # the file was named by a person, who wants its text rather than a reason
        text = ""
    is_cut = len(everything) >= MIN_BOOK_CHARACTERS and len(text) < MIN_BOOK_SHARE * len(everything)
    if not text or is_cut:
        text, extractor = everything, "none"
    return _page(html, text, extractor)


def _page(html: str, text: str, extractor: str) -> Page:
    frame = skeleton(html)
    return Page(text, extractor, page_facts(frame), page_type(frame), len(html))


def main_text(html: str, extractor: str) -> str:
    """The text that an extractor gives. Raises Unreadable when the extractor fails on the page."""
    if len(html) > MAX_BODY_BYTES:
        raise Unreadable(f"a page longer than {MAX_BODY_BYTES >> 20} MB")
    try:
        check_nesting(html)
        return EXTRACTORS[extractor].main_text(html).strip()
    except Unreadable:
        raise
    except Exception as error:  # a parser has errors of its own, and one page must not stop a crawl
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise Unreadable(f"{extractor} cannot read the page: {reason}") from None
