"""Examples of what a choice should resemble: texts from a file, encoded as the documents are."""

from __future__ import annotations

import functools
import io
import json
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from analytics.encoders import Encoder, encoder
from analytics.errors import DataloupeError
from analytics.workspace import open_workspace

MAX_EXAMPLES, MAX_CHARACTERS = 500, 4_000
TEXT_FIELDS = ("text", "content", "document", "prompt", "question", "instruction", "input", "query", "body", "message")
ENDINGS = ("txt", "jsonl", "json", "csv", "tsv", "parquet")


def read_examples(path: Path, content: bytes | None = None) -> tuple[str, ...]:
    """The different texts of a file (or of its `content`), at most MAX_EXAMPLES: lines of a .txt file, or the column of
    texts of .jsonl, .json, .csv, .tsv or .parquet. Raises DataloupeError where there are none.
    """
    try:
        data = path.read_bytes() if content is None else content
        values = _values(path.suffix.lower(), data)
    except (OSError, ValueError, ImportError) as error:
        raise DataloupeError(f"{path.name} cannot be read as examples: {error}.") from None
    texts = dict.fromkeys(text.strip()[:MAX_CHARACTERS] for text in values if isinstance(text, str) and text.strip())
    if not texts:
        raise DataloupeError(f"{path.name} has no texts. Use one text a line, or a column named text.")
    return tuple(texts)[:MAX_EXAMPLES]


def encode_examples(connection: duckdb.DuckDBPyConnection, examples: tuple[str, ...]) -> np.ndarray:
    """The unit vectors of the examples by the encoder of the workspace: float32[n, d], without texts in which the
    encoder knows nothing. Raises DataloupeError where the vectors came with the input, or the encoder is another one.
    """
    (folder,) = connection.execute("SELECT folder FROM opened").fetchone() or ("",)
    manifest = open_workspace(Path(folder).parent).read_manifest()
    record = manifest.stages.get("encode")
    notes = dict(record.notes) if record is not None else {}
    if not notes.get("encoder") or manifest.build.get("options", {}).get("vectors"):
        raise DataloupeError(
            "Examples cannot be compared: the vectors of this workspace were not made by an encoder of dataloupe. "
            "Choose documents as the target."
        )
    loaded = _encoder(str(notes["encoder"]), notes.get("digest"))
    if notes.get("digest") not in (None, loaded.digest):
        raise DataloupeError(
            f"The encoder {loaded.name} on this machine differs from the one that made the vectors. Build the "
            "workspace again on this machine, or choose documents as the target."
        )
    vectors = np.asarray(loaded.encode(list(examples)), np.float32)
    vectors = vectors[np.any(vectors != 0, axis=1)]
    if not len(vectors):
        raise DataloupeError("The encoder knows no word of the examples.")
    return vectors


@functools.lru_cache(maxsize=2)
def _encoder(name: str, digest: str | None) -> Encoder:
    return encoder(name, digest=digest)


def _values(ending: str, data: bytes) -> list[Any]:
    """The values of the column of texts."""
    if ending == ".parquet":
        import pyarrow.parquet as pq

        return _column(pq.read_table(io.BytesIO(data)).to_pylist())
    text = data.decode("utf-8-sig")
    if ending in (".csv", ".tsv"):
        import csv

        return _column(list(csv.DictReader(io.StringIO(text), delimiter="\t" if ending == ".tsv" else ",")))
    if ending == ".json":
        content = json.loads(text)
        return _column(content if isinstance(content, list) else [content])
    if ending in (".jsonl", ".ndjson"):
        return _column([json.loads(line) for line in text.splitlines() if line.strip()])
    return text.splitlines()


def _column(rows: list[Any]) -> list[Any]:
    """The field of texts: one of TEXT_FIELDS, else the one with the longest texts."""
    records = [row for row in rows if isinstance(row, dict)]
    if not records:
        return rows
    lengths: dict[str, int] = {}
    for row in records[:200]:
        for name, value in row.items():
            if isinstance(value, str):
                lengths[name] = lengths.get(name, 0) + len(value)
    known = {name.lower(): name for name in lengths}
    named = next((known[name] for name in TEXT_FIELDS if name in known), None)
    field = named or max(lengths, key=lambda name: lengths[name], default=None)
    return [row.get(field) for row in records]
