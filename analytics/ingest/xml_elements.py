"""The elements of an XML file that repeat, which are its records: of a small file at once, of a dump one by one."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from analytics.ingest.compression import DamagedInput, read_blocks
from analytics.ingest.file_records import Unreadable

SAMPLE_BYTES = 4 << 20
"""How much of a dump decides which of its elements are the records."""
MAX_DEPTH = 12
"""Records are not nested deeper than this; what is in them may be."""
RECORD_NAMES = ("item", "entry", "row", "page", "doc", "document", "record", "article", "text", "post")
SINGLE_NAMES = ("item", "entry")
"""Elements that are records even where there is one."""


class _Blocks(io.RawIOBase):
    """The decompressed bytes of a file as a stream, and how many were read."""

    def __init__(self, path: Path) -> None:
        self.count = 0
        self._blocks = read_blocks(path)
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        if not self._rest:
            try:
                self._rest, _ = next(self._blocks, (b"", 0))
            except DamagedInput as damage:
                raise Unreadable(str(damage)) from None
        size = len(self._rest) if size < 0 else size
        piece, self._rest = self._rest[:size], self._rest[size:]
        self.count += len(piece)
        return piece


def name_of(element: Element) -> str:
    """The name of an element without its namespace; "" for a comment."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def all_text(element: Element) -> str:
    """All text in an element, without tags."""
    return "".join(element.itertext())


def parsed(content: bytes) -> Element:
    """The root of an XML document. Entities are refused, and nothing is fetched."""
    import defusedxml.ElementTree as ElementTree
    from defusedxml.common import DefusedXmlException

    try:
        root: Element = ElementTree.fromstring(content)
    except DefusedXmlException:
        raise Unreadable("XML that defines entities is refused") from None
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Unreadable(f"not readable as XML: {error}") from None
    return root


def records_of(root: Element) -> list[Element]:
    """The children that repeat most text under one parent, by usual names first; the root itself without any."""
    return _most_text(root)[1]


def stream_records(path: Path) -> Iterator[tuple[Element, Element]]:
    """(root, record) for each record of a dump of any size. A record is forgotten when the next one is asked for."""
    names = _record_path(path)
    stack: list[Element] = []
    for event, element in _events(_Blocks(path)):
        if event == "start":
            stack.append(element)
            continue
        depth = len(stack)
        if depth == len(names) and [name_of(one) for one in stack] == names:
            yield stack[0], element
        stack.pop()
        if depth <= len(names) and stack:
            stack[-1].remove(element)


def _record_path(path: Path) -> list[str]:
    """The names from the root to the records, by the beginning of the file."""
    blocks = _Blocks(path)
    root: Element | None = None
    for _, element in _events(blocks):
        root = element if root is None else root
        if blocks.count >= SAMPLE_BYTES:
            break
    if root is None:
        raise Unreadable("not readable as XML: no element")
    parents, (first, *_) = _most_text(root)
    return [*(name_of(parent) for parent in parents), name_of(first)]


def _events(blocks: _Blocks) -> Iterator[tuple[str, Element]]:
    import defusedxml.ElementTree as ElementTree
    from defusedxml.common import DefusedXmlException

    try:
        yield from ElementTree.iterparse(blocks, events=("start", "end"))
    except DefusedXmlException:
        raise Unreadable("XML that defines entities is refused") from None
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"not readable as XML from here: {error}") from None


def _most_text(root: Element) -> tuple[list[Element], list[Element]]:
    """The elements from the root to the parent of the records, and the records."""
    best: tuple[float, list[Element], list[Element]] = (0.0, [], [root])
    for parents in _lineages([root]):
        parent = parents[-1]
        names = Counter(name_of(child) for child in parent)
        for name, count in names.items():
            if count < 2 and not (name in SINGLE_NAMES or (name == "page" and parent is root)):
                continue
            children = [child for child in parent if name_of(child) == name]
            size = sum(len(all_text(child)) + sum(map(len, child.attrib.values())) for child in children)
            score = size * (3 if name in RECORD_NAMES else 1) * (1 if len(children[0]) or children[0].attrib else 0.3)
            if score > best[0]:
                best = (score, parents, children)
    return best[1], best[2]


def _lineages(parents: list[Element]) -> Iterator[list[Element]]:
    """Each element in the order of the document with its parents, as deep as records may be."""
    yield parents
    if len(parents) < MAX_DEPTH:
        for child in parents[-1]:
            if len(child):
                yield from _lineages([*parents, child])
