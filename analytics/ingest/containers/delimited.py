"""CSV, TSV and other delimited text with a header line. All values are text; a shape infers their types."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from analytics.errors import DataloupeError
from analytics.ingest.compression import read_head
from analytics.ingest.delimited_records import DelimitedRecord, TextLines, read_delimited
from analytics.ingest.inputs import Input
from analytics.ingest.line_reader import BOM
from analytics.ingest.records import CHUNK_BYTES, CHUNK_ROWS, Chunk, Reject, column_names, excerpt

NAME = "csv"
SPECIFICITY = 40
EXTENSIONS = (".csv", ".tsv", ".tab")
DELIMITERS = ",\t;|"
SNIFFED_LINES = 100


def detect(path: Path, head: bytes) -> bool:
    """By the extension: delimited text has no magic bytes."""
    return path.suffix.lower() in EXTENSIONS


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of text columns, numbered by record after the header.

    Records with more or fewer fields than the header are rejects.
    """
    lines = TextLines(source.path)
    records = read_delimited(lines, _delimiter(source))
    header = next(records, None)
    if header is None:
        return
    if header.problem or not _is_utf8(header.raw):
        raise DataloupeError(f"The header of {source.name} cannot be read: {header.problem or 'invalid UTF-8'}.")
    names = column_names([name.strip() for name in header.fields])
    builder = _ChunkBuilder(names)
    for number, record in enumerate(records, 1):
        builder.add(number, record)
        if builder.is_full:
            yield builder.chunk(lines.consumed)
            builder = _ChunkBuilder(names)
    yield builder.chunk(lines.consumed)


class _ChunkBuilder:
    """Collects records for a chunk."""

    def __init__(self, names: list[str]):
        self._names = names
        self._numbers: list[int] = []
        self._rows: list[Sequence[str]] = []
        self._rejects: list[Reject] = []
        self._characters = 0

    @property
    def is_full(self) -> bool:
        return len(self._rows) + len(self._rejects) >= CHUNK_ROWS or self._characters >= CHUNK_BYTES

    def add(self, number: int, record: DelimitedRecord) -> None:
        problem = record.problem
        if not problem and len(record.fields) != len(self._names):
            problem = f"{len(record.fields)} fields, but the header has {len(self._names)}"
        if not problem and not _is_utf8(record.raw):
            problem = "invalid UTF-8"
        self._characters += len(record.raw)
        if problem:
            self._rejects.append(Reject(number, problem, excerpt(record.raw.encode("utf-8", "surrogateescape"))))
        else:
            self._numbers.append(number)
            self._rows.append(record.fields)

    def chunk(self, consumed: int) -> Chunk:
        columns = zip(*self._rows, strict=True) if self._rows else [()] * len(self._names)
        batch = pa.RecordBatch.from_arrays([pa.array(column, pa.string()) for column in columns], names=self._names)
        return Chunk(self._numbers, batch, self._rejects, consumed, typed=False)


def _is_utf8(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _delimiter(source: Input) -> str:
    """The delimiter that splits most of the first records into the same number of fields, and into the most."""
    text = read_head(source.path).removeprefix(BOM).decode("utf-8", "replace")
    lines = [line + "\n" for line in text.split("\n")[:SNIFFED_LINES]]
    scores = {delimiter: _delimiter_score(lines, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best][1] else DELIMITERS[0]


def _delimiter_score(lines: list[str], delimiter: str) -> tuple[float, int]:
    """The share of records with as many fields as the first, and that number; zeros if it does not split them."""
    try:
        widths = [len(record) for record in csv.reader(lines, delimiter=delimiter) if record]
    except csv.Error:
        return 0.0, 0
    if not widths or widths[0] <= 1:
        return 0.0, 0
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]
