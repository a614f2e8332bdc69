"""XML dumps and feeds: the element that repeats is the record; its attributes and children are the fields.

RSS, Atom, Stack Exchange dumps, MediaWiki exports, JATS and the like. Entities are never expanded, nothing is fetched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from analytics.ingest.file_records import Unreadable, path_fields, read_files
from analytics.ingest.inputs import Input
from analytics.ingest.markup import has_markup, unescaped
from analytics.ingest.records import Chunk

NAME = "xml"
SPECIFICITY = 32
EXTENSIONS = (".xml", ".rss", ".atom", ".rdf", ".opml")
GROUPED = True
FEEDS, ENTRIES = ("rss", "feed", "RDF"), ("item", "entry")
CONTENTS = ("encoded", "content", "description", "summary", "subtitle")
"""Where feeds have the text of an entry, the fullest first."""
RECORD_NAMES = ("item", "entry", "row", "page", "doc", "document", "record", "article", "text", "post")


def detect(path: Path, head: bytes) -> bool:
    """By the extension, or by an XML declaration that does not begin a web page."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return path.suffix.lower() in EXTENSIONS or (start.startswith(b"<?xml") and b"<html" not in start[:2000].lower())


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of one record for each repeated element."""
    return read_files(source, _records)


def _records(content: bytes, path: Path) -> Iterator[dict[str, Any]]:
    import defusedxml.ElementTree as ElementTree
    from defusedxml.common import DefusedXmlException

    try:
        root = ElementTree.fromstring(content)
    except DefusedXmlException:
        raise Unreadable("XML that defines entities is refused") from None
    except ElementTree.ParseError as error:
        raise Unreadable(f"not readable as XML: {error}") from None
    records = _repeated(root)
    for element in records:
        is_entry = _name(element) in ENTRIES and _name(root) in FEEDS
        yield path_fields(path) | (_entry(element) if is_entry else _fields(element))


def _repeated(root: Element) -> list[Element]:
    """The children that repeat most text under one parent, by usual names first; the root itself without any."""
    best: tuple[float, list[Element]] = (0.0, [root])
    for parent in root.iter():
        names = Counter(_name(child) for child in parent)
        for name, count in names.items():
            if count < 2 and not ((name in ("item", "entry", "page") and parent is root) or name in ("item", "entry")):
                continue
            children = [child for child in parent if _name(child) == name]
            size = sum(len(_all_text(child)) + sum(map(len, child.attrib.values())) for child in children)
            score = size * (3 if name in RECORD_NAMES else 1) * (1 if len(children[0]) or children[0].attrib else 0.3)
            if score > best[0]:
                best = (score, children)
    return best[1]


def _fields(element: Element) -> dict[str, Any]:
    fields: dict[str, Any] = {name.rpartition("}")[2]: _clean(value) for name, value in element.attrib.items()}
    for child in element:
        name = _name(child)
        if name == "revision":  # MediaWiki keeps the text of a page in its revision
            fields |= _fields(child)
            continue
        value = _clean(_all_text(child)) or child.get("href") or ""
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


def _all_text(element: Element) -> str:
    return "".join(element.itertext())


def _clean(value: str) -> str:
    value = value.strip()
    return unescaped(value) if has_markup(value) else value


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""
