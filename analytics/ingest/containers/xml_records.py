"""XML dumps and feeds: the element that repeats is the record; its attributes and children are the fields.

RSS, Atom, Stack Exchange dumps, MediaWiki exports, JATS and the like. Entities are never expanded, nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from analytics.ingest.file_records import path_fields, read_files
from analytics.ingest.inputs import Input
from analytics.ingest.markup import has_markup, unescaped
from analytics.ingest.records import Chunk
from analytics.ingest.xml_elements import all_text, name_of, parsed, records_of, stream_records

NAME = "xml"
SPECIFICITY = 32
EXTENSIONS = (".xml", ".rss", ".atom", ".rdf", ".opml")
GROUPED = True
FEEDS, ENTRIES = ("rss", "feed", "RDF"), ("item", "entry")
CONTENTS = ("encoded", "content", "description", "summary", "subtitle")
"""Where feeds have the text of an entry, the fullest first."""


def detect(path: Path, head: bytes) -> bool:
    """By the extension, or by an XML declaration that does not begin a web page."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return path.suffix.lower() in EXTENSIONS or (start.startswith(b"<?xml") and b"<html" not in start[:2000].lower())


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of one record for each repeated element. A dump of any size is read element by element."""
    return read_files(source, _records, stream=_stream)


def _records(content: bytes, path: Path) -> Iterator[dict[str, Any]]:
    root = parsed(content)
    for element in records_of(root):
        yield _record(root, element, path)


def _stream(file: Path, path: Path) -> Iterator[dict[str, Any]]:
    for root, element in stream_records(file):
        yield _record(root, element, path)


def _record(root: Element, element: Element, path: Path) -> dict[str, Any]:
    is_entry = name_of(element) in ENTRIES and name_of(root) in FEEDS
    return path_fields(path) | (_entry(element) if is_entry else _fields(element))


def _fields(element: Element) -> dict[str, Any]:
    fields: dict[str, Any] = {name.rpartition("}")[2]: _clean(value) for name, value in element.attrib.items()}
    for child in element:
        name = name_of(child)
        if name == "revision":  # MediaWiki keeps the text of a page in its revision
            fields |= _fields(child)
            continue
        value = _clean(all_text(child)) or child.get("href") or ""
        if name in fields and value:
            fields[name] = f"{fields[name]}\n{value}" if name not in ("link", "id") else fields[name]
        elif value:
            fields[name] = value
    own = _clean(element.text or "")
    return fields | ({"text": own} if own and "text" not in fields else {})


def _entry(element: Element) -> dict[str, Any]:
    """The fields of an entry of a feed, with its description and content as text; all of its words without either."""
    fields = _fields(element)
    pieces = [str(fields.pop(name)) for name in CONTENTS if fields.get(name)]
    whole = [piece for place, piece in enumerate(pieces) if not any(piece in other for other in pieces[:place])]
    words = "\n".join(word.strip() for word in element.itertext() if word.strip())
    return fields | {"text": "\n\n".join(whole) or _clean(words)}


def _clean(value: str) -> str:
    value = value.strip()
    return unescaped(value) if has_markup(value) else value
