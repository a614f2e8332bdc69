"""CSV, TSV and other delimited text with a header line. All values are text; a shape finds their types."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from analytics.errors import DataloupeError
from analytics.ingest.compression import head
from analytics.ingest.lines import BOM, read_lines
from analytics.ingest.records import (
    CHUNK_BYTES,
    CHUNK_ROWS,
    RECORD_BYTES,
    Chunk,
    Oversized,
    Reject,
    column_names,
    excerpt,
)

if TYPE_CHECKING:
    from analytics.ingest.inputs import Input

EXTENSIONS = (".csv", ".tsv", ".tab")
DELIMITERS = ",\t;|"
SNIFFED_RECORDS = 100
OPEN_QUOTE_CHARACTERS = 16 << 20
"""A record longer than this has a quote that was never closed: its first line is rejected, and reading goes on with the
second.
"""


def detect(path: Path, head: bytes) -> bool:
    """By name: delimited text has no mark of its own."""
    return path.suffix.lower() in EXTENSIONS


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of text columns, numbered by record after the header. Records of another width than the header are
    rejects.
    """
    csv.field_size_limit(RECORD_BYTES)
    lines = _Lines(source.path)
    records = _records(lines, _delimiter(source))
    header = next(records, None)
    if header is None:
        return
    if header.problem or not _is_utf8(header.raw):
        raise DataloupeError(f"{source.name} has no header that can be read: {header.problem or 'invalid UTF-8'}")
    names = column_names([name.strip() for name in header.fields])
    collected = _Collected(names)
    for number, record in enumerate(records, 1):
        collected.add(number, record)
        if collected.is_full:
            yield collected.chunk(lines.consumed)
            collected = _Collected(names)
    yield collected.chunk(lines.consumed)


@dataclass(frozen=True)
class Record:
    """The fields of one record and the lines it came from; or why it is none."""

    fields: Sequence[str]
    raw: str
    problem: str | None = None


class _Lines:
    """Lines as text, invalid UTF-8 as surrogates. After the last one `damage` tells whether the file was cut, `piece`
    what the cut left.
    """

    def __init__(self, path: Path):
        self._path = path
        self.consumed = 0
        self.damage: str | None = None
        self.piece = ""

    def __iter__(self) -> Iterator[str]:
        for block in read_lines(self._path):
            self.consumed = block.consumed
            whole = block.lines
            if block.damage:
                *whole, piece = block.lines
                self.damage, self.piece = block.damage, piece.decode("utf-8", "replace")
            for line in whole:
                yield "\ud800" if isinstance(line, Oversized) else line.decode("utf-8", "surrogateescape") + "\n"


class _Collected:
    """Records on their way into a chunk."""

    def __init__(self, names: list[str]):
        self.names = names
        self.numbers: list[int] = []
        self.rows: list[Sequence[str]] = []
        self.raws: list[str] = []
        self.rejects: list[Reject] = []
        self.characters = 0

    @property
    def is_full(self) -> bool:
        return len(self.rows) + len(self.rejects) >= CHUNK_ROWS or self.characters >= CHUNK_BYTES

    def add(self, number: int, record: Record) -> None:
        problem = record.problem
        if not problem and len(record.fields) != len(self.names):
            problem = f"{len(record.fields)} fields, but the header has {len(self.names)}"
        if not problem and not _is_utf8(record.raw):
            problem = "invalid UTF-8"
        self.characters += len(record.raw)
        if problem:
            self.rejects.append(Reject(number, problem, excerpt(record.raw.encode("utf-8", "surrogateescape"))))
        else:
            self.numbers.append(number)
            self.rows.append(record.fields)

    def chunk(self, consumed: int) -> Chunk:
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(self.names)
        batch = pa.RecordBatch.from_arrays([pa.array(column, pa.string()) for column in columns], names=self.names)
        return Chunk(self.numbers, batch, self.rejects, consumed, typed=False)


def _records(lines: _Lines, delimiter: str) -> Iterator[Record]:
    """Records in order; blank lines are none. A quote that is wrong or never closed costs the line it stands on, not
    the lines after it.
    """
    source = iter(lines)
    again: deque[str] = deque()
    taken: list[str] = []

    def feed() -> Iterator[str]:
        size = 0
        while (line := again.popleft() if again else next(source, None)) is not None:
            size = size + len(line) if taken else len(line)
            taken.append(line)
            if size > OPEN_QUOTE_CHARACTERS and len(taken) > 1:
                raise csv.Error("a quote is not closed")
            yield line

    while True:
        try:
            for fields in csv.reader(feed(), delimiter=delimiter, strict=True):
                if fields:
                    yield Record(fields, "".join(taken))
                taken.clear()
            break
        except csv.Error as error:
            at_the_cut = lines.damage and not again and "end of data" in str(error)
            if at_the_cut:
                lines.piece = "".join(taken) + lines.piece
            else:
                yield Record((), taken[0], _reason(error))
                again.extendleft(reversed(taken[1:]))
            taken.clear()
    if lines.damage:
        yield Record((), lines.piece, lines.damage)


def _reason(error: csv.Error) -> str:
    return "a quote is not closed" if "end of data" in str(error) else f"broken CSV: {error}"


def _is_utf8(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _delimiter(source: Input) -> str:
    """The delimiter that splits the first records into the most fields, all into as many."""
    text = head(source.path).removeprefix(BOM).decode("utf-8", "replace")
    first = [line + "\n" for line in text.split("\n")[:SNIFFED_RECORDS]]

    def fields(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(record) for record in csv.reader(first, delimiter=delimiter) if record]
        except csv.Error:
            return 0.0, 0
        agreeing = sum(width == widths[0] for width in widths) / len(widths) if widths else 0.0
        return (agreeing, widths[0]) if widths and widths[0] > 1 else (0.0, 0)

    best = max(DELIMITERS, key=fields)
    return best if fields(best)[1] else DELIMITERS[0]
