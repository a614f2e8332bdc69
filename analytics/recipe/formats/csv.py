"""CSV that no spreadsheet runs as a formula."""

from __future__ import annotations

import csv
import datetime
import decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import orjson

from analytics.recipe.formats.format import Format, as_json_value
from analytics.spreadsheets import escape_formula

if TYPE_CHECKING:
    import pyarrow as pa


class Csv(Format):
    """A header and CRLF line ends (RFC 4180); lists and structs as JSON, missing values as empty cells."""

    ending: ClassVar[str] = ".csv"
    rank: ClassVar[int] = 3

    def __init__(self, path: Path):
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        self._has_header = False

    def write(self, rows: pa.Table) -> None:
        if not self._has_header:
            self._writer.writerow([escape_formula(name) for name in rows.column_names])
            self._has_header = True
        columns = [[_cell(value) for value in column.to_pylist()] for column in rows.columns]
        self._writer.writerows(zip(*columns, strict=True))

    def close(self) -> None:
        self._file.close()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return escape_formula(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, (int, float, decimal.Decimal)):
        return value
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    text = orjson.dumps(value, default=as_json_value, option=orjson.OPT_NON_STR_KEYS).decode()
    return escape_formula(text.removeprefix('"').removesuffix('"'))
