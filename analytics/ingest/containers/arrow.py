"""Arrow IPC: Feather files and streams, memory-mapped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from analytics.errors import DataloupeError
from analytics.ingest.records import CHUNK_BYTES, CHUNK_ROWS, Chunk

if TYPE_CHECKING:
    from analytics.ingest.inputs import Input

EXTENSIONS = (".arrow", ".feather", ".ipc", ".arrows")
FILE_MAGIC = b"ARROW1"


def detect(path: Path, head: bytes) -> bool:
    """By the magic bytes of the file format, or by name (streams have no magic)."""
    return head.startswith(FILE_MAGIC) or path.suffix.lower() in EXTENSIONS


def read(source: Input) -> Iterator[Chunk]:
    """Chunks in file order, numbered from 1. Raises DataloupeError when the file is truncated or damaged."""
    if not source.size:
        return
    seen = 0
    try:
        with pa.memory_map(str(source.path)) as file:
            for batch in _batches(file):
                step = max(1, min(CHUNK_ROWS, CHUNK_BYTES * max(1, len(batch)) // max(1, batch.nbytes)))
                for start in range(0, max(1, len(batch)), step):
                    part = batch.slice(start, step)
                    yield Chunk(range(seen + 1, seen + 1 + len(part)), part, (), file.tell())
                    seen += len(part)
    except (pa.ArrowException, OSError) as error:
        raise DataloupeError(
            f"{source.name} cannot be read as Arrow: {str(error).splitlines()[0]} - is it truncated?"
        ) from None


def _batches(file: pa.NativeFile) -> Iterator[pa.RecordBatch]:
    is_file = file.read(len(FILE_MAGIC)) == FILE_MAGIC
    file.seek(0)
    if is_file:
        reader = pa.ipc.open_file(file)
        yield from (reader.get_batch(number) for number in range(reader.num_record_batches))
    else:
        yield from pa.ipc.open_stream(file)
