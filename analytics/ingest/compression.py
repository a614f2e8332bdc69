"""Bytes of a file in bounded blocks, decompressed when its name ends in .gz or .zst."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

BLOCK_BYTES = 4 << 20
COMPRESSED_BLOCK_BYTES = 64 << 10


def _gzip() -> Any:
    return zlib.decompressobj(wbits=31)


def _zstd() -> Any:
    import zstandard

    return zstandard.ZstdDecompressor(max_window_size=1 << 31).decompressobj()


DECOMPRESSORS: dict[str, tuple[str, Callable[[], Any]]] = {".gz": ("gzip", _gzip), ".zst": ("zstd", _zstd)}
"""File name suffix -> the name of the compression and a maker of objects like `zlib.decompressobj()`."""


class DamagedInput(Exception):
    """The rest of a file cannot be read; what came before it is good."""


def uncompressed_name(path: Path) -> Path:
    """`path` without its compression suffix: `a.jsonl.gz` -> `a.jsonl`."""
    return path.with_suffix("") if path.suffix.lower() in DECOMPRESSORS else path


def blocks(path: Path) -> Iterator[tuple[bytes, int]]:
    """Blocks of `path`, decompressed, each with the number of file bytes read so far. Raises DamagedInput after the last good block."""
    if path.suffix.lower() not in DECOMPRESSORS:
        with path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                yield block, file.tell()
        return
    name, make = DECOMPRESSORS[path.suffix.lower()]
    errors = _errors(name)
    stream, fresh = make(), True
    with path.open("rb") as file:
        while data := file.read(COMPRESSED_BLOCK_BYTES):
            while data:
                try:
                    block = stream.decompress(data)
                except errors as error:
                    if fresh and not data.strip(b"\0"):  # padding after the last member
                        break
                    raise DamagedInput(f"the file is damaged here ({name}: {error})") from None
                fresh = False
                if block:
                    yield block, file.tell()
                data = stream.unused_data if stream.eof else b""
                if stream.eof:
                    stream, fresh = make(), True
    if not fresh:
        raise DamagedInput(f"file ends in the middle (truncated {name})")


def head(path: Path, size: int = 64 << 10) -> bytes:
    """The beginning of the content of `path`: at most `size` bytes, fewer when its first block holds fewer."""
    if path.suffix.lower() not in DECOMPRESSORS:
        with path.open("rb") as file:
            return file.read(size)
    try:
        return next(blocks(path))[0][:size]
    except (DamagedInput, StopIteration):
        return b""


def _errors(name: str) -> type[Exception]:
    if name == "gzip":
        return zlib.error
    import zstandard

    return zstandard.ZstdError
