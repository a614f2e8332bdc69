"""CSV, TSV and other delimited text, with or without a header line. All values are text; a shape infers their types."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from analytics.errors import DataloupeError
from analytics.ingest.compression import UNCHANGED, read_head, uncompressed_name
from analytics.ingest.delimited_records import DelimitedRecord, TextLines, read_delimited
from analytics.ingest.dialects import dialect_of, has_blocks, has_header, is_table, names_without_header, split
from analytics.ingest.encodings import encoding_option, line_encoding
from analytics.ingest.inputs import Input
from analytics.ingest.records import CHUNK_BYTES, CHUNK_ROWS, Chunk, Reject, column_names, excerpt

NAME = "csv"
SPECIFICITY = 40
EXTENSIONS = (".csv", ".tsv", ".tab")
TEXT_EXTENSIONS = (".txt", ".dat", ".data", ".text", "")
HEAD_BYTES = 1 << 20
"""How much of a file decides about its encoding and dialect."""


def detect(path: Path, head: bytes) -> bool:
    """By the extension; a text file by its lines, when all are rows of one width."""
    suffix = path.suffix.lower()
    return suffix in EXTENSIONS or (suffix in TEXT_EXTENSIONS and is_table(_lines(head, line_encoding(head))))


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of text columns, numbered by record after the header.

    Records with more or fewer fields than the header are rejects. `source.options` may name the encoding, the
    delimiter, and whether there is a header.
    """
    head = read_head(source.path, HEAD_BYTES)
    encoding = encoding_option(source) or line_encoding(head, len(head) < HEAD_BYTES)
    first = _lines(head, encoding, len(head) < HEAD_BYTES)
    dialect = dialect_of(first, _delimiter(source, first))
    lines = TextLines(source.path, encoding)
    blocks = has_blocks(first, dialect)
    records = read_delimited(lines, dialect, blocks)
    names = _names(source, list(split(first, dialect)))
    is_padded = bool(names)
    if not names:
        header = next(records, None)
        if header is None:
            return
        if header.problem or not _is_utf8(header.raw):
            raise DataloupeError(f"The header of {source.name} cannot be read: {header.problem or 'invalid UTF-8'}.")
        names = column_names([name.strip() for name in header.fields])
    builder = _ChunkBuilder(names, is_padded, blocks)
    for record in records:
        builder.add(record)
        if builder.is_full:
            yield builder.chunk(lines.consumed)
    yield builder.chunk(lines.consumed)


def assumptions(source: Input) -> dict[str, str]:
    """What is assumed about a file that a person may want to correct, by option: encoding, header, quotes."""
    head = read_head(source.path, HEAD_BYTES)
    encoding = encoding_option(source) or line_encoding(head, len(head) < HEAD_BYTES)
    first = _lines(head, encoding, len(head) < HEAD_BYTES)
    dialect = dialect_of(first, _delimiter(source, first))
    assumed = {} if encoding in UNCHANGED else {"encoding": encoding}
    if _names(source, list(split(first, dialect))):
        assumed["header"] = "no"
    if dialect.quote != '"' and any('"' in line for line in first):
        assumed["quotes"] = "characters" if dialect.quote is None else dialect.quote
    return assumed


def _names(source: Input, rows: list[list[str]]) -> list[str]:
    """Names of the columns of a file without a header; none where the first row names them."""
    option = source.options.get("header")
    if option == "yes" or (option != "no" and has_header(rows)):
        return []
    return names_without_header(rows, max(map(len, rows), default=0))


def _lines(head: bytes, encoding: str, is_whole: bool = False) -> list[str]:
    """The first whole lines of a file, without the mark of its encoding."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    lines = decoder.decode(head).removeprefix("\ufeff").split("\n")
    return [f"{line}\n" for line in (lines if is_whole or len(lines) == 1 else lines[:-1])]


def _delimiter(source: Input, lines: list[str]) -> str | None:
    """The delimiter that the option or the extension names; a tab only where most lines have one."""
    if named := source.options.get("delimiter"):
        return {"tab": "\t", "\\t": "\t"}.get(named, named)
    is_tsv = uncompressed_name(source.path).suffix.lower() in (".tsv", ".tab")
    return "\t" if is_tsv and 2 * sum("\t" in line for line in lines) > len(lines) else None


class _ChunkBuilder:
    """Collects records for a chunk. `is_padded`: missing last fields are empty. `has_blocks`: records without fields
    separate groups of rows, whose number is one more column.
    """

    def __init__(self, names: list[str], is_padded: bool, has_blocks: bool):
        self._names = names
        self._is_padded, self._has_blocks = is_padded, has_blocks
        self._number, self._block = 0, 1
        self._clear()

    def _clear(self) -> None:
        self._numbers: list[int] = []
        self._rows: list[Sequence[str]] = []
        self._blocks: list[str] = []
        self._rejects: list[Reject] = []
        self._characters = 0

    @property
    def is_full(self) -> bool:
        return len(self._rows) + len(self._rejects) >= CHUNK_ROWS or self._characters >= CHUNK_BYTES

    def add(self, record: DelimitedRecord) -> None:
        fields, problem = record.fields, record.problem
        if self._has_blocks and not fields and not problem:
            self._block += 1
            return
        self._number += 1
        if problem and len(fields) == len(self._names):
            problem = None  # the line is a row if its quotes are characters
        if self._is_padded and 0 < len(fields) < len(self._names):
            fields = [*fields, *[""] * (len(self._names) - len(fields))]
        if not problem and len(fields) != len(self._names):
            problem = f"{len(fields)} fields, but the header has {len(self._names)}"
        if not problem and not _is_utf8(record.raw):
            problem = "invalid UTF-8"
        self._characters += len(record.raw)
        if problem:
            self._rejects.append(Reject(self._number, problem, excerpt(record.raw.encode("utf-8", "surrogateescape"))))
        else:
            self._numbers.append(self._number)
            self._rows.append(fields)
            self._blocks.append(str(self._block))

    def chunk(self, consumed: int) -> Chunk:
        """The records since the last call."""
        columns = list(zip(*self._rows, strict=True)) if self._rows else [()] * len(self._names)
        names = self._names
        if self._has_blocks:
            columns, names = [*columns, tuple(self._blocks)], column_names([*names, "block"])
        batch = pa.RecordBatch.from_arrays([pa.array(column, pa.string()) for column in columns], names=names)
        result = Chunk(self._numbers, batch, self._rejects, consumed, typed=False)
        self._clear()
        return result


def _is_utf8(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
