"""How a table is stored: Parquet files that a reader opens fast and that fetching a few rows reads little of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analytics.files import sync

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP_ROWS, ROW_GROUP_BYTES = 4096, 2_000_000
"""Whichever comes first: to show a few rows of any table, all of their row groups are read."""

INCOMPRESSIBLE = {"FLOAT", "DOUBLE", "FIXED_LEN_BYTE_ARRAY"}
"""Values of these types hardly repeat: compressed they are no smaller, and take twice as long to read."""

COMPRESSION = "lz4"
"""Reading texts takes two thirds of the time that zstd needs, and a third more space: pages read often, and space is
cheap.
"""

WITHOUT_STATISTICS = {"FLOAT", "DOUBLE"}
"""Columns of these types get no minimum and maximum: those ignore NaN, and DuckDB would answer `v <= 0` with NaN."""


class TableWriter:
    """Writes one Parquet file of a table, in small row groups."""

    def __init__(self, folder: Path, name: str, schema: pa.Schema):
        import pyarrow.parquet as pq

        self.name = name
        self.path = folder / name
        self.rows = 0
        types = _physical_types(schema)
        compressed = [column for column, kind in types.items() if kind not in INCOMPRESSIBLE]
        self._writer = pq.ParquetWriter(
            self.path,
            schema,
            compression={column: COMPRESSION if column in compressed else "none" for column in types},
            use_dictionary=compressed,
            write_statistics=[column for column, kind in types.items() if kind not in WITHOUT_STATISTICS],
        )

    def write(self, batch: pa.RecordBatch | pa.Table) -> None:
        """Append `batch`, whose schema must be the writer's."""
        import pyarrow as pa

        table = pa.Table.from_batches([batch]) if isinstance(batch, pa.RecordBatch) else batch
        rows = ROW_GROUP_BYTES * len(table) // max(table.nbytes, 1)
        self._writer.write_table(table, row_group_size=max(1, min(ROW_GROUP_ROWS, rows)))
        self.rows += len(table)

    def close(self) -> None:
        """Finish the file and wait until it is on the disk: a manifest never names a file that a power cut lost."""
        self._writer.close()
        sync(self.path)


def _physical_types(schema: pa.Schema) -> dict[str, str]:
    """Path -> physical type of each column of numbers or bytes that Parquet makes of `schema`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    empty = pa.BufferOutputStream()
    pq.ParquetWriter(empty, schema).close()
    columns = pq.ParquetFile(empty.getvalue()).schema
    return {columns.column(i).path: columns.column(i).physical_type for i in range(len(columns))}
