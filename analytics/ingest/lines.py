"""Lines of a (compressed) file, many at a time, with bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analytics.ingest.compression import DamagedInput, blocks
from analytics.ingest.records import RECORD_BYTES, Oversized

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Lines:
    """Whole lines without their line feeds. `damage` says why the file cannot be read on; the last line is then the
    piece before it.
    """

    lines: list[bytes]
    consumed: int
    damage: str | None = None


def read_lines(path: Path) -> Iterator[Lines]:
    """All lines of `path`, a block at a time. A line may end in CR LF: the CR stays."""
    rest: list[bytes] = []
    length = consumed = 0
    first = True
    damage = None
    stream = blocks(path)
    while True:
        try:
            block, consumed = next(stream)
        except StopIteration:
            break
        except DamagedInput as error:
            damage = str(error)
            break
        if first:
            block, first = block.removeprefix(BOM), False
        head, newline, tail = block.rpartition(b"\n")
        if newline:
            whole = head.split(b"\n")
            whole[0] = _joined(rest, length, whole[0])
            yield Lines(whole, consumed)
            rest, length = [], 0
        length += len(tail)
        if length <= RECORD_BYTES:
            rest.append(tail)
    if damage or length:
        yield Lines([_joined(rest, length, b"")], consumed, damage)


def _joined(rest: list[bytes], length: int, end: bytes) -> bytes:
    if length + len(end) > RECORD_BYTES:
        return Oversized((rest[0] if rest else end)[:4096])
    rest.append(end)
    return b"".join(rest)
