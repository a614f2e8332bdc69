"""Subtitles (SRT, WebVTT): each file is one document, its lines without times and marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analytics.ingest.encodings import decode
from analytics.ingest.file_records import path_fields, read_files
from analytics.ingest.inputs import Input
from analytics.ingest.records import Chunk

NAME = "subtitles"
SPECIFICITY = 34
EXTENSIONS = (".srt", ".vtt")
GROUPED = True
_CUE = re.compile(r"^\s*(?:\d+:)?\d{1,2}:\d\d[.,]\d{3}\s+-->.*$")
_MARK = re.compile(r"<[^<>]{1,60}>|\{\\[^{}]*\}")


def detect(path: Path, head: bytes) -> bool:
    """By the extension, or by the first word of WebVTT."""
    return path.suffix.lower() in EXTENSIONS or head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT")


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of {text, title, path}."""
    return read_files(source, _records)


def _records(content: bytes, path: Path) -> Iterator[dict[str, Any]]:
    lines: list[str] = []
    for block in re.split(r"\n\s*\n", decode(content).replace("\r\n", "\n")):
        rows = block.strip("\ufeff\n").split("\n")
        cue = next((place for place, row in enumerate(rows) if _CUE.match(row)), None)
        if cue is None:
            continue
        for row in rows[cue + 1 :]:
            words = " ".join(_MARK.sub("", row).split())
            if words and (not lines or lines[-1] != words):
                lines.append(words)
    yield path_fields(path) | {"text": "\n".join(lines)}
