"""Conversations: combine the records of logs into `turns`, `feedback`, `comparisons` and `conversations`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.build.conversation_queries import COMPARISONS, FEEDBACK, SUMMARIES, TURNS, UNMATCHED
from analytics.build.rating_scales import create_rating_values
from analytics.build.repeated_messages import create_single_messages
from analytics.build.stage import BATCH_ROWS, Context, Stage
from analytics.ingest.tables import LOG_SCHEMAS

if TYPE_CHECKING:
    import duckdb

QUERIES = {
    "turns": "FROM turns",
    "feedback": "FROM feedback",
    "comparisons": COMPARISONS,
    "conversations": SUMMARIES,
}


def run(context: Context) -> None:
    """Write the four tables. The notes have the scale of each rating, how many messages were repeated for
    another rating, and how much feedback matches no message."""
    connection = context.workspace.connect(context.manifest)
    repeated = create_single_messages(connection)
    connection.execute(f"CREATE TEMP TABLE turns AS {TURNS}")
    scales = create_rating_values(connection)
    connection.execute(f"CREATE TEMP TABLE feedback AS {FEEDBACK}")
    for table, query in QUERIES.items():
        _write(context, connection, table, query)
    ((unknown, unread),) = connection.execute(UNMATCHED).fetchall()
    context.notes |= {
        "scales": {one.name: one.scale.ends for one in scales if one.scale is not None and one.scale.ends},
        "reversed ratings": [one.name for one in scales if one.scale is not None and one.scale.reverse],
        "ratings": {one.name: one.summary_text() for one in scales},
        "repeated messages": repeated,
        "feedback for unknown messages": unknown,
        "feedback whose value cannot be read": unread,
    }


def _write(context: Context, connection: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    reader = connection.sql(query).to_arrow_reader(BATCH_ROWS)
    writer = context.writer(table, reader.schema)
    for batch in reader:
        writer.write(batch)


STAGE = Stage(
    name="conversations",
    title="Assemble conversations",
    reads=(*LOG_SCHEMAS, "documents"),
    writes=("turns", "feedback", "comparisons", "conversations"),
    run=run,
)
