"""What a page says about itself: title, author, date, address and language, from its head and its structured data."""

from __future__ import annotations

import html as html_entities
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.ingest.web.skeleton import Skeleton

MAX_VALUE_CHARACTERS = 500
TITLES = ("og:title", "twitter:title", "dc.title", "citation_title")
AUTHORS = ("author", "article:author", "dc.creator", "citation_author", "parsely-author", "sailthru.author")
DATES = (
    "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "citation_publication_date",
    "pubdate", "publish-date", "parsely-pub-date", "og:published_time",
)  # fmt: skip
ADDRESSES = ("og:url", "twitter:url")
LANGUAGES = ("content-language", "language", "og:locale", "dc.language")

# A pattern without IGNORECASE is several times faster: it looks for its first letters only. Tags are in one case.
_TAG = re.compile(r"<(meta|link|html|time|META|LINK|HTML|TIME)\b([^<>]{0,4000})>")
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TITLE = re.compile(r"<(?:title|TITLE|Title)\b[^<>]*>([^<]*)</")
_HEADING = re.compile(r"<[hH]1\b[^<>]*>([^<]{1,500})</")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?=$|[-_,; ])")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{4}/\d{2}/\d{2}|\d{8}(?!\d)")


@dataclass(frozen=True)
class Facts:
    """What a page says about itself; None where it says nothing."""

    title: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    language: str | None = None


def page_facts(page: Skeleton) -> Facts:
    """The facts of a page: metadata for sharing first, then structured data (JSON-LD), then the tags of HTML."""
    head = page.markup
    tags = [(name.lower(), _attributes(text)) for name, text in _TAG.findall(head)]
    named = _named(tags)
    data = _described(page.data)
    return Facts(
        title=_first(named, TITLES) or _plain(data.get("headline")) or _match(_TITLE, head) or _match(_HEADING, head),
        author=_person(_first(named, AUTHORS)) or _person(data.get("author")),
        date=_date(_first(named, DATES)) or _date(data.get("datePublished")) or _time(tags),
        url=_canonical(tags) or _first(named, ADDRESSES),
        language=_language(tags, named),
    )


def _described(data: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The first object of the structured data that has a headline, a date or an author."""
    return next((one for one in data if any(name in one for name in ("headline", "datePublished", "author"))), {})


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): double or single or bare for name, double, single, bare in _ATTRIBUTE.findall(text)}


def _named(tags: list[tuple[str, dict[str, str]]]) -> dict[str, str]:
    """{name of a meta tag: its content}, the first of each name."""
    named: dict[str, str] = {}
    for tag, attributes in tags:
        if tag != "meta" or not attributes.get("content"):
            continue
        for key in ("property", "name", "itemprop", "http-equiv"):
            if attributes.get(key):
                named.setdefault(attributes[key].lower(), attributes["content"])
    return named


def _first(named: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((value for name in names if (value := _plain(named.get(name)))), None)


def _match(pattern: re.Pattern[str], head: str) -> str | None:
    match = pattern.search(head)
    return _plain(match[1]) if match else None


def _plain(value: Any) -> str | None:
    """A value as one line of text."""
    if not isinstance(value, str):
        return None
    return " ".join(html_entities.unescape(value).split())[:MAX_VALUE_CHARACTERS] or None


def _person(value: Any) -> str | None:
    """The names of an author in JSON-LD: a string, an object with a name, or a list of them. An address is no name."""
    if isinstance(value, list):
        return ", ".join(name for one in value[:10] if (name := _person(one))) or None
    name = _plain(value.get("name") if isinstance(value, dict) else value)
    return None if name is None or "://" in name else name


def _date(value: Any) -> str | None:
    """A date as the page writes it, when it begins with year, month and day."""
    text = _plain(value)
    return text if text and _DATE.match(text) else None


def _time(tags: list[tuple[str, dict[str, str]]]) -> str | None:
    times = (attributes.get("datetime") for tag, attributes in tags if tag == "time")
    return next((date for time in times if (date := _date(time))), None)


def _canonical(tags: list[tuple[str, dict[str, str]]]) -> str | None:
    links = (attributes for tag, attributes in tags if tag == "link")
    addresses = (_plain(one.get("href")) for one in links if one.get("rel", "").lower() == "canonical")
    return next((one for one in addresses if one and one.startswith(("http://", "https://"))), None)


def _language(tags: list[tuple[str, dict[str, str]]], named: Mapping[str, str]) -> str | None:
    """The code of the language, without its region: `en-GB` is `en`."""
    roots = [attributes.get("lang") or attributes.get("xml:lang") for tag, attributes in tags if tag == "html"]
    for value in [*roots, *(named.get(name) for name in LANGUAGES)]:
        match = _LANGUAGE.match(value.strip()) if value else None
        if match:
            return match[0].lower()
    return None
