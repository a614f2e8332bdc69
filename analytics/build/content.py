"""Content: personal data, swear words, broken characters, boilerplate and outliers - every signal that is computed
after the scan.
"""

from __future__ import annotations

from analytics.build.stage import Context, Stage
from analytics.signals.compute import Measure, schema, tables_read
from analytics.signals.content import FAMILIES


def run(context: Context) -> None:
    """Write `content`, one row for each of `documents`; signals whose tables are missing are NULL."""
    measure = Measure.of(FAMILIES, context, context.manifest.tables)
    writer = context.writer("content", schema(FAMILIES))
    done, total = 0, context.rows("documents")
    for measured in context.engine.map(measure, context.batches("documents", ["doc_id", "text"])):
        writer.write(measured)
        done += len(measured)
        context.progress(done, total)


STAGE = Stage(
    name="content",
    title="Find personal data, profanity and damaged characters",
    reads=("documents",),
    writes=("content",),
    run=run,
    optional_reads=tables_read(FAMILIES),
)
