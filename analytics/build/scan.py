"""Scan: every text signal, the language, and the signatures that duplicates are found by, from one pass over the
texts.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

from analytics.build import continuation
from analytics.build.stage import Context, Stage
from analytics.build.table_map import map_table
from analytics.signals.compute import Measure, kernel_columns, schema, to_batch
from analytics.signals.scan import FAMILIES

if TYPE_CHECKING:
    import pyarrow as pa


def run(context: Context) -> None:
    """Write `signals` and `signatures`, one row for each of `documents`."""
    from analytics.batch.scan import compile_kernels

    context.progress(0, None, "compiled kernels (half a minute, once on a machine)")
    context.notes["kernels_ready_seconds"] = round(compile_kernels(), 1)
    tokenizer = context.options.get("tokenizer")
    if tokenizer:
        context.notes["tokenizer"] = tokenizer["name"]
    scan = functools.partial(scan_texts, tokenizer=tokenizer)
    tables = {"signals": signals_schema(tokenizer), "signatures": signatures_schema()}
    previous = continuation.previous_run(context, "documents")
    covered = previous[0] if previous else 0
    kept = [continuation.keep_rows(context, table) for table in tables] if covered else [0]
    map_table(context, scan, tables, files=continuation.new_files(context, "documents", covered))
    context.notes["kept_from_earlier_build"] = kept[0]
    continuation.note_source(context, "documents")


def scan_texts(
    batch: pa.RecordBatch, tokenizer: Mapping[str, str] | None = None
) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """The rows of `signals` and of `signatures` for a batch of texts (doc_id, text)."""
    import pyarrow as pa

    from analytics.batch.scan import scan
    from analytics.batch.stop_words import stop_word_counts

    counts = scan(batch)
    measured = Measure.of(FAMILIES).columns(batch)
    columns = {"doc_id": batch["doc_id"]} | kernel_columns(counts, FAMILIES) | measured
    columns["stop_word_count"] = stop_word_counts(
        batch["text"], columns["lang_detected"], pa.array(columns["stop_word_count"])
    )
    rows = to_batch(columns, FAMILIES)
    if tokenizer:
        rows = with_exact_tokens(rows, batch["text"].to_pylist(), tokenizer)
    return rows, counts.select(signatures_schema().names)


def with_exact_tokens(rows: pa.RecordBatch, texts: list[str], tokenizer: Mapping[str, str]) -> pa.RecordBatch:
    """The rows of `signals` with the tokens that the tokenizer counts, and its name in the column `tokenizer`."""
    import pyarrow as pa

    from analytics.encoders.exact_tokens import counter

    tokens = pa.array(counter(tokenizer)(texts), pa.int64())
    rows = rows.set_column(rows.schema.get_field_index("n_tokens"), "n_tokens", tokens)
    columns = [*rows.columns, pa.repeat(tokenizer["name"], len(rows))]
    return pa.RecordBatch.from_arrays(columns, schema=signals_schema(tokenizer))


def signals_schema(tokenizer: Mapping[str, str] | None) -> pa.Schema:
    """The Arrow schema of `signals`: with the column `tokenizer` where tokens are counted, not estimated."""
    import pyarrow as pa

    plain = schema(FAMILIES)
    return plain.append(pa.field("tokenizer", pa.string())) if tokenizer else plain


def signatures_schema() -> pa.Schema:
    """The Arrow schema of `signatures`: hashes of 128 bits, and 128 uint32 of MinHash, little endian (NULL for texts
    without a word).
    """
    import pyarrow as pa

    hashes = [("raw_hash", pa.binary(16)), ("normalized_hash", pa.binary(16))]
    return pa.schema([("doc_id", pa.int64()), *hashes, ("n_shingles", pa.int32()), ("minhash", pa.binary(512))])


STAGE = Stage(
    name="scan",
    title="Compute text signals",
    reads=("documents",),
    writes=("signals", "signatures"),
    run=run,
    options=("tokenizer",),
)
