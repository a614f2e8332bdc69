"""Content: personal data, swear words, broken characters, boilerplate and outliers - every signal that is computed
after the scan.

What follows from a text alone is kept when documents are added. What follows from other documents, such as boilerplate,
is computed for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.build import continuation
from analytics.build.stage import BATCH_ROWS, Context, Stage
from analytics.build.table_map import map_table
from analytics.signals.compute import Measure, schema, signals_of, tables_read, to_batch
from analytics.signals.content import FAMILIES

OF_TABLES = tuple(family for family in FAMILIES if family.reads)
"""Families whose signals depend on other documents."""


def run(context: Context) -> None:
    """Write `content`, one row for each of `documents`; signals whose tables are missing are NULL."""
    covered = _covered(context)
    if covered:
        _carry_over(context, covered)
    measure = Measure.of(FAMILIES, context, context.manifest.tables)
    map_table(
        context, measure, {"content": schema(FAMILIES)}, files=continuation.new_files(context, "documents", covered)
    )
    continuation.note_source(context, "documents")


def _covered(context: Context) -> int:
    """How many of the first files of `documents` the last run has read, when its rows can be kept. Workers in other
    processes compute all: their files come before those of the driver.
    """
    previous = continuation.previous_run(context, "documents") if context.engine.shares_memory else None
    return previous[0] if previous else 0


@dataclass(frozen=True)
class _Carried:
    """The rows of `content` from those of the last run, with the signals of OF_TABLES as they are now."""

    measure: Measure

    def __call__(self, both: tuple[pa.RecordBatch, pa.Table]) -> pa.RecordBatch:
        texts, earlier = both
        kept = {field.name: earlier[field.name].combine_chunks() for field in earlier.schema}
        of_tables = {signal.name for signal in signals_of(OF_TABLES)}
        columns = {name: column for name, column in kept.items() if name not in of_tables}
        return to_batch(columns | self.measure.columns(texts), FAMILIES)


def _carry_over(context: Context, covered: int) -> None:
    """Write the rows of the documents in the first `covered` files."""
    files = context.workspace.files("documents", context.manifest)[:covered]
    previous = context.previous("content")
    writer = context.writer("content", schema(FAMILIES))
    carried = _Carried(Measure.of(OF_TABLES, context, context.manifest.tables))
    texts = (
        batch for file in files for batch in pq.ParquetFile(file).iter_batches(BATCH_ROWS, columns=["doc_id", "text"])
    )
    for rows in context.engine.map(carried, _aligned(texts, previous[0] if previous else [])):
        writer.write(rows)


def _aligned(texts: Iterator[pa.RecordBatch], files: list[Path]) -> Iterator[tuple[pa.RecordBatch, pa.Table]]:
    """Each batch of texts with the rows of `files` for the same documents; both have the same order."""
    rows = (batch for file in files for batch in pq.ParquetFile(file).iter_batches(BATCH_ROWS, use_threads=False))
    waiting = pa.Table.from_batches([], schema(FAMILIES))
    for batch in texts:
        while len(waiting) < len(batch):
            waiting = pa.concat_tables([waiting, pa.Table.from_batches([next(rows)])])
        yield batch, waiting.slice(0, len(batch))
        waiting = waiting.slice(len(batch))


STAGE = Stage(
    name="content",
    title="Find personal data, profanity and damaged characters",
    reads=("documents",),
    writes=("content",),
    run=run,
    optional_reads=tables_read(FAMILIES),
)
