"""Records of delimited text. A wrong quote costs one line, not the rest of the file."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analytics.ingest.dialects import Dialect, reader_options, split
from analytics.ingest.line_reader import read_lines
from analytics.ingest.records import MAX_RECORD_BYTES, Oversized

UNCLOSED = "a quote is not closed"
MAX_QUOTED_CHARACTERS = 16 << 20
"""A longer record has a quote that is never closed: its first line is rejected, and the second is read next."""


@dataclass(frozen=True)
class DelimitedRecord:
    """The fields of one record and the lines that it came from.

    `problem` says why it cannot be used. If text follows a closing quote, its fields are those of the line in which
    quotes are characters.
    """

    fields: Sequence[str]
    raw: str
    problem: str | None = None


class TextLines:
    """Lines of a file as text, invalid UTF-8 as surrogates.

    After the last line, `damage` says whether the file was cut off, and `piece` is what remains of the line there.
    """

    def __init__(self, path: Path, encoding: str = "utf-8"):
        self._path = path
        self._encoding = encoding
        self.consumed = 0
        self.damage: str | None = None
        self.piece = ""

    def __iter__(self) -> Iterator[str]:
        for block in read_lines(self._path, self._encoding):
            self.consumed = block.consumed
            lines = block.lines
            if block.damage:
                *lines, piece = block.lines
                self.damage, self.piece = block.damage, piece.decode("utf-8", "replace")
            for line in lines:
                yield "\ud800" if isinstance(line, Oversized) else line.decode("utf-8", "surrogateescape") + "\n"


def read_delimited(lines: TextLines, dialect: Dialect, has_blanks: bool = False) -> Iterator[DelimitedRecord]:
    """Records in order, without blank lines unless `has_blanks`: then each blank line is a record without fields.

    If a quote is wrong or never closed, only its line is rejected.
    """
    csv.field_size_limit(MAX_RECORD_BYTES)
    feed = _LineFeed(lines)
    has_more = True
    while has_more:
        try:
            for fields in csv.reader(feed.lines(), strict=True, **reader_options(dialect)):
                if has_blanks and not fields:
                    yield DelimitedRecord((), "")
                elif fields:
                    yield DelimitedRecord(fields, feed.taken_text())
                feed.taken.clear()
            has_more = False
        except csv.Error as error:
            if lines.damage and not feed.again and _is_unclosed(error):  # the record at the cut
                lines.piece = feed.taken_text() + lines.piece
                feed.taken.clear()
            else:
                reason = _reason(error)
                as_characters = [] if reason == UNCLOSED else _unquoted(feed.taken[0], dialect)
                yield DelimitedRecord(as_characters, feed.taken[0], reason)
                feed.retry_after_first()
    if lines.damage:
        yield DelimitedRecord((), lines.piece, lines.damage)


class _LineFeed:
    """Lines for a csv.reader. It remembers the lines of the current record (`taken`) to read them `again`."""

    def __init__(self, lines: TextLines):
        self._source = iter(lines)
        self.again: deque[str] = deque()
        self.taken: list[str] = []

    def lines(self) -> Iterator[str]:
        """The lines that have not become records."""
        characters = 0
        while (line := self.again.popleft() if self.again else next(self._source, None)) is not None:
            characters = characters + len(line) if self.taken else len(line)
            self.taken.append(line)
            if characters > MAX_QUOTED_CHARACTERS and len(self.taken) > 1:
                raise csv.Error(UNCLOSED)
            yield line

    def taken_text(self) -> str:
        return "".join(self.taken)

    def retry_after_first(self) -> None:
        """Feed the lines of the current record again, except the first."""
        self.again.extendleft(reversed(self.taken[1:]))
        self.taken.clear()


def _unquoted(line: str, dialect: Dialect) -> list[str]:
    return next(split([line], replace(dialect, quote=None)), [])


def _is_unclosed(error: csv.Error) -> bool:
    return "end of data" in str(error)


def _reason(error: csv.Error) -> str:
    return UNCLOSED if _is_unclosed(error) or str(error) == UNCLOSED else f"broken CSV: {error}"
