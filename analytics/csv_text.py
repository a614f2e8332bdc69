"""Tables as CSV: one way to write a value, wherever dataloupe writes CSV."""

from __future__ import annotations

import base64
import csv
import datetime
import decimal
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import orjson

from analytics.spreadsheets import escape_formula

if TYPE_CHECKING:
    from typing import TextIO

    import pyarrow as pa

ABOUT_FORMULAS = "CSV has an apostrophe before each text that a spreadsheet would run as a formula."


class CsvWriter:
    """Writes tables with the same columns to a text file: a header and CRLF line ends (RFC 4180), lists and structs as
    JSON, bytes in base64, times in ISO 8601, missing values as empty cells.

    `escaped` counts the cells with an apostrophe before a text that a spreadsheet would run.
    """

    def __init__(self, file: TextIO):
        self._writer = csv.writer(file)
        self._has_header = False
        self.escaped = 0

    def write(self, rows: pa.Table | pa.RecordBatch) -> None:
        """Append the rows, the first time below a header."""
        if not self._has_header:
            self._write_row(rows.schema.names)
            self._has_header = True
        for row in zip(*(column.to_pylist() for column in rows.columns), strict=True):
            self._write_row(row)

    def _write_row(self, row: Sequence[Any]) -> None:
        cells = [_cell(value) for value in row]
        for place, value in enumerate(cells):
            if isinstance(value, str):
                cells[place] = escape_formula(value)
                self.escaped += cells[place] is not value
        self._writer.writerow(cells)


def formulas_note(escaped: int) -> str:
    """How many cells have an apostrophe, as a sentence; "" without any."""
    if not escaped:
        return ""
    cells = "1 cell has" if escaped == 1 else f"{escaped:,} cells have"
    return f"{cells} an apostrophe before the text, as a spreadsheet would run it as a formula."


def as_json_value(value: Any) -> str:
    """A value that JSON has no type for, as text: bytes in base64."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, decimal.Decimal):
        return f"{value:f}"
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    text = orjson.dumps(value, default=as_json_value, option=orjson.OPT_NON_STR_KEYS).decode()
    return text.removeprefix('"').removesuffix('"')
