"""CSV that no spreadsheet runs as a formula."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from analytics.csv_text import CsvWriter
from analytics.recipe.formats.format import Format

if TYPE_CHECKING:
    import pyarrow as pa


class Csv(Format):
    """As `CsvWriter` writes it, in UTF-8."""

    ending: ClassVar[str] = ".csv"
    rank: ClassVar[int] = 3

    def __init__(self, path: Path):
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = CsvWriter(self._file)

    def write(self, rows: pa.Table) -> None:
        self._writer.write(rows)
        self.escaped = self._writer.escaped

    def close(self) -> None:
        self._file.close()
