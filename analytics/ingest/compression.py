"""Bytes of a file in bounded blocks, decompressed when its name ends in .gz, .zst, .bz2 or .xz."""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

BLOCK_BYTES = 4 << 20
UNCHANGED = ("utf-8", "utf-8-sig")
COMPRESSED_BLOCK_BYTES = 8 << 10
"""Small, so that a few compressed bytes cannot become a huge block: gzip expands at most 1,032 times."""
MAX_XZ_MEMORY = 256 << 20
"""A file names how much memory its decompression needs; the highest usual level needs 65 MB."""


def _gzip() -> Any:
    return zlib.decompressobj(wbits=31)


def _zstd() -> Any:
    import zstandard

    return zstandard.ZstdDecompressor(max_window_size=1 << 31).decompressobj()


def _bzip2() -> Any:
    import bz2

    return bz2.BZ2Decompressor()


def _xz() -> Any:
    import lzma

    return lzma.LZMADecompressor(memlimit=MAX_XZ_MEMORY)


DECOMPRESSORS: dict[str, tuple[str, Callable[[], Any]]] = {
    ".gz": ("gzip", _gzip),
    ".zst": ("zstd", _zstd),
    ".bz2": ("bzip2", _bzip2),
    ".xz": ("xz", _xz),
}
"""File suffix -> the name of the compression and a maker of objects like `zlib.decompressobj()`."""


class DamagedInput(Exception):
    """The rest of a file cannot be read; what came before is good."""


def uncompressed_name(path: Path) -> Path:
    """`path` without its compression suffix: `a.jsonl.gz` -> `a.jsonl`."""
    return path.with_suffix("") if path.suffix.lower() in DECOMPRESSORS else path


def read_blocks(path: Path, encoding: str = "utf-8") -> Iterator[tuple[bytes, int]]:
    """Decompressed blocks of `path`, each with the number of file bytes read so far. Other encodings become UTF-8.

    Raises DamagedInput after the last good block.
    """
    if encoding in UNCHANGED:
        yield from _blocks(path)
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for block, consumed in _blocks(path):
        yield decoder.decode(block).encode("utf-8", "replace"), consumed
    if rest := decoder.decode(b"", True):
        yield rest.encode("utf-8", "replace"), path.stat().st_size


def _blocks(path: Path) -> Iterator[tuple[bytes, int]]:
    if path.suffix.lower() in DECOMPRESSORS:
        yield from _joined(_decompressed(path))
        return
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            yield block, file.tell()


def read_head(path: Path, size: int = 64 << 10) -> bytes:
    """The beginning of the decompressed content of `path`: at most `size` bytes."""
    if path.suffix.lower() not in DECOMPRESSORS:
        with path.open("rb") as file:
            return file.read(size)
    content = b""
    try:
        for piece, _ in _decompressed(path):
            content += piece
            if len(content) >= size:
                break
    except DamagedInput:
        pass
    return content[:size]


def _joined(pieces: Iterator[tuple[bytes, int]]) -> Iterator[tuple[bytes, int]]:
    """Small pieces joined to blocks of BLOCK_BYTES; DamagedInput is raised after the last block."""
    waiting: list[bytes] = []
    size = consumed = 0
    damage: DamagedInput | None = None
    try:
        for piece, consumed in pieces:
            waiting.append(piece)
            size += len(piece)
            if size >= BLOCK_BYTES:
                yield b"".join(waiting), consumed
                waiting, size = [], 0
    except DamagedInput as error:
        damage = error
    if waiting:
        yield b"".join(waiting), consumed
    if damage:
        raise damage


def _decompressed(path: Path) -> Iterator[tuple[bytes, int]]:
    """Small decompressed pieces of `path`; a file may be several compressed members one after another."""
    name, make = DECOMPRESSORS[path.suffix.lower()]
    errors = _errors(name)
    stream, is_new = make(), True
    with path.open("rb") as file:
        while data := file.read(COMPRESSED_BLOCK_BYTES):
            while data:
                try:
                    for piece in _expanded(stream, data):
                        is_new = False
                        yield piece, file.tell()
                except errors as error:
                    if is_new and not data.strip(b"\0"):  # padding after the last member
                        break
                    raise DamagedInput(f"the file is damaged here ({name}: {error})") from None
                is_new = False
                data = stream.unused_data if stream.eof else b""
                if stream.eof:
                    stream, is_new = make(), True
    if not is_new:
        raise DamagedInput(f"file ends in the middle (truncated {name})")


def _expanded(stream: Any, data: bytes) -> Iterator[bytes]:
    """What `data` becomes, in bounded pieces: bzip2 and xz expand some bytes to hundreds of megabytes."""
    if not hasattr(stream, "needs_input"):
        if piece := stream.decompress(data):
            yield piece
        return
    piece = stream.decompress(data, BLOCK_BYTES)
    while piece:
        yield piece
        piece = b"" if stream.eof or stream.needs_input else stream.decompress(b"", BLOCK_BYTES)


def _errors(name: str) -> type[Exception]:
    if name == "gzip":
        return zlib.error
    if name == "bzip2":
        return OSError
    if name == "xz":
        import lzma

        return lzma.LZMAError
    import zstandard

    return zstandard.ZstdError
