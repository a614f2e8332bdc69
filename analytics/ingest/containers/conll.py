"""CoNLL and CoNLL-U: one token a line, a blank line after each sentence. Each sentence is one document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analytics.ingest.encodings import decode
from analytics.ingest.file_records import path_fields, read_files
from analytics.ingest.inputs import Input
from analytics.ingest.records import Chunk

NAME = "conll"
SPECIFICITY = 37
EXTENSIONS = (".conll", ".conllu", ".conllx", ".iob", ".bio")
GROUPED = True


def detect(path: Path, head: bytes) -> bool:
    """By the extension, or by the comments of CoNLL-U."""
    return path.suffix.lower() in EXTENSIONS or (b"\n# text = " in head[:4000] and b"\n1\t" in head[:8000])


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of {text, id, tokens, labels, path}: the sentence as written where a comment says it, else its tokens."""
    return read_files(source, _records)


def _records(content: bytes, path: Path) -> Iterator[dict[str, Any]]:
    comments: dict[str, str] = {}
    rows: list[list[str]] = []
    for line in [*decode(content).splitlines(), ""]:
        if line.strip():
            if line.startswith("#") and not rows:
                name, _, value = line[1:].partition("=")
                comments[name.strip()] = value.strip()
            elif not line.startswith("-DOCSTART-"):
                rows.append(line.split("\t") if "\t" in line else line.split())
        elif rows:
            yield path_fields(path) | _sentence(comments, rows)
            comments, rows = {}, []


def _sentence(comments: dict[str, str], rows: list[list[str]]) -> dict[str, Any]:
    is_universal = len(rows[0]) == 10
    tokens = [row[1] if is_universal else row[0] for row in rows if not is_universal or "-" not in row[0]]
    tags = Counter(
        row[-1].partition("-")[2] or row[-1] for row in rows if len(row) > 1 and not is_universal and row[-1] != "O"
    )
    record: dict[str, Any] = {"text": comments.get("text") or " ".join(tokens), "tokens": len(tokens)}
    if "sent_id" in comments:
        record["id"] = comments["sent_id"]
    return record | ({"entities": dict(tags)} if tags else {})
