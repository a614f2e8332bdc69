"""HTML and XHTML pages: each file is one document, its content without boilerplate."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from analytics.ingest.file_records import FIRST_DOCUMENTS, path_fields, read_files
from analytics.ingest.inputs import Input
from analytics.ingest.records import Chunk
from analytics.ingest.web.encoding import page_text
from analytics.ingest.web.page import extractor_of, read_file_page

NAME = "html"
SPECIFICITY = 35
EXTENSIONS = (".html", ".htm", ".xhtml")
GROUPED = True
STARTS = (b"<!doctype html", b"<html")
EXTRACTOR = "trafilatura"
"""The default for files, of which there are few: careful rather than fast."""


def detect(path: Path, head: bytes) -> bool:
    """By the extension, or by the first tag."""
    return path.suffix.lower() in EXTENSIONS or head.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower().startswith(STARTS)


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of one page for each file. A page without main content keeps all its text (extractor: none)."""
    return read_files(source, partial(_records, extractor_of(source, EXTRACTOR)), FIRST_DOCUMENTS)


def assumptions(source: Input) -> dict[str, str]:
    """The extractor, which a person may want to change."""
    return {"extractor": extractor_of(source, EXTRACTOR)}


def _records(extractor: str, content: bytes, path: Path) -> Iterator[dict[str, Any]]:
    page = read_file_page(page_text(content), extractor)
    about = path_fields(path)
    yield about | page.fields() | {"title": page.facts.title or about["title"], "url": page.facts.url}
