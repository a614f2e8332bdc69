"""Text and Markdown files: each file is one record, named by its path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.ingest.compression import DamagedInput, blocks
from analytics.ingest.lines import BOM
from analytics.ingest.records import CHUNK_BYTES, CHUNK_ROWS, RECORD_BYTES, Chunk, Reject, excerpt

if TYPE_CHECKING:
    from analytics.ingest.inputs import Input

EXTENSIONS = (".txt", ".text", ".md", ".markdown", ".rst")


def detect(path: Path, head: bytes) -> bool:
    """By name."""
    return path.suffix.lower() in EXTENSIONS


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of {text, title, source, path}, numbered by file: title is the file's name, source its top folder."""
    numbers: list[int] = []
    records: list[dict[str, Any]] = []
    rejects: list[Reject] = []
    root = source.path if source.path.is_dir() else source.path.parent
    size = consumed = 0
    for number, file in enumerate(source.files, 1):
        path = file.relative_to(root)
        content, problem = _content(file)
        try:
            text = content.removeprefix(BOM).decode("utf-8")
        except UnicodeDecodeError:
            problem = problem or "invalid UTF-8"
        if problem:
            rejects.append(Reject(number, problem, excerpt(f"{path}: ".encode() + content[:4096])))
        else:
            records.append(
                {
                    "text": text,
                    "title": path.name,
                    "source": path.parts[0] if len(path.parts) > 1 else root.name,
                    "path": str(path),
                }
            )
            numbers.append(number)
        size += len(content)
        if len(records) + len(rejects) >= CHUNK_ROWS or size >= CHUNK_BYTES:
            consumed += size
            yield Chunk(numbers, records, rejects, consumed)
            numbers, records, rejects, size = [], [], [], 0
    yield Chunk(numbers, records, rejects, source.size)


def _content(file: Path) -> tuple[bytes, str | None]:
    """The bytes of `file`, and why they are not usable, if so."""
    parts: list[bytes] = []
    size = 0
    try:
        for block, _ in blocks(file):
            parts.append(block)
            size += len(block)
            if size > RECORD_BYTES:
                return parts[0], f"longer than {RECORD_BYTES >> 20} MB"
    except DamagedInput as damage:
        return b"".join(parts), str(damage)
    except OSError as error:
        return b"", f"cannot be read: {error.strerror}"
    return b"".join(parts), None
