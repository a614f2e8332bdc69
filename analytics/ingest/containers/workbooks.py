"""Spreadsheets (XLSX, XLS, ODS): each row of a sheet is a record. No formula is evaluated."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analytics.ingest.file_records import Unreadable, missing_extra, read_files
from analytics.ingest.inputs import Input
from analytics.ingest.records import Chunk
from analytics.ingest.sheet_sizes import check_workbook

NAME = "spreadsheet"
SPECIFICITY = 59
EXTENSIONS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")

MAX_EXACT = 2**53


def detect(path: Path, head: bytes) -> bool:
    """By the extension."""
    return path.suffix.lower() in EXTENSIONS


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of rows of all sheets whose first row names columns."""
    return read_files(source, _records)


def _records(content: bytes, path: Path) -> Iterator[dict[str, Any]]:
    try:
        from python_calamine import CalamineWorkbook
    except ImportError:
        raise missing_extra("A spreadsheet", "python-calamine") from None
    if content.startswith(b"PK"):
        check_workbook(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=True) for name in book.sheet_names}
    except Exception as error:  # calamine has many errors, of which some share no class
        raise Unreadable(f"not readable as a spreadsheet: {' '.join(str(error).split())[:200]}") from None
    for sheet, rows in sheets.items():
        if len(rows) < 2:
            continue
        names = [str(name).strip() or f"column_{place}" for place, name in enumerate(rows[0], 1)]
        for row in rows[1:]:
            record = {name: _value(cell) for name, cell in zip(names, row, strict=False) if cell not in ("", None)}
            if record:
                yield record | ({"sheet": sheet} if len(sheets) > 1 else {})


def _value(cell: Any) -> Any:
    """A cell as a spreadsheet shows it: its whole numbers are doubles in the file."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() and abs(cell) <= MAX_EXACT else cell
