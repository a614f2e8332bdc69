"""JSONL / NDJSON: one JSON object per line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from analytics.ingest.encodings import json_encoding
from analytics.ingest.inputs import Input
from analytics.ingest.json_parsing import NotARecord, parse_record
from analytics.ingest.line_reader import read_lines
from analytics.ingest.records import CHUNK_ROWS, Chunk, Reject, excerpt

NAME = "jsonl"
SPECIFICITY = 20
EXTENSIONS = (".jsonl", ".ndjson", ".jsonlines")


def detect(path: Path, head: bytes) -> bool:
    """By the extension; with other extensions, if the first line is a whole object and another line follows."""
    if path.suffix.lower() in EXTENSIONS:
        return True
    first, newline, rest = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if not (newline and rest.strip() and first.startswith(b"{")):
        return False
    try:
        return isinstance(parse_record(first), dict)
    except NotARecord:
        return False


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of objects, numbered by line. Blank lines are skipped; broken lines are rejects."""
    number = 0
    for block in read_lines(source.path, json_encoding(source)):
        whole, rest = (block.lines[:-1], block.lines[-1]) if block.damage else (block.lines, b"")
        for start in range(0, len(whole), CHUNK_ROWS):
            yield _chunk(whole[start : start + CHUNK_ROWS], number + start + 1, block.consumed)
        number += len(whole)
        if block.damage:
            yield Chunk([], [], [Reject(number + 1, block.damage, excerpt(rest))], block.consumed)


def _chunk(lines: list[bytes], first_number: int, consumed: int) -> Chunk:
    numbers, records, rejects = [], [], []
    for number, line in enumerate(lines, first_number):
        if not line or line.isspace():
            continue
        try:
            records.append(parse_record(line))
            numbers.append(number)
        except NotARecord as reason:
            rejects.append(Reject(number, str(reason), excerpt(line)))
    return Chunk(numbers, records, rejects, consumed)
