"""Parquet: the types of the input, compressed, in small row groups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from analytics.recipe.formats.format import Format

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

ROW_GROUP_ROWS = 4096


class Parquet(Format):
    """One row group for each 4,096 rows, compressed by Zstandard."""

    ending: ClassVar[str] = ".parquet"
    rank: ClassVar[int] = 1

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
