"""JSONL / NDJSON: one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.ingest.json_record import NotARecord, parse
from analytics.ingest.lines import read_lines
from analytics.ingest.records import CHUNK_ROWS, Chunk, Reject, excerpt

if TYPE_CHECKING:
    from analytics.ingest.inputs import Input

EXTENSIONS = (".jsonl", ".ndjson", ".jsonlines")


def detect(path: Path, head: bytes) -> bool:
    """By name; or, for other names, when the first line is a whole object and another line follows."""
    if path.suffix.lower() in EXTENSIONS:
        return True
    first, newline, rest = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if not (newline and rest.strip() and first.startswith(b"{")):
        return False
    try:
        return isinstance(parse(first), dict)
    except NotARecord:
        return False


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of objects, numbered by line. Blank lines are no rows; broken lines are rejects."""
    number = 0
    for block in read_lines(source.path):
        whole, piece = (block.lines[:-1], block.lines[-1]) if block.damage else (block.lines, b"")
        for start in range(0, len(whole), CHUNK_ROWS):
            yield _chunk(whole[start : start + CHUNK_ROWS], number + start, block.consumed)
        number += len(whole)
        if block.damage:
            yield Chunk([], [], [Reject(number + 1, block.damage, excerpt(piece))], block.consumed)


def _chunk(lines: list[bytes], before: int, consumed: int) -> Chunk:
    numbers, records, rejects = [], [], []
    for number, line in enumerate(lines, before + 1):
        if not line or line.isspace():
            continue
        try:
            records.append(parse(line))
            numbers.append(number)
        except NotARecord as reason:
            rejects.append(Reject(number, str(reason), excerpt(line)))
    return Chunk(numbers, records, rejects, consumed)
