"""Texts become vectors, for the map, the search by meaning and semantic duplicates.

A text that is empty, or in which the encoder knows nothing, gets no row: it is near to nothing and has no place on the
map.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics import encoders
from analytics.build.encoder_choice import chosen_encoder, has_languages
from analytics.build.encoding_time import say_duration
from analytics.build.map import vectors
from analytics.build.own_vectors import write_own_vectors
from analytics.build.resumable_encoding import ResumableEncoding, is_blank_text
from analytics.build.stage import Context, Stage
from analytics.build.table_map import map_table
from analytics.build.teaching_sample import passages
from analytics.build.text_batches import texts_of
from analytics.errors import DataloupeError

MIN_KEPT_SHARE = 0.5
"""An encoder that was fitted to at least this share of the documents is not fitted again when others were added."""


def run(context: Context) -> None:
    """Write `embeddings`, from an encoder or from the user's own column; nothing with the encoder `none`."""
    if column := context.options.get("vectors"):
        write_own_vectors(context, column)
    elif (name := chosen_encoder(context)) != "none":
        _encode(context, _load(context, name))
    else:
        context.notes["encoder"] = "none"


def _load(context: Context, name: str) -> encoders.Encoder:
    """The encoder; one that can be taught is fitted to the documents, unless an earlier build did that."""

    def report(unit: str) -> encoders.Progress:
        return lambda done, total: context.progress(done, total, unit)

    encoder = encoders.encoder(name, report("tokens distilled, once on this machine"))
    if not isinstance(encoder, encoders.Teachable):
        return encoder
    if (digest := _earlier_digest(context, name)) is not None:
        try:
            return encoders.encoder(name, report("tokens distilled, once on this machine"), digest)
        except DataloupeError:  # it is no longer in the cache
            pass
    sample = passages(context, has_languages(context))
    return encoder.taught(sample, report("passages that teach the encoder, once for this corpus"))


def _earlier_digest(context: Context, name: str) -> str | None:
    """The digest of the encoder that an earlier build fitted, if most of the documents are the same."""
    previous = context.previous("embeddings")
    if previous is None or previous[1].notes.get("encoder") != name:
        return None
    encoded = _encoded_documents(context, previous[1].notes)
    is_enough = encoded is not None and encoded >= MIN_KEPT_SHARE * context.rows("documents")
    return str(previous[1].notes["digest"]) if is_enough else None


def _encode(context: Context, encoder: encoders.Encoder) -> None:
    """Encode the documents that have no vector from this encoder yet."""
    kept_documents, kept_vectors = _keep_vectors(context, encoder.digest)
    new_documents = context.rows("documents") - kept_documents
    say_duration(context, encoder, new_documents)
    if not context.engine.shares_memory:
        _encode_on_workers(context, encoder, kept_documents, kept_vectors)
        return
    encoding = ResumableEncoding(context.scratch, encoder, new_documents)
    doc_ids = np.empty(new_documents, np.int64)
    done = 0
    new_ids = np.arange(kept_documents, context.rows("documents"))
    for batch in texts_of(context, new_ids, encoder.batch_rows):
        doc_ids[done : done + len(batch)] = batch.column("doc_id").to_numpy()
        encoding.add(batch.column("text"))
        done += len(batch)
        context.progress(done, new_documents, "documents")
    new_vectors = _write(context, encoder, doc_ids, encoding.vectors)
    _note(context, encoder, kept_documents, kept_vectors + new_vectors)
    context.notes |= {"resumed": encoding.resumed, "exact_duplicates_encoded_once": encoding.repeated}


def _encode_on_workers(context: Context, encoder: encoders.Encoder, kept_documents: int, kept_vectors: int) -> None:
    """Encode the documents of the files after those that are kept, each file split by split."""
    files = context.workspace.files("documents", context.manifest)
    ends = itertools.accumulate(map(_rows, files))
    files = [file for file, end in zip(files, ends, strict=True) if end > kept_documents]
    tables = {"embeddings": vectors.schema(encoder.dimensions)}
    written = map_table(context, EncodeTexts(encoder), tables, files=files, unit="documents")
    _note(context, encoder, kept_documents, kept_vectors + written["embeddings"])


@dataclass(frozen=True)
class EncodeTexts:
    """The rows of `embeddings` for a batch of texts (doc_id, text); a text without a vector has none."""

    encoder: encoders.Encoder

    def __call__(self, batch: pa.RecordBatch) -> pa.Table:
        is_blank = is_blank_text(batch.column("text"))
        some = batch.filter(pa.array(~is_blank))
        matrix = np.zeros((0, self.encoder.dimensions), np.float32)
        if len(some):
            matrix = self.encoder.encode(some.column("text").to_pylist())
        has_vector = matrix.any(axis=1)
        return vectors.rows(some.column("doc_id").to_numpy()[has_vector], matrix[has_vector])


def _note(context: Context, encoder: encoders.Encoder, kept_documents: int, vectors_now: int) -> None:
    context.notes |= {
        "encoder": encoder.name,
        "digest": encoder.digest,
        "dimensions": encoder.dimensions,
        "encoded_text": encoder.encoded_text,
        "document_files": list(context.manifest.tables["documents"].files),
        "kept_from_earlier_build": kept_documents,
        "without_vector": context.rows("documents") - vectors_now,
    }


def _write(context: Context, encoder: encoders.Encoder, doc_ids: np.ndarray, matrix: np.ndarray) -> int:
    """Write the vectors that are not zero; gives their number."""
    writer = context.writer("embeddings", vectors.schema(encoder.dimensions))
    for start in range(0, len(doc_ids), encoder.batch_rows):
        some = np.asarray(matrix[start : min(start + encoder.batch_rows, len(doc_ids))])
        has_vector = some.any(axis=1)
        writer.write(vectors.rows(doc_ids[start : start + len(some)][has_vector], some[has_vector]))
    return writer.rows


def _keep_vectors(context: Context, digest: str) -> tuple[int, int]:
    """Keep the vectors that an earlier build made in the same way: how many documents they cover, how many they are."""
    previous = context.previous("embeddings")
    if previous is None or previous[1].notes.get("digest") != digest:
        return 0, 0
    files, record = previous
    encoded = _encoded_documents(context, record.notes)
    if encoded is None:
        return 0, 0
    rows = [_rows(file) for file in files]
    for file, count in zip(files, rows, strict=True):
        context.keep_file("embeddings", file.name, count)
    return encoded, sum(rows)


def _encoded_documents(context: Context, notes: Mapping[str, Any]) -> int | None:
    """How many documents an earlier build encoded; None when they are not the first ones of this build."""
    encoded = notes.get("document_files", [])
    if not encoded or list(context.manifest.tables["documents"].files[: len(encoded)]) != encoded:
        return None
    return sum(_rows(context.workspace.tables_path / name) for name in encoded)


def _rows(file: Path) -> int:
    return int(pq.read_metadata(file).num_rows)


STAGE = Stage(
    name="encode",
    title="Encode texts as vectors",
    reads=("documents",),
    writes=("embeddings",),
    run=run,
    options=("encoder", "vectors"),
    optional_reads=("metadata", "signals"),
)
