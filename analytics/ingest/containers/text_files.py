"""Text and Markdown files: each file is one record, named by its path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analytics.ingest.encodings import decode
from analytics.ingest.file_records import Unreadable, file_content
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
from analytics.ingest.safe_yaml import load_yaml
from analytics.ingest.text_lines import dialogues, parallel

NAME = "text"
MAX_PARALLEL_FILES = 20
NOT_PARALLEL = "it has another number of lines than"
SPECIFICITY = 30
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
GROUPED = True
EXTENSIONS = (
    ".txt", ".text", ".md", ".markdown", ".rst", ".tex", ".org", ".adoc", ".log",
    ".py", ".pyi", ".js", ".jsx", ".ts", ".tsx", ".java", ".kt", ".scala", ".c", ".h", ".cc", ".cpp", ".hpp", ".cs",
    ".go",
    ".rs", ".rb", ".php", ".swift", ".m", ".r", ".jl", ".lua", ".pl", ".sh", ".bash", ".zsh", ".sql", ".css", ".scss",
    ".vue", ".hs", ".ml", ".ex", ".exs", ".erl", ".clj", ".dart", ".proto", ".cmake", ".toml", ".ini", ".cfg",
)  # fmt: skip
FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*\r?\n", re.DOTALL)


def detect(path: Path, head: bytes) -> bool:
    """By the extension."""
    return path.suffix.lower() in EXTENSIONS


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of {text, title, source, path}, numbered by file: title is the file name, source the top folder."""
    numbers: list[int] = []
    records: list[dict[str, Any]] = []
    rejects: list[Reject] = []
    root = source.path if source.path.is_dir() else source.path.parent
    together = _parallel_records(source)
    if together:
        yield from together
        return
    size = consumed = 0
    for number, file in enumerate(source.files, 1):
        content, problem = file_content(file)
        text = None if problem else _decoded(content)
        if text is None:
            head = f"{file.relative_to(root)}: ".encode() + content[:OVERSIZED_HEAD_BYTES]
            rejects.append(Reject(number, problem or "no text, but bytes", excerpt(head)))
        else:
            lines = dialogues(text) if len(source.files) == 1 else None
            records += [_record(file, root, line) for line in lines or [text]]
            numbers += range(number, number + len(lines or [text]))
        size += len(content)
        if len(records) + len(rejects) >= CHUNK_ROWS or size >= CHUNK_BYTES:
            consumed += size
            yield Chunk(numbers, records, rejects, consumed)
            numbers, records, rejects, size = [], [], [], 0
    yield Chunk(numbers, records, rejects, source.size)


def _parallel_records(source: Input) -> list[Chunk]:
    """Records of a few small files whose lines belong together, one record for each line; else none."""
    if not 2 <= len(source.files) <= MAX_PARALLEL_FILES or source.size > MAX_RECORD_BYTES:
        return []
    texts = {file: decode(file_content(file)[0]) for file in source.files}
    fit = parallel(texts)
    if fit is None:
        return []
    files, records = fit
    rest = [file for file in source.files if file not in files]
    rejects = [
        Reject(len(records) + place, f"{file.name} is no text: {NOT_PARALLEL} {files[0].name}", excerpt(texts[file]))
        for place, file in enumerate(rest, 1)
    ]
    return [
        Chunk(range(start + 1, start + 1 + len(some)), some, rejects if not start else (), source.size)
        for start in range(0, len(records), CHUNK_ROWS)
        if (some := [dict(record) for record in records[start : start + CHUNK_ROWS]])
    ]


def _record(file: Path, root: Path, text: str) -> dict[str, Any]:
    path = file.relative_to(root)
    folder = path.parts[0] if len(path.parts) > 1 else root.name
    record = {"text": text, "title": path.name, "source": folder, "path": str(path)}
    return record | _front_matter(text)


def _front_matter(text: str) -> dict[str, Any]:
    """The fields between the first `---` lines of a text, and the text without them; empty where there are none."""
    match = FRONT_MATTER.match(text)
    if match is None:
        return {}
    try:
        fields = next(load_yaml(match[1]), None)
    except Unreadable:
        return {}
    if not isinstance(fields, dict) or not fields:
        return {}
    return {str(name): value for name, value in fields.items()} | {"text": text[match.end() :].lstrip("\r\n")}


def _decoded(content: bytes) -> str | None:
    """The text in any encoding; None for bytes that are no text."""
    return None if b"\0" in content[:1000] and content[:2] not in UTF_16 else decode(content)
