"""Split a JSON file into its elements without parsing it as a whole, so that memory stays bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analytics.ingest.compression import DamagedInput, read_blocks
from analytics.ingest.line_reader import BOM
from analytics.ingest.records import MAX_RECORD_BYTES, OVERSIZED_HEAD_BYTES, Oversized

TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|"', re.DOTALL)
"""A string, a bracket, or the quote of a string that is not closed in the bytes read so far."""

SCALAR = re.compile(rb"[^\s,\]\[{}\"]*")
SPACE = re.compile(rb"\s*")
SPACE_OR_COMMAS = re.compile(rb"[\s,]*")
NEXT_OBJECT = re.compile(rb"\}\s*,?\s*(?=\{)")
"""Where reading continues after an element that is never closed."""


@dataclass(frozen=True)
class Element:
    """The bytes of one element, and how many bytes of the file were read for it. `problem`: why it is not a record."""

    raw: bytes
    consumed: int
    problem: str | None = None


def read_elements(path: Path, encoding: str = "utf-8") -> Iterator[Element]:
    """The elements of the array in the file, or its objects if it has no array."""
    window = _Window(path, encoding)
    window.grow()
    window.data = window.data.removeprefix(BOM)
    is_array = window.skip(SPACE) == b"["
    window.start += is_array
    while following := window.skip(SPACE_OR_COMMAS):
        if following not in (b"]", b"}"):
            yield window.element() or window.unclosed_element()
            continue
        window.start += 1
        is_end = following == b"]" and is_array
        if not is_end:
            yield Element(following, window.consumed, "broken JSON: a bracket that closes nothing")
        elif window.skip(SPACE):
            yield Element(window.data[window.start :], window.consumed, "data after the end of the array")
        if is_end:
            return
    if window.damage or is_array:
        yield Element(b"", window.consumed, window.damage or "file ends in the middle: the array is not closed")


def split_elements(data: bytes) -> list[bytes]:
    """The whole elements of the array, or the whole objects, that `data` begins with."""
    place = SPACE.match(data).end()  # type: ignore[union-attr]
    place += data[place : place + 1] == b"["
    elements = []
    while (place := SPACE_OR_COMMAS.match(data, place).end()) < len(data):  # type: ignore[union-attr]
        if data[place : place + 1] in (b"]", b"}") or (end := _element_end(data, place, False)) is None:
            break
        elements.append(data[place:end])
        place = end
    return elements


class _Window:
    """The section of a file that is being read; it moves on and grows on demand."""

    def __init__(self, path: Path, encoding: str):
        self._blocks = read_blocks(path, encoding)
        self.data = b""
        self.start = 0
        self.consumed = 0
        self.is_at_end = False
        self.damage: str | None = None

    def grow(self) -> None:
        """Read until the rest of the window has doubled, so that a long element is not scanned again for each block."""
        pieces = [self.data[self.start :]]
        size = len(pieces[0])
        wanted = 2 * size or 1
        while size < wanted and not self.is_at_end:
            try:
                block, self.consumed = next(self._blocks)
                pieces.append(block)
                size += len(block)
            except StopIteration:
                self.is_at_end = True
            except DamagedInput as damage:
                self.is_at_end, self.damage = True, str(damage)
        self.data, self.start = b"".join(pieces), 0

    def skip(self, pattern: re.Pattern[bytes]) -> bytes:
        """Move past the match of `pattern`; gives the byte after it, or nothing at the end of the file."""
        while True:
            self.start = pattern.match(self.data, self.start).end()  # type: ignore[union-attr]
            if self.start < len(self.data) or self.is_at_end:
                return self.data[self.start : self.start + 1]
            self.grow()

    def element(self) -> Element | None:
        """The element at the start; None if it does not end within the file or within MAX_RECORD_BYTES."""
        while (end := _element_end(self.data, self.start, self.is_at_end)) is None:
            if self.is_at_end or len(self.data) - self.start > MAX_RECORD_BYTES:
                return None
            self.grow()
        raw, self.start = self.data[self.start : end], end
        return Element(raw, self.consumed)

    def unclosed_element(self) -> Element:
        """An element without an end. It lasts until the next object, or else until the end of the file."""
        next_object = NEXT_OBJECT.search(self.data, self.start)
        start, self.start = self.start, next_object.end() if next_object else len(self.data)
        raw = self.data[start : self.start]
        if not next_object and not self.is_at_end:
            return Element(Oversized(raw[:OVERSIZED_HEAD_BYTES]), self.consumed)
        return Element(raw, self.consumed, "broken JSON: an element that is not closed")


def _element_end(data: bytes, start: int, is_complete: bool) -> int | None:
    """Where the element at `start` ends; None if its end is not in `data`."""
    if data[start : start + 1] not in (b"{", b"[", b'"'):
        end = SCALAR.match(data, start).end()  # type: ignore[union-attr]
        return max(end, start + 1) if end < len(data) or is_complete else None
    depth = 0
    for token in TOKEN.finditer(data, start):
        first = data[token.start()]
        if first == 0x22:
            if token.end() - token.start() == 1:
                return None
        else:
            depth += 1 if first in b"{[" else -1
        if depth == 0:
            return token.end()
    return None
