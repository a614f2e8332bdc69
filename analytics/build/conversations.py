"""Conversations: combine the records of logs into `turns`, `feedback`, `comparisons` and `conversations`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.build.conversation_queries import COMPARISONS, FEEDBACK, SPREADS, SUMMARIES, TURNS, UNMATCHED
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
    """Write the four tables. The notes have the scale of each rating, and how much feedback matches no message."""
    connection = context.workspace.connect(context.manifest)
    connection.execute(f"CREATE TEMP TABLE turns AS {TURNS}")
    scales = _create_scales(connection)
    connection.execute(f"CREATE TEMP TABLE feedback AS {FEEDBACK}")
    for table, query in QUERIES.items():
        _write(context, connection, table, query)
    ((unknown, unread),) = connection.execute(UNMATCHED).fetchall()
    context.notes |= {
        "scales": scales,
        "feedback for unknown messages": unknown,
        "feedback whose value cannot be read": unread,
    }


def scale(low: float, high: float, whole: bool) -> tuple[float, float]:
    """The ends of the scale of ratings that range from `low` to `high`; `whole` when all are whole numbers.

    -1 to 1, or 0 to 1, where they fit. Whole numbers up to 10 end at the largest rating, and start at 0 or 1. Others
    end at the next of 5, 10 and 100, else at the largest rating.
    """
    if low < 0:
        return (-1.0, 1.0) if low >= -1 and high <= 1 else (low, max(high, 0.0))
    if high <= 1:
        return 0.0, 1.0
    if whole and high <= 10:
        return min(low, 1.0), high
    return 0.0, next((float(end) for end in (5, 10, 100) if high <= end), high)


def _create_scales(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[float, float]]:
    """Create the table `scales`; gives its rows: name -> (low, high)."""
    scales = {name: scale(low, high, whole) for name, low, high, whole in connection.execute(SPREADS).fetchall()}
    connection.execute("CREATE TEMP TABLE scales (name VARCHAR, low DOUBLE, high DOUBLE)")
    connection.execute(
        "INSERT INTO scales SELECT unnest(?::VARCHAR[]), unnest(?::DOUBLE[]), unnest(?::DOUBLE[])",
        [list(scales), [low for low, _ in scales.values()], [high for _, high in scales.values()]],
    )
    return scales


def _write(context: Context, connection: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    reader = connection.sql(query).to_arrow_reader(BATCH_ROWS)
    writer = context.writer(table, reader.schema)
    for batch in reader:
        writer.write(batch)


STAGE = Stage(
    name="conversations",
    title="Assemble conversations",
    reads=tuple(LOG_SCHEMAS),
    writes=("turns", "feedback", "comparisons", "conversations"),
    run=run,
)
