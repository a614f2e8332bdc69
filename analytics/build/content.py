"""Content: personal data, swear words, broken characters, boilerplate and outliers - every signal that is computed
after the scan.
"""

from __future__ import annotations

from analytics.build.stage import Context, Stage
from analytics.build.table_map import map_table
from analytics.signals.compute import Measure, schema, tables_read
from analytics.signals.content import FAMILIES


def run(context: Context) -> None:
    """Write `content`, one row for each of `documents`; signals whose tables are missing are NULL."""
    measure = Measure.of(FAMILIES, context, context.manifest.tables)
    map_table(context, measure, {"content": schema(FAMILIES)})


STAGE = Stage(
    name="content",
    title="Find personal data, profanity and damaged characters",
    reads=("documents",),
    writes=("content",),
    run=run,
    optional_reads=tables_read(FAMILIES),
)
