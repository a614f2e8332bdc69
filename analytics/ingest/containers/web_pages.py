"""HTML and XHTML pages: each file is one document, its content without boilerplate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analytics.ingest.encodings import decode
from analytics.ingest.file_records import Unreadable, path_fields, read_files
from analytics.ingest.inputs import Input
from analytics.ingest.markup import page
from analytics.ingest.records import Chunk

NAME = "html"
SPECIFICITY = 35
EXTENSIONS = (".html", ".htm", ".xhtml")
GROUPED = True
STARTS = (b"<!doctype html", b"<html")


def detect(path: Path, head: bytes) -> bool:
    """By the extension, or by the first tag."""
    return path.suffix.lower() in EXTENSIONS or head.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower().startswith(STARTS)


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of {text, title, author, date, url, lang, path}."""
    return read_files(source, _records)


def _records(content: bytes, path: Path) -> Iterator[dict[str, Any]]:
    extracted = page(decode(content))
    if not extracted.text:
        raise Unreadable("a page without text")
    fields = {
        "title": extracted.title,
        "author": extracted.author,
        "date": extracted.date,
        "url": extracted.url,
        "lang": extracted.lang,
    }
    yield path_fields(path) | {"text": extracted.text} | {name: value for name, value in fields.items() if value}
