"""Parquet files, read as Arrow batches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from analytics.errors import DataloupeError
from analytics.ingest.hugging_face import with_class_names
from analytics.ingest.inputs import Input
from analytics.ingest.records import CHUNK_BYTES, CHUNK_ROWS, Chunk, error_reason

if TYPE_CHECKING:
    import pyarrow.parquet as pq

SPECIFICITY = 70
EXTENSIONS = (".parquet", ".pq", ".parq")


def detect(path: Path, head: bytes) -> bool:
    """By the magic bytes or the extension."""
    return head.startswith(b"PAR1") or path.suffix.lower() in EXTENSIONS


def read(source: Input) -> Iterator[Chunk]:
    """Chunks in file order, numbered from 1. Raises DataloupeError if the file is truncated or damaged."""
    import pyarrow.parquet as pq

    if not source.size:
        return
    try:
        file = pq.ParquetFile(source.path, buffer_size=1 << 20, pre_buffer=False)
        total = file.metadata.num_rows
        seen = 0
        for batch in file.iter_batches(batch_size=_rows_per_chunk(file)):
            start, seen = seen + 1, seen + len(batch)
            yield Chunk(range(start, seen + 1), with_class_names(batch), (), int(source.size * seen / total))
        if not total:
            yield Chunk([], pa.RecordBatch.from_pylist([], schema=file.schema_arrow), (), source.size)
    except (pa.ArrowException, OSError) as error:
        raise DataloupeError(
            f"{source.name} cannot be read as Parquet: {error_reason(error)}. Check that the file is complete."
        ) from None


def _rows_per_chunk(file: pq.ParquetFile) -> int:
    """Fewer rows if they are long, so that the bytes of a chunk stay bounded."""
    metadata = file.metadata
    size = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    return int(max(1, min(CHUNK_ROWS, CHUNK_BYTES * max(1, metadata.num_rows) // max(1, size))))
