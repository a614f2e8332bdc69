"""Texts become vectors: the ground of the map, of search by meaning and of semantic duplicates.

A text that is empty, or holds nothing that the encoder knows, gets no row: it is near to nothing, and no place is made
up for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analytics import encoders
from analytics.build.map import vectors
from analytics.build.stage import Context, Stage
from analytics.errors import DataloupeError
from analytics.files import write_atomically
from analytics.sql import identifier


def run(context: Context) -> None:
    """Write `embeddings`, from an encoder or from the user's own column; nothing with the encoder `none`."""
    if column := context.options.get("vectors"):
        _take(context, column)
    elif (name := context.options.get("encoder") or encoders.DEFAULT) != "none":
        _encode(
            context,
            encoders.encoder(
                name, lambda done, total: context.progress(done, total, "tokens distilled, once on this machine")
            ),
        )
    else:
        context.notes["encoder"] = "none"


def _encode(context: Context, encoder: encoders.Encoder) -> None:
    kept_documents, kept_vectors = _keep_unchanged(context, encoder.digest)
    new_documents = context.rows("documents") - kept_documents
    work = _Work(context.scratch, encoder, new_documents)
    doc_ids = np.empty(new_documents, np.int64)
    done = 0
    for batch in _after(kept_documents, context.batches("documents", ["doc_id", "text"], encoder.batch_rows)):
        doc_ids[done : done + len(batch)] = batch.column("doc_id").to_numpy()
        work.add(batch.column("text"))
        done += len(batch)
        context.progress(done, new_documents, "documents")
    writer = context.writer("embeddings", vectors.schema(encoder.dimensions))
    for start in range(0, new_documents, encoder.batch_rows):
        some = np.asarray(work.vectors[start : min(start + encoder.batch_rows, new_documents)])
        known = some.any(axis=1)
        writer.write(vectors.rows(doc_ids[start : start + len(some)][known], some[known]))
    context.notes |= {
        "encoder": encoder.name,
        "digest": encoder.digest,
        "dimensions": encoder.dimensions,
        "encoded_text": encoder.part,
        "document_files": list(context.manifest.tables["documents"].files),
        "kept_from_earlier_build": kept_documents,
        "resumed": work.resumed,
        "exact_duplicates_encoded_once": work.repeated,
        "without_vector": context.rows("documents") - kept_vectors - writer.rows,
    }


class _Work:
    """The vectors of the new documents, float32[n, d] in a file that outlives a kill, and how many rows of it are
    done.
    """

    def __init__(self, folder: Path, encoder: encoders.Encoder, rows: int):
        self._encoder = encoder
        self._finished_file = folder / f"{encoder.digest}.finished"
        self.resumed = int(self._finished_file.read_text()) if self._finished_file.is_file() else 0
        shape = (max(rows, 1), encoder.dimensions)  # a file of no bytes cannot be mapped
        self.vectors = np.lib.format.open_memmap(
            folder / f"{encoder.digest}.npy", "r+" if self.resumed else "w+", np.float32, shape
        )
        self.repeated = 0
        self._first: dict[bytes, int] = {}
        self._done = 0

    def add(self, texts: pa.Array) -> None:
        """Encode the next texts, each different one once; those that an earlier, killed run has done are only
        remembered.
        """
        start, stop = self._done, self._done + len(texts)
        first = [
            self._first.setdefault(hashlib.blake2b(text, digest_size=16).digest(), row)
            for row, text in enumerate(_bytes(texts), start)
        ]
        new = np.flatnonzero(np.asarray(first) == np.arange(start, stop))
        self.repeated += len(texts) - len(new)
        if stop > self.resumed:
            worded = new[
                np.asarray(pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(texts.take(pa.array(new))), ""), False))
            ]
            self.vectors[start:stop] = 0
            if len(worded):
                self.vectors[start + worded] = self._encoder.encode(texts.take(pa.array(worded)).to_pylist())
            self.vectors[start:stop] = self.vectors[first]
            self.vectors.flush()
            write_atomically(self._finished_file, str(stop))
        self._done = stop


def _bytes(texts: pa.Array) -> list[bytes]:
    return texts.cast(pa.large_binary()).to_pylist()


def _after(rows: int, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """`batches` without their first `rows` rows."""
    for batch in batches:
        if rows < len(batch):
            yield batch.slice(rows)
        rows = max(0, rows - len(batch))


def _keep_unchanged(context: Context, digest: str) -> tuple[int, int]:
    """Carry over the vectors of documents that an earlier build encoded in the same way: how many documents, how many
    vectors.
    """
    previous = context.previous("embeddings")
    if previous is None or previous[1].notes.get("digest") != digest:
        return 0, 0
    files, record = previous
    earlier = record.notes.get("document_files", [])
    if not earlier or list(context.manifest.tables["documents"].files[: len(earlier)]) != earlier:
        return 0, 0
    rows = [_rows(file) for file in files]
    for file, count in zip(files, rows, strict=True):
        context.keep_file("embeddings", file.name, count)
    return sum(_rows(context.workspace.tables_path / name) for name in earlier), sum(rows)


def _rows(file: Path) -> int:
    return int(pq.read_metadata(file).num_rows)


def _take(context: Context, column: str) -> None:
    """Write the vectors that the user brought. The width that most rows have counts; rows of another have no vector."""
    if "metadata" not in context.manifest.tables:
        raise DataloupeError(
            f"the input has no column {column!r} to take vectors from - all its columns are the document's own"
        )
    connection = context.workspace.connect(context.manifest)
    names = connection.table("metadata").columns
    if column not in names:
        raise DataloupeError(
            f"the input has no column {column!r} to take vectors from - its other columns are {', '.join(names[1:]) or 'none'}"
        )
    given = f"(SELECT doc_id, TRY_CAST({identifier(column)} AS FLOAT[]) AS vector FROM metadata)"
    widths = connection.sql(
        f"SELECT len(vector) AS width, count(*) FROM {given} WHERE width > 0 GROUP BY width ORDER BY 2 DESC, 1"
    ).fetchall()
    if not widths:
        raise DataloupeError(f"the column {column!r} holds no vectors - name a column of lists of numbers")
    width, rows = widths[0]
    writer = context.writer("embeddings", vectors.schema(width))
    reader = connection.sql(
        f"SELECT doc_id, vector FROM {given} WHERE len(vector) = {width:d} ORDER BY doc_id"
    ).to_arrow_reader(4096)
    for batch in reader:
        some = batch.column("vector").flatten().to_numpy(zero_copy_only=False).reshape(len(batch), width)
        usable = np.isfinite(some).all(axis=1) & some.any(axis=1)
        writer.write(vectors.rows(batch.column("doc_id").to_numpy()[usable], vectors.unit_length(some[usable])))
        context.progress(writer.rows, rows, "documents")
    context.notes |= {
        "encoder": f"column {column}",
        "digest": f"column {column}",
        "dimensions": width,
        "encoded_text": "as given",
        "other_width": sum(count for _, count in widths[1:]),
        "not_finite_or_zero": rows - writer.rows,
        "without_vector": context.rows("documents") - writer.rows,
    }


STAGE = Stage(
    name="encode",
    title="Encode texts as vectors",
    reads=("documents",),
    writes=("embeddings",),
    run=run,
    options=("encoder", "vectors"),
    optional_reads=("metadata",),
)
