"""What stands out? The findings about all documents, ranked once at the end of a build: pages only read them."""

from __future__ import annotations

from analytics.build.stage import Context, Stage
from analytics.findings import search_findings
from analytics.findings.table import SCHEMA, TABLE, to_table


def run(context: Context) -> None:
    """Ask every kind of finding, and write what is significant."""
    connection = context.workspace.connect(context.manifest)
    writer = context.writer(TABLE, SCHEMA)
    writer.write(to_table(search_findings(connection)))


STAGE = Stage(
    name="findings",
    title="Search what stands out",
    reads=("documents",),
    writes=(TABLE,),
    run=run,
    optional_reads=(
        "metadata",
        "rejects",
        "turns",
        "feedback",
        "comparisons",
        "conversations",
        "signals",
        "signatures",
        "behaviour",
        "duplicate_pairs",
        "repeated_passages",
        "passage_documents",
        "evaluation_items",
        "contamination",
        "evaluation_matches",
        "evaluation_set_items",
        "map",
        "topics",
        "content",
        "label_checks",
    ),
)
