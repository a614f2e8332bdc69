"""The files an export can be: Parquet with the very types of the input, JSON lines, and CSV that no spreadsheet runs as
a formula.
"""

from __future__ import annotations

import base64
import csv
import datetime
import decimal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from analytics.spreadsheets import escape_formula

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

ROW_GROUP_ROWS = 4096


class Writer(Protocol):
    """Takes tables of one schema, one after another."""

    def write(self, rows: pa.Table) -> None: ...

    def close(self) -> None: ...


class ParquetFile:
    """Parquet, compressed, in small row groups."""

    def __init__(self, path: Path):
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def write(self, rows: pa.Table) -> None:
        import pyarrow.parquet as pq

        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, rows.schema, compression="zstd")
        if len(rows):
            self._writer.write_table(rows, row_group_size=ROW_GROUP_ROWS)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


class JsonLines:
    """One JSON object a line. Times in ISO 8601, bytes in base64, decimals as text, NaN and infinities as null."""

    def __init__(self, path: Path):
        self._file = path.open("wb")

    def write(self, rows: pa.Table) -> None:
        self._file.writelines(
            orjson.dumps(row, default=_plain, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_APPEND_NEWLINE)
            for row in rows.to_pylist()
        )

    def close(self) -> None:
        self._file.close()


class Csv:
    """Comma-separated values with a header, CRLF line ends (RFC 4180); lists and structs as JSON, missing values as
    nothing.
    """

    def __init__(self, path: Path):
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        self._headed = False

    def write(self, rows: pa.Table) -> None:
        if not self._headed:
            self._writer.writerow([escape_formula(name) for name in rows.column_names])
            self._headed = True
        self._writer.writerows(
            zip(*([_cell(value) for value in column.to_pylist()] for column in rows.columns), strict=True)
        )

    def close(self) -> None:
        self._file.close()


FORMATS: dict[str, Callable[[Path], Writer]] = {".parquet": ParquetFile, ".jsonl": JsonLines, ".csv": Csv}


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return escape_formula(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, (int, float, decimal.Decimal)):
        return value
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return escape_formula(
        orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS).decode().removeprefix('"').removesuffix('"')
    )


def _plain(value: Any) -> Any:
    """What JSON has no word for, as text."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
