"""How many cells does a workbook have? A few bytes can stand for billions, and parsers build every one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analytics.ingest.file_records import Unreadable
from analytics.ingest.packages import blocks_of, open_package

MAX_CELLS = 50_000_000
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
OPEN_DOCUMENT = "content.xml"
OVERLAP = 256

_CELL = re.compile(rb"<(?:\w+:)?c\b[^<>]{0,100}?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]{0,100}?\br=[\"'](\d{1,7})[\"']")
_REPEATED = re.compile(rb"<table:(table-row|table-cell)\b([^<>]*)>")
_ROWS = re.compile(rb"number-rows-repeated=[\"'](\d{1,9})")
_COLUMNS = re.compile(rb"number-columns-repeated=[\"'](\d{1,9})")


def check_workbook(content: bytes) -> None:
    """Raises Unreadable for a bomb: a package that becomes huge, or a sheet of more than MAX_CELLS cells.

    The parser builds every cell between the first and the last: one cell in the last corner would need 400 GB.
    """
    with open_package(content) as package:
        for member in package.infolist():
            cells = 0
            if SHEET.search(member.filename):
                cells = _area(blocks_of(package, member))
            elif member.filename == OPEN_DOCUMENT:
                cells = _repeated(blocks_of(package, member))
            if cells > MAX_CELLS:
                raise Unreadable(f"a sheet of {cells:,} cells, which a few bytes stand for")


def _area(blocks: Iterable[bytes]) -> int:
    """The cells up to the last row and the last column that a sheet of XLSX names."""
    rows = columns = 0
    rest = b""
    for block in blocks:
        window = rest + block
        cells = _CELL.findall(window)
        columns = max([columns, *map(_column, {name for name, _ in cells})])
        rows = max([rows, *(int(number) for _, number in cells), *map(int, _ROW.findall(window))])
        rest = window[-OVERLAP:]
    return rows * columns


def _column(name: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in name:
        number = 26 * number + letter - 64
    return number


def _repeated(blocks: Iterable[bytes]) -> int:
    """The cells with a value of a sheet of ODS, with those that are repeated. Empty cells may repeat to the end."""
    total, rows = 0, 1
    rest = b""
    for block in blocks:
        window = rest + block
        end = window.rfind(b"<")
        for element, attributes in _REPEATED.findall(window[:end]):
            if element == b"table-row":
                rows = _count(_ROWS, attributes)
            elif b"value-type" in attributes:
                total += rows * _count(_COLUMNS, attributes)
        rest = window[end:] if end >= 0 else window
    return total


def _count(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    match = pattern.search(attributes)
    return int(match[1]) if match else 1
