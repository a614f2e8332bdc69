"""Jupyter notebooks: each file is one document, its cells in order; code cells keep their white space."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from analytics.ingest.file_records import Unreadable, path_fields, read_files
from analytics.ingest.inputs import Input
from analytics.ingest.records import Chunk

NAME = "notebook"
SPECIFICITY = 33
EXTENSIONS = (".ipynb",)
GROUPED = True


def detect(path: Path, head: bytes) -> bool:
    """By the extension."""
    return path.suffix.lower() in EXTENSIONS


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of {text, title, language, cells, path}."""
    return read_files(source, _records)


def _records(content: bytes, path: Path) -> Iterator[dict[str, Any]]:
    try:
        notebook = orjson.loads(content)
        cells = notebook.get("cells") or notebook["worksheets"][0]["cells"]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        raise Unreadable("not a notebook: it has no cells") from None
    texts = [_source(cell) for cell in cells if isinstance(cell, dict)]
    language = notebook.get("metadata", {}).get("kernelspec", {}).get("language")
    yield path_fields(path) | {
        "text": "\n\n".join(text for text in texts if text.strip()),
        "language": language,
        "cells": len(cells),
    }


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    return "".join(source) if isinstance(source, list) else str(source)
