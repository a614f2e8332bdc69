"""How large do the compressed streams of a PDF become? A bomb is refused before a parser expands it in memory."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from analytics.ingest.file_records import Unreadable

MAX_STREAM_BYTES, MAX_TOTAL_BYTES = 32 << 20, 256 << 20
"""Of one stream and of all. The text of a page has some kilobytes, a font some megabytes."""
MAX_FILTERS = 3
DICTIONARY_BYTES = 2_000
INPUT_BYTES = 1 << 14

_STREAM = re.compile(rb"stream\r?\n")
_IMAGE = re.compile(rb"/Subtype\s*/Image")
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)\b")


def check_streams(content: bytes) -> None:
    """Raises Unreadable for a PDF whose streams become larger than the limits. Images are never expanded for text."""
    total = 0
    for dictionary, start in _streams(content):
        filters = len(_FLATE.findall(dictionary))
        if not filters or _IMAGE.search(dictionary):
            continue
        if filters > MAX_FILTERS:
            raise Unreadable(f"a PDF whose streams are compressed {filters} times")
        size = _expanded_size(content, start, filters)
        total += size
        if size > MAX_STREAM_BYTES or total > MAX_TOTAL_BYTES:
            limit = MAX_STREAM_BYTES if size > MAX_STREAM_BYTES else MAX_TOTAL_BYTES
            raise Unreadable(f"a PDF whose text becomes more than {limit >> 20} MB, as in a decompression bomb")


def _streams(content: bytes) -> Iterator[tuple[bytes, int]]:
    """The dictionary before each stream, and where the stream begins."""
    for match in _STREAM.finditer(content):
        if content[max(0, match.start() - 3) : match.start()] != b"end":
            before = content[max(0, match.start() - DICTIONARY_BYTES) : match.start()]
            yield before[max(before.rfind(b" obj"), 0) :], match.end()


def _expanded_size(content: bytes, start: int, filters: int) -> int:
    """The bytes of a stream after all its filters, or more than the limit. What is damaged counts as far as it goes."""
    steps = [zlib.decompressobj() for _ in range(filters)]
    size = 0
    try:
        for place in range(start, len(content), INPUT_BYTES):
            for piece in _expanded(steps, content[place : place + INPUT_BYTES]):
                size += len(piece)
                if size > MAX_STREAM_BYTES:
                    return size
            if steps[0].eof:
                break
    except zlib.error:
        pass
    return size


def _expanded(steps: list[zlib._Decompress], piece: bytes) -> Iterator[bytes]:
    """The output of all steps for a piece of input, in bounded pieces."""
    if not steps:
        yield piece
        return
    first, *others = steps
    data = piece
    while data:
        yield from _expanded(others, first.decompress(data, 1 << 20))
        data = first.unconsumed_tail
