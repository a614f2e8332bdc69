"""Arrow IPC: Feather files and streams, memory-mapped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from analytics.errors import DataloupeError
from analytics.ingest.hugging_face import with_class_names
from analytics.ingest.inputs import Input
from analytics.ingest.records import CHUNK_BYTES, CHUNK_ROWS, Chunk, error_reason

SPECIFICITY = 60
EXTENSIONS = (".arrow", ".feather", ".ipc", ".arrows")
FILE_MAGIC = b"ARROW1"


def detect(path: Path, head: bytes) -> bool:
    """By the magic bytes of the file format, or by the extension (streams have no magic bytes)."""
    return head.startswith(FILE_MAGIC) or path.suffix.lower() in EXTENSIONS


def read(source: Input) -> Iterator[Chunk]:
    """Chunks in file order, numbered from 1. Raises DataloupeError if the file is truncated or damaged."""
    if not source.size:
        return
    seen = 0
    try:
        with pa.memory_map(str(source.path)) as file:
            for batch in _batches(file):
                for rows in _slices(with_class_names(batch)):
                    yield Chunk(range(seen + 1, seen + 1 + len(rows)), rows, (), file.tell())
                    seen += len(rows)
    except (pa.ArrowException, OSError) as error:
        raise DataloupeError(
            f"{source.name} cannot be read as Arrow: {error_reason(error)}. Check that the file is complete."
        ) from None


def _batches(file: pa.NativeFile) -> Iterator[pa.RecordBatch]:
    is_file = file.read(len(FILE_MAGIC)) == FILE_MAGIC
    file.seek(0)
    if is_file:
        reader = pa.ipc.open_file(file)
        yield from (reader.get_batch(number) for number in range(reader.num_record_batches))
    else:
        yield from pa.ipc.open_stream(file)


def _slices(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Slices of `batch` with bounded rows and bytes; at least one, even of an empty batch."""
    rows = max(1, len(batch))
    step = max(1, min(CHUNK_ROWS, CHUNK_BYTES * rows // max(1, batch.nbytes)))
    return (batch.slice(start, step) for start in range(0, rows, step))
