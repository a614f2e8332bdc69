"""The contract of a format, and what several formats need."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import pyarrow as pa


class Format:
    """Writes tables of one schema, one after another, to a new file."""

    ending: ClassVar[str]
    """The ending of its files: `.parquet`."""

    rank: ClassVar[int] = 100
    """Its place among the formats; the first is the default."""

    escaped: int = 0
    """Cells so far that are written with an apostrophe, because a spreadsheet would run them."""

    def __init__(self, path: Path):
        raise NotImplementedError

    def write(self, rows: pa.Table) -> None:
        """Append the rows."""
        raise NotImplementedError

    def close(self) -> None:
        """Complete the file. May be called twice."""
        raise NotImplementedError
