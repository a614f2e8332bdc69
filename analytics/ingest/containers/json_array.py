"""JSON files: an array of objects, one object, or objects one after another on any number of lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.ingest.compression import DamagedInput, blocks
from analytics.ingest.json_record import NotARecord, parse
from analytics.ingest.lines import BOM
from analytics.ingest.records import CHUNK_BYTES, CHUNK_ROWS, RECORD_BYTES, Chunk, Oversized, Reject, excerpt

if TYPE_CHECKING:
    from analytics.ingest.inputs import Input

EXTENSIONS = (".json",)

TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|"', re.DOTALL)
"""A string, a bracket, or the quote of a string that is not closed in what has been read."""

SCALAR = re.compile(rb"[^\s,\]\[{}\"]*")
BETWEEN = re.compile(rb"[\s,]*")
NEXT_OBJECT = re.compile(rb"\}\s*,?\s*(?=\{)")
"""Where reading goes on after an element that is never closed."""


def detect(path: Path, head: bytes) -> bool:
    """By name, or by the first character."""
    return path.suffix.lower() in EXTENSIONS or head.removeprefix(BOM).lstrip()[:1] in (b"[", b"{")


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of objects, numbered by element. Broken elements are rejects; what follows the last whole one is one
    reject.
    """
    numbers: list[int] = []
    records: list[dict[str, Any]] = []
    rejects: list[Reject] = []
    size = consumed = 0
    for number, element in enumerate(_elements(source.path), 1):
        consumed = element.consumed
        size += len(element.raw)
        try:
            if element.problem:
                raise NotARecord(element.problem)
            records.append(parse(element.raw))
            numbers.append(number)
        except NotARecord as reason:
            rejects.append(Reject(number, str(reason), excerpt(element.raw)))
        if len(records) + len(rejects) >= CHUNK_ROWS or size >= CHUNK_BYTES:
            yield Chunk(numbers, records, rejects, consumed)
            numbers, records, rejects, size = [], [], [], 0
    yield Chunk(numbers, records, rejects, consumed)


@dataclass(frozen=True)
class Element:
    """The bytes of one element, how far the file was read for it, and why it is none, where that is already known."""

    raw: bytes
    consumed: int
    problem: str | None = None


class _Window:
    """The part of a file that is being looked at; it slides on and grows on demand."""

    def __init__(self, path: Path):
        self._blocks = blocks(path)
        self.data = b""
        self.start = 0
        self.consumed = 0
        self.ended = False
        self.damage: str | None = None

    def grow(self) -> None:
        """Read on until what is left has doubled, so that long elements are not scanned again for every block."""
        parts = [self.data[self.start :]]
        wanted = 2 * len(parts[0]) or 1
        held = len(parts[0])
        while held < wanted and not self.ended:
            try:
                block, self.consumed = next(self._blocks)
                parts.append(block)
                held += len(block)
            except StopIteration:
                self.ended = True
            except DamagedInput as damage:
                self.ended, self.damage = True, str(damage)
        self.data, self.start = b"".join(parts), 0

    def skip(self, pattern: re.Pattern[bytes]) -> bytes:
        """Move over what matches; the byte that follows, empty at the end of the file."""
        while True:
            self.start = pattern.match(self.data, self.start).end()  # type: ignore[union-attr]
            if self.start < len(self.data) or self.ended:
                return self.data[self.start : self.start + 1]
            self.grow()

    def element(self) -> Element | None:
        """The element that starts here, or None when it does not end within the file or within RECORD_BYTES."""
        while (end := _end(self.data, self.start, self.ended)) is None:
            if self.ended or len(self.data) - self.start > RECORD_BYTES:
                return None
            self.grow()
        raw, self.start = self.data[self.start : end], end
        return Element(raw, self.consumed)


def _elements(path: Path) -> Iterator[Element]:
    window = _Window(path)
    window.grow()
    window.data = window.data.removeprefix(BOM)
    is_array = window.skip(re.compile(rb"\s*")) == b"["
    window.start += is_array
    while following := window.skip(BETWEEN):
        if following in (b"]", b"}"):
            window.start += 1
            if not (following == b"]" and is_array):
                yield Element(following, window.consumed, "broken JSON: a bracket that closes nothing")
            elif window.skip(re.compile(rb"\s*")):
                yield Element(window.data[window.start :], window.consumed, "data after the end of the array")
            if following == b"]" and is_array:
                return
            continue
        yield window.element() or _unclosed(window)
    if window.damage or is_array:
        yield Element(b"", window.consumed, window.damage or "file ends in the middle: the array is not closed")


def _unclosed(window: _Window) -> Element:
    """An element without an end. Go on at the next object, where there is one; else the rest of the file belongs to
    it.
    """
    following = NEXT_OBJECT.search(window.data, window.start)
    start, window.start = window.start, following.end() if following else len(window.data)
    raw = window.data[start : window.start]
    too_long = not following and not window.ended
    return Element(
        Oversized(raw[:4096]) if too_long else raw,
        window.consumed,
        None if too_long else "broken JSON: an element that is not closed",
    )


def _end(data: bytes, start: int, is_all: bool) -> int | None:
    """Where the element that begins at `start` ends, None when that is not in `data`."""
    if data[start : start + 1] not in (b"{", b"[", b'"'):
        end = SCALAR.match(data, start).end()  # type: ignore[union-attr]
        return max(end, start + 1) if end < len(data) or is_all else None
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
