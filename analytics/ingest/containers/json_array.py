"""JSON files: an array of objects, one object, or objects one after another on any number of lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analytics.ingest.columnar_json import rows_of
from analytics.ingest.encodings import json_encoding
from analytics.ingest.inputs import Input
from analytics.ingest.json_elements import read_elements
from analytics.ingest.json_parsing import NotARecord, parse_record
from analytics.ingest.line_reader import BOM
from analytics.ingest.records import CHUNK_BYTES, CHUNK_ROWS, Chunk, Reject, excerpt

NAME = "json"
SPECIFICITY = 10
EXTENSIONS = (".json",)


def detect(path: Path, head: bytes) -> bool:
    """By the extension, or by the first character."""
    return path.suffix.lower() in EXTENSIONS or head.removeprefix(BOM).lstrip()[:1] in (b"[", b"{")


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of objects, numbered by element. Broken elements are rejects, and so is text after the last element.

    A table in one object (`columnar_json`) gives its rows.
    """
    numbers: list[int] = []
    records: list[dict[str, Any]] = []
    rejects: list[Reject] = []
    size = consumed = 0
    for number, element in enumerate(read_elements(source.path, json_encoding(source)), 1):
        consumed = element.consumed
        size += len(element.raw)
        try:
            if element.problem:
                raise NotARecord(element.problem)
            records.append(parse_record(element.raw))
            numbers.append(number)
        except NotARecord as reason:
            rejects.append(Reject(number, str(reason), excerpt(element.raw)))
        if len(records) + len(rejects) >= CHUNK_ROWS or size >= CHUNK_BYTES:
            yield Chunk(numbers, records, rejects, consumed)
            numbers, records, rejects, size = [], [], [], 0
    if numbers == [1] and not rejects and (rows := rows_of(records[0])):
        numbers, records = list(range(1, len(rows) + 1)), rows
    yield Chunk(numbers, records, rejects, consumed)
