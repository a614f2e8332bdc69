"""YAML: a list of records, an object, or several documents; loaded safely, nothing is executed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from analytics.ingest.encodings import decode
from analytics.ingest.file_records import Unreadable, read_files
from analytics.ingest.inputs import Input
from analytics.ingest.records import Chunk

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
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        documents = list(yaml.load_all(decode(content), Loader=loader))
    except (yaml.YAMLError, RecursionError) as error:
        raise Unreadable(f"not readable as YAML: {' '.join(str(error).split())[:200]}") from None
    for document in documents:
        for record in document if isinstance(document, list) else [document]:
            if isinstance(record, dict):
                yield {str(name): value for name, value in record.items()}
