"""JSONL / NDJSON: one JSON object per line, or an array of objects per line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from analytics.ingest.compression import read_head
from analytics.ingest.encodings import encoding_of, json_encoding
from analytics.ingest.inputs import Input
from analytics.ingest.json_elements import split_elements
from analytics.ingest.json_parsing import NotARecord, parse_record
from analytics.ingest.line_reader import BOM, read_lines
from analytics.ingest.records import CHUNK_ROWS, Chunk, Oversized, Reject, excerpt

NAME = "jsonl"
SPECIFICITY = 20
EXTENSIONS = (".jsonl", ".ndjson", ".jsonlines")
HEAD_BYTES = 1 << 16
SEPARATOR = b"\x1e"


def detect(path: Path, head: bytes) -> bool:
    """By the extension, unless an array or objects over several lines give more records; with other extensions, if the
    first line is a whole object and another line follows.
    """
    if path.suffix.lower() in EXTENSIONS:
        return _has_records_in_lines(_as_utf8(head))
    first, newline, rest = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    return bool(newline and rest.strip() and first.startswith(b"{") and _count_records([first]))


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
        elements = _elements(line)
        for element in elements:
            try:
                records.append(parse_record(element))
                numbers.append(number)
            except NotARecord as reason:
                rejects.append(Reject(number, str(reason), excerpt(element)))
    return Chunk(numbers, records, rejects, consumed)


def assumptions(source: Input) -> dict[str, str]:
    """What is assumed about a file: whether its lines are arrays of records."""
    lines = _as_utf8(read_head(source.path, HEAD_BYTES)).splitlines()
    return {"records": "in arrays"} if any(len(_elements(line)) > 1 for line in lines) else {}


def _elements(line: bytes) -> list[bytes]:
    """The record of a line, or the records of the array in it, if all of it is records; without the separator of
    RFC 7464.
    """
    if isinstance(line, Oversized):
        return [line]
    line = line.removeprefix(SEPARATOR)
    if not (line.lstrip().startswith(b"[") and line.rstrip().endswith(b"]")):
        return [line]
    elements = split_elements(line)
    return elements if elements and _count_records(elements) == len(elements) else [line]


def _has_records_in_lines(head: bytes) -> bool:
    """Whether lines give at least as many records as elements that may go over several lines do."""
    lines = [line for line in head.splitlines() if line.strip()]
    if len(lines) == 1 and lines[0].lstrip()[:1] == b"[":
        return False
    in_lines = sum(_count_records(_elements(line)) > 0 for line in lines)
    return 2 * in_lines >= len(lines) or _count_records(split_elements(head)) <= in_lines


def _count_records(elements: list[bytes]) -> int:
    count = 0
    for element in elements:
        try:
            parse_record(element)
            count += 1
        except NotARecord:
            pass
    return count


def _as_utf8(head: bytes) -> bytes:
    encoding = encoding_of(head, False)
    return (
        head.decode(encoding, "ignore").encode()
        if encoding.startswith(("utf-16", "utf-32"))
        else head.removeprefix(BOM)
    )
