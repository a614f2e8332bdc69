"""Bytes of a file in bounded blocks, decompressed when its name ends in .gz or .zst."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

BLOCK_BYTES = 4 << 20
COMPRESSED_BLOCK_BYTES = 8 << 10
"""Small, so that a few bytes that stand for very many stay bounded: gzip unpacks at most 1,032 times its size."""


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
    """Blocks of `path`, decompressed, each with the number of file bytes read so far. Raises DamagedInput after the
    last good block.
    """
    if path.suffix.lower() not in DECOMPRESSORS:
        with path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                yield block, file.tell()
        return
    held: list[bytes] = []
    size = consumed = 0
    damage = None
    pieces = _decompressed(path)
    while True:
        try:
            piece, consumed = next(pieces)
        except StopIteration:
            break
        except DamagedInput as error:
            damage = error
            break
        held.append(piece)
        size += len(piece)
        if size >= BLOCK_BYTES:
            yield b"".join(held), consumed
            held, size = [], 0
    if held:
        yield b"".join(held), consumed
    if damage:
        raise damage


def head(path: Path, size: int = 64 << 10) -> bytes:
    """The beginning of the content of `path`: at most `size` bytes."""
    if path.suffix.lower() not in DECOMPRESSORS:
        with path.open("rb") as file:
            return file.read(size)
    found = b""
    try:
        for piece, _ in _decompressed(path):
            found += piece
            if len(found) >= size:
                break
    except DamagedInput:
        pass
    return found[:size]


def _decompressed(path: Path) -> Iterator[tuple[bytes, int]]:
    """What each small piece of the file holds; a file may be several members one after another."""
    name, make = DECOMPRESSORS[path.suffix.lower()]
    errors = _errors(name)
    stream, fresh = make(), True
    with path.open("rb") as file:
        while data := file.read(COMPRESSED_BLOCK_BYTES):
            while data:
                try:
                    piece = stream.decompress(data)
                except errors as error:
                    if fresh and not data.strip(b"\0"):  # padding after the last member
                        break
                    raise DamagedInput(f"the file is damaged here ({name}: {error})") from None
                fresh = False
                if piece:
                    yield piece, file.tell()
                data = stream.unused_data if stream.eof else b""
                if stream.eof:
                    stream, fresh = make(), True
    if not fresh:
        raise DamagedInput(f"file ends in the middle (truncated {name})")


def _errors(name: str) -> type[Exception]:
    if name == "gzip":
        return zlib.error
    import zstandard

    return zstandard.ZstdError
