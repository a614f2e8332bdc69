"""Lines of a (compressed) file, many at a time, with bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analytics.ingest.compression import DamagedInput, read_blocks
from analytics.ingest.records import MAX_RECORD_BYTES, OVERSIZED_HEAD_BYTES, Oversized

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Lines:
    """Whole lines without their line feeds. `damage` says why the rest of the file cannot be read.

    With `damage`, the last line is the piece before it.
    """

    lines: list[bytes]
    consumed: int
    damage: str | None = None


class _Rest:
    """The beginning of a line whose end has not been read yet."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.length = 0

    def add(self, piece: bytes) -> None:
        self.length += len(piece)
        if self.length <= MAX_RECORD_BYTES:
            self._pieces.append(piece)

    def finish(self, end: bytes = b"") -> bytes:
        """The whole line, which ends with `end`; only its beginning if it is too long."""
        pieces, length = self._pieces, self.length
        self._pieces, self.length = [], 0
        if length + len(end) > MAX_RECORD_BYTES:
            return Oversized((pieces[0] if pieces else end)[:OVERSIZED_HEAD_BYTES])
        return b"".join([*pieces, end])


def read_lines(path: Path, encoding: str = "utf-8") -> Iterator[Lines]:
    """All lines of `path` as UTF-8, one block of the file at a time. The CR of a CR LF line end stays."""
    rest = _Rest()
    consumed = 0
    damage: str | None = None
    is_first = True
    try:
        for block, consumed in read_blocks(path, encoding):
            content = block.removeprefix(BOM) if is_first else block
            is_first = False
            head, newline, tail = content.rpartition(b"\n")
            if newline:
                lines = head.split(b"\n")
                lines[0] = rest.finish(lines[0])
                yield Lines(lines, consumed)
            rest.add(tail)
    except DamagedInput as error:
        damage = str(error)
    if damage or rest.length:
        yield Lines([rest.finish()], consumed, damage)
