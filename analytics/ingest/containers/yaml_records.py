"""YAML: a list of records, an object, or several documents. Nothing in it is executed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analytics.ingest.encodings import decode
from analytics.ingest.file_records import read_files
from analytics.ingest.inputs import Input
from analytics.ingest.records import Chunk
from analytics.ingest.safe_yaml import load_yaml

NAME = "yaml"
SPECIFICITY = 31
EXTENSIONS = (".yaml", ".yml")


def detect(path: Path, head: bytes) -> bool:
    """By the extension."""
    return path.suffix.lower() in EXTENSIONS


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of objects."""
    return read_files(source, _records)


def _records(content: bytes, path: Path) -> Iterator[dict[str, Any]]:
    for document in load_yaml(decode(content)):
        for record in document if isinstance(document, list) else [document]:
            if isinstance(record, dict):
                yield {str(name): value for name, value in record.items()}
