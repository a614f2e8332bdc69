"""Archives of crawls (WARC, WET, ARC): each page is one document, read one record at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from analytics.errors import DataloupeError
from analytics.ingest.encodings import decode
from analytics.ingest.file_records import Unreadable, missing_extra
from analytics.ingest.inputs import Input
from analytics.ingest.markup import page
from analytics.ingest.records import CHUNK_BYTES, CHUNK_ROWS, MAX_RECORD_BYTES, Chunk, Reject, excerpt

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

NAME = "warc"
SPECIFICITY = 56
EXTENSIONS = (".warc", ".wet", ".arc")
STARTS = (b"WARC/1.", b"WARC/0.")
PAGES = ("text/html", "application/xhtml+xml")


def detect(path: Path, head: bytes) -> bool:
    """By the extension, or by the version that begins each record."""
    return path.suffix.lower() in EXTENSIONS or head.startswith(STARTS)


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of {text, title, url, domain, created_at, lang, status}; records of requests and facts are no rows.

    A page without text, and an answer that is no page, is a reject with the reason.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        raise DataloupeError(str(missing_extra("An archive of web pages", "fastwarc"))) from None
    builder = _Builder()
    wanted = WarcRecordType.response | WarcRecordType.conversion | WarcRecordType.resource
    with source.path.open("rb") as file:
        for number, record in enumerate(ArchiveIterator(file, record_types=wanted, parse_http=True), 1):
            builder.add(number, record)
            if builder.is_full:
                yield builder.chunk(min(file.tell(), source.size))
    yield builder.chunk(source.size)


class _Builder:
    """Collects pages for a chunk."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._numbers: list[int] = []
        self._records: list[dict[str, Any]] = []
        self._rejects: list[Reject] = []
        self._size = 0

    @property
    def is_full(self) -> bool:
        return len(self._records) + len(self._rejects) >= CHUNK_ROWS or self._size >= CHUNK_BYTES

    def add(self, number: int, record: WarcRecord) -> None:
        """Add the page of one record, or the reason why it is none."""
        url = record.headers.get("WARC-Target-URI") or ""
        content = record.reader.read(MAX_RECORD_BYTES)
        self._size += len(content)
        try:
            fields = _fields(record, content)
        except Unreadable as reason:
            self._rejects.append(Reject(number, str(reason), excerpt(url)))
            return
        about = {"url": url, "domain": urlsplit(url).hostname, "created_at": record.headers.get("WARC-Date")}
        self._numbers.append(number)
        self._records.append({name: value for name, value in (about | fields).items() if value})

    def chunk(self, consumed: int) -> Chunk:
        """The pages so far as a chunk; the next one begins empty."""
        chunk = Chunk(self._numbers, self._records, self._rejects, consumed)
        self._clear()
        return chunk


def _fields(record: WarcRecord, content: bytes) -> dict[str, Any]:
    """Text, title and language of a page. Raises Unreadable where there is none."""
    kind = _content_type(record)
    if kind == "text/plain":
        fields: dict[str, Any] = {"text": decode(content).strip()}
    elif kind in PAGES:
        extracted = page(decode(content), "resiliparse")
        fields = {"text": extracted.text, "title": extracted.title, "lang": extracted.lang}
    else:
        raise Unreadable(f"no page, but {kind or 'content of no known type'}")
    if not fields["text"]:
        raise Unreadable("a page without text")
    return fields | ({"status": record.http_headers.status_code} if record.http_headers is not None else {})


def _content_type(record: WarcRecord) -> str:
    is_http = record.http_headers is not None
    kind = record.http_content_type if is_http else record.headers.get("Content-Type")
    return (kind or "").partition(";")[0].strip().lower()
