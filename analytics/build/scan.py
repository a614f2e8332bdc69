"""Scan: every text signal, the language, and the signatures that duplicates are found by, from one pass over the
texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.build.stage import Context, Stage
from analytics.signals import SIGNALS

if TYPE_CHECKING:
    import pyarrow as pa

SIGNATURES = ("doc_id", "raw_hash", "normalized_hash", "n_shingles", "minhash")


def run(context: Context) -> None:
    """Write `signals` and `signatures`, one row for each of `documents`."""
    from analytics.batch.scan import compile_kernels

    total = context.rows("documents")
    context.progress(0, None, "compiled kernels (half a minute, once on a machine)")
    context.notes["kernels_ready_seconds"] = round(compile_kernels(), 1)
    signals = context.writer("signals", signals_schema())
    signatures = context.writer("signatures", signatures_schema())
    done = 0
    for scanned in context.engine.map(scan_and_detect, context.batches("documents", ["doc_id", "text"])):
        signals.write(scanned.select(["doc_id", *SIGNALS]))
        signatures.write(scanned.select(list(SIGNATURES)))
        done += len(scanned)
        context.progress(done, total)


def scan_and_detect(batch: pa.RecordBatch) -> pa.RecordBatch:
    """All columns of `signals` and `signatures` for the `doc_id` and `text` of `batch`."""
    import pyarrow as pa

    from analytics.batch.language import detect
    from analytics.batch.scan import scan

    scanned, languages = scan(batch), detect(batch)
    columns = dict(zip(scanned.schema.names, scanned.columns, strict=True)) | dict(
        zip(languages.schema.names, languages.columns, strict=True)
    )
    return pa.RecordBatch.from_pydict(columns)


def signals_schema() -> pa.Schema:
    """The Arrow schema of `signals`, as the registry has it."""
    import pyarrow as pa

    types = {"BIGINT": pa.int64(), "DOUBLE": pa.float64(), "VARCHAR": pa.string()}
    return pa.schema([("doc_id", pa.int64()), *((signal.name, types[signal.dtype]) for signal in SIGNALS.values())])


def signatures_schema() -> pa.Schema:
    """The Arrow schema of `signatures`: hashes of 128 bits, and 128 uint32 of MinHash, little endian (NULL for texts
    without a word).
    """
    import pyarrow as pa

    hashes = [("raw_hash", pa.binary(16)), ("normalized_hash", pa.binary(16))]
    return pa.schema([("doc_id", pa.int64()), *hashes, ("n_shingles", pa.int32()), ("minhash", pa.binary(512))])


STAGE = Stage(
    name="scan",
    title="Measure every text",
    reads=("documents",),
    writes=("signals", "signatures"),
    run=run,
)
