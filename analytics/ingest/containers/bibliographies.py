"""BibTeX: each entry is a record. Its text is the title and the abstract; LaTeX becomes plain letters."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analytics.ingest.encodings import decode
from analytics.ingest.file_records import Unreadable, missing_extra, read_files
from analytics.ingest.inputs import Input
from analytics.ingest.records import Chunk

NAME = "bibtex"
SPECIFICITY = 33
EXTENSIONS = (".bib", ".bibtex")
FIELDS = ("author", "year", "date", "journal", "booktitle", "publisher", "keywords", "url", "doi", "language", "note")
TEXTS = ("title", "abstract", "annote")


def detect(path: Path, head: bytes) -> bool:
    """By the extension."""
    return path.suffix.lower() in EXTENSIONS


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of {text, title, id, type, author, year, ...}. An entry that cannot be parsed is one reject."""
    return read_files(source, _records)


def _records(content: bytes, path: Path) -> Iterator[dict[str, Any] | Unreadable]:
    try:
        from bibtexparser.entrypoint import parse_string
        from bibtexparser.middlewares import LatexDecodingMiddleware
    except ImportError:
        raise missing_extra("BibTeX", "bibtexparser") from None
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # its warnings are rejects here
    try:
        library = parse_string(decode(content), append_middleware=[LatexDecodingMiddleware()])
    except (ValueError, RecursionError, IndexError, KeyError, AttributeError) as error:
        raise Unreadable(f"not readable as BibTeX: {' '.join(str(error).split())[:200]}") from None
    for entry in library.entries:
        yield _fields(entry.entry_type, entry.key, {name.key.lower(): name.value for name in entry.fields})
    for block in library.failed_blocks:
        raw = " ".join(str(block.raw or "").split())[:100]
        yield Unreadable(f"an entry that cannot be parsed: {' '.join(str(block.error).split())[:150]} ({raw})")


def _fields(kind: str, key: str, values: dict[str, Any]) -> dict[str, Any]:
    plain = {name: " ".join(str(value).replace("{", "").replace("}", "").split()) for name, value in values.items()}
    text = "\n\n".join(plain[name] for name in TEXTS if plain.get(name))
    record = {"text": text, "title": plain.get("title"), "id": key, "type": kind}
    return record | {name: plain[name] for name in FIELDS if plain.get(name)}
