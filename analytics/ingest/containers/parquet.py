"""Parquet files, kept in Arrow from end to end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from analytics.errors import DataloupeError
from analytics.ingest.records import CHUNK_BYTES, CHUNK_ROWS, Chunk

if TYPE_CHECKING:
    from analytics.ingest.inputs import Input

EXTENSIONS = (".parquet", ".pq", ".parq")


def detect(path: Path, head: bytes) -> bool:
    """By the magic bytes or by name."""
    return head.startswith(b"PAR1") or path.suffix.lower() in EXTENSIONS


def read(source: Input) -> Iterator[Chunk]:
    """Chunks in file order, numbered from 1. Raises DataloupeError when the file is truncated or damaged."""
    import pyarrow.parquet as pq

    if not source.size:
        return
    try:
        file = pq.ParquetFile(source.path, buffer_size=1 << 20, pre_buffer=False)
        total = file.metadata.num_rows
        seen = 0
        for batch in file.iter_batches(batch_size=_rows_a_chunk(file)):
            yield Chunk(
                range(seen + 1, seen + 1 + len(batch)), batch, (), int(source.size * (seen + len(batch)) / total)
            )
            seen += len(batch)
        if not total:
            yield Chunk([], pa.RecordBatch.from_pylist([], schema=file.schema_arrow), (), source.size)
    except (pa.ArrowException, OSError) as error:
        raise DataloupeError(
            f"{source.name} cannot be read as Parquet: {str(error).splitlines()[0]} - is it truncated?"
        ) from None


def _rows_a_chunk(file: object) -> int:
    """Fewer rows where they are long, so that a chunk's bytes stay bounded."""
    metadata = file.metadata  # type: ignore[attr-defined]
    size = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    return max(1, min(CHUNK_ROWS, CHUNK_BYTES * max(1, metadata.num_rows) // max(1, size)))
