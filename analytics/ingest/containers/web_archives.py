"""Archives of crawls (WARC, WET): each page is one document, read one record at a time."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from analytics.errors import DataloupeError
from analytics.ingest.encodings import decode
from analytics.ingest.file_records import FIRST_DOCUMENTS, Unreadable, missing_extra
from analytics.ingest.inputs import Input
from analytics.ingest.records import CHUNK_BYTES, CHUNK_ROWS, Chunk, Reject, excerpt
from analytics.ingest.web.encoding import page_text
from analytics.ingest.web.http_messages import Response, charset, media_type, parse_response
from analytics.ingest.web.page import extractor_of, read_page
from analytics.ingest.web.warc import Record, read_records

NAME = "warc"
SPECIFICITY = 56
EXTENSIONS = (".warc", ".wet")
STARTS = (b"WARC/1.", b"WARC/0.")
PAGES = ("text/html", "application/xhtml+xml")
EXTRACTOR = "resiliparse"
"""The default for crawls, in which speed counts."""


def detect(path: Path, head: bytes) -> bool:
    """By the extension, or by the version that begins each record."""
    return path.suffix.lower() in EXTENSIONS or head.startswith(STARTS)


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of pages with their address, domain and time. Records of requests, metadata and the crawl are no rows.

    A page without main content, an answer that is no page, and a record that is damaged or refers to an earlier one
    (revisit) are rejects with the reason.
    """
    if find_spec("fastwarc") is None:
        raise DataloupeError(f"{missing_extra('An archive of web pages', 'fastwarc')}.")
    builder = _Builder(extractor_of(source, EXTRACTOR))
    for number, (record, consumed) in enumerate(read_records(source.path), 1):
        builder.add(number, record)
        if builder.is_full:
            yield builder.chunk(min(consumed, source.size))
    yield builder.chunk(source.size)


def assumptions(source: Input) -> dict[str, str]:
    """The extractor, which a person may want to change."""
    return {"extractor": extractor_of(source, EXTRACTOR)}


class _Builder:
    """Collects pages for a chunk."""

    def __init__(self, extractor: str) -> None:
        self._extractor = extractor
        self._limit = FIRST_DOCUMENTS
        self._clear()

    def _clear(self) -> None:
        self._numbers: list[int] = []
        self._records: list[dict[str, Any]] = []
        self._rejects: list[Reject] = []
        self._size = 0

    @property
    def is_full(self) -> bool:
        return len(self._records) >= self._limit or len(self._rejects) >= CHUNK_ROWS or self._size >= CHUNK_BYTES

    def add(self, number: int, record: Record) -> None:
        """Add the page of one record, or the reason why it is none."""
        self._size += len(record.block)
        try:
            fields = _fields(record, self._extractor)
        except Unreadable as reason:
            self._rejects.append(Reject(number, str(reason), excerpt(record.url)))
            return
        self._numbers.append(number)
        self._records.append(fields)

    def chunk(self, consumed: int) -> Chunk:
        """The pages so far as a chunk; the next one begins empty."""
        chunk = Chunk(self._numbers, self._records, self._rejects, consumed)
        if self._records:
            self._limit = CHUNK_ROWS
        self._clear()
        return chunk


def _fields(record: Record, extractor: str) -> dict[str, Any]:
    """A record of a page: the same fields for every page. Raises Unreadable where there is no page."""
    if record.problem:
        raise Unreadable(record.problem)
    if record.kind == "revisit":
        raise Unreadable("a revisit: its content is in an earlier record")
    about = {
        "url": record.url or None,
        "domain": _domain(record.url),
        "created_at": record.headers.get("warc-date"),
        "record_offset": record.offset,
    }
    if media_type(record.headers.get("content-type")) == "application/http":
        return _page(parse_response(record.block), extractor) | about
    content_type = record.headers.get("content-type")
    answer = Response(0, {"content-type": content_type or ""}, record.block)
    fields = _page(answer, extractor) | about
    language = record.headers.get("warc-identified-content-language")
    return fields | ({"lang": language.partition(",")[0]} if language else {})


def _page(answer: Response, extractor: str) -> dict[str, Any]:
    if answer.status and not 200 <= answer.status < 300:
        raise Unreadable(f"no page, but an answer with status {answer.status}")
    kind = answer.media_type
    if kind == "text/plain":
        return _plain_text(answer.body)
    if kind not in PAGES and not (not kind and answer.body.lstrip()[:1] == b"<"):
        raise Unreadable(f"no page, but {kind or 'content of no known type'}")
    return dict(read_page(page_text(answer.body, charset(answer.headers.get("content-type"))), extractor).fields())


def _plain_text(content: bytes) -> dict[str, Any]:
    """Text that is no HTML, as in WET files: nothing is extracted."""
    text = decode(content).strip()
    if not text:
        raise Unreadable("a page without text")
    facts = dict.fromkeys(("title", "author", "published", "lang", "page_type", "extractor", "raw_characters"))
    return {"text": text} | facts


def _domain(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
