"""Read files that hold whole documents: the content of each file is parsed into records; a bad file is one reject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from analytics.ingest.compression import DamagedInput, read_blocks
from analytics.ingest.inputs import Input
from analytics.ingest.records import (
    CHUNK_BYTES,
    CHUNK_ROWS,
    MAX_RECORD_BYTES,
    OVERSIZED_HEAD_BYTES,
    Chunk,
    Reject,
    excerpt,
)

FIRST_DOCUMENTS = 32
"""How many files of whole documents, which are slow to parse, decide how to read the others."""


class Unreadable(ValueError):
    """Why a file or record has no content that can be used."""


Parse = Callable[[bytes, Path], Iterable[Mapping[str, Any] | Unreadable]]
"""Records of a file, and reasons in the place of those that are broken."""
Stream = Callable[[Path, Path], Iterable[Mapping[str, Any] | Unreadable]]
"""The same from a file itself, for files of any size."""
STREAM_BYTES = 16 << 20


def read_files(
    source: Input, parse: Parse, first_rows: int = CHUNK_ROWS, stream: Stream | None = None
) -> Iterator[Chunk]:
    """Chunks of the records that `parse(content, path)` finds in each file of an input, numbered in their order.

    `path` is relative to the input's folder. A file that cannot be read or parsed is one reject with the reason.
    The first chunk has at most `first_rows` records: few where parsing is slow, since it alone decides how to read.
    Files larger than STREAM_BYTES are read by `stream(file, path)`, where there is one, and not kept in memory.
    """
    files = source.files or (source.path,)
    root = source.path if source.path.is_dir() else source.path.parent
    numbers: list[int] = []
    records: list[dict[str, Any]] = []
    rejects: list[Reject] = []
    number = size = consumed = 0
    limit = first_rows
    for file in files:
        is_long = stream is not None and file.stat().st_size > STREAM_BYTES
        content, problem = (b"", None) if is_long else file_content(file)
        consumed += file.stat().st_size if is_long else len(content)
        size += len(content)
        before = number
        try:
            if problem:
                raise Unreadable(problem)
            path = file.relative_to(root)
            for record in stream(file, path) if stream is not None and is_long else parse(content, path):
                number += 1
                if isinstance(record, Unreadable):
                    rejects.append(Reject(number, str(record), excerpt(str(file.relative_to(root)))))
                    continue
                numbers.append(number)
                records.append(dict(record))
                if is_long:
                    size += sum(len(value) for value in record.values() if isinstance(value, str))
                if len(records) >= limit or (is_long and size >= CHUNK_BYTES):
                    yield Chunk(numbers, records, rejects, consumed)
                    numbers, records, rejects, size, limit = [], [], [], 0, CHUNK_ROWS
        except Unreadable as reason:
            number += 1
            head = f"{file.relative_to(root)}: ".encode() + content[:OVERSIZED_HEAD_BYTES]
            rejects.append(Reject(max(number, before + 1), str(reason), excerpt(head)))
        if size >= CHUNK_BYTES:
            yield Chunk(numbers, records, rejects, consumed)
            numbers, records, rejects, size = [], [], [], 0
    yield Chunk(numbers, records, rejects, source.size)


def file_content(file: Path) -> tuple[bytes, str | None]:
    """The bytes of a file, decompressed, and the reason if they cannot be used."""
    blocks: list[bytes] = []
    size = 0
    try:
        for block, _ in read_blocks(file):
            blocks.append(block)
            size += len(block)
            if size > MAX_RECORD_BYTES:
                return blocks[0], f"longer than {MAX_RECORD_BYTES >> 20} MB"
    except DamagedInput as damage:
        return b"".join(blocks), str(damage)
    except OSError as error:
        return b"", f"cannot be read: {error.strerror}"
    return b"".join(blocks), None


def path_fields(path: Path) -> dict[str, str]:
    """title, source and path of a file: its name, its top folder, and where it is."""
    fields = {"title": path.name, "path": str(path)}
    return fields | ({"source": path.parts[0]} if len(path.parts) > 1 else {})


def missing_extra(what: str, package: str) -> Unreadable:
    """What to do when an optional package is not installed."""
    return Unreadable(f"{what} needs the package {package}: pip install 'dataloupe[documents]'")
