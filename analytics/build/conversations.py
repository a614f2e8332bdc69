"""Conversations: put the records of logs together into `turns`, `feedback`, `comparisons` and `conversations`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.build.stage import BATCH_ROWS, Context, Stage
from analytics.ingest.tables import LOG_SCHEMAS

if TYPE_CHECKING:
    import duckdb

TURNS = """
WITH segments AS (
    SELECT conversation_id, segment, any_value(position) AS position, min(created_at) AS started, max(depth) + 1 AS length
    FROM log_turns GROUP BY conversation_id, segment
), ordered AS (
    SELECT segment, coalesce(sum(length) OVER before_it, 0) AS before, last_value(segment) OVER before_it AS earlier
    FROM segments
    WINDOW before_it AS (
        PARTITION BY conversation_id ORDER BY position NULLS LAST, started NULLS LAST, segment ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), shown AS (
    SELECT * REPLACE (coalesce(on_path, row_number() OVER (PARTITION BY segment, depth ORDER BY created_at DESC NULLS LAST, doc_id DESC) = 1) AS on_path)
    FROM log_turns
), ends AS (
    SELECT segment, arg_max(doc_id, (depth, doc_id)) AS last FROM shown WHERE on_path GROUP BY segment
)
SELECT doc_id, conversation_id, (before + depth)::INTEGER AS turn_index, coalesce(parent_doc_id, CASE WHEN depth = 0 THEN last END) AS parent_doc_id,
    role, on_path, model, prompt_version, user_id, created_at, latency_ms, cost, message_id
FROM shown JOIN ordered USING (segment) LEFT JOIN ends ON ends.segment = ordered.earlier
ORDER BY doc_id
"""
"""Records of one conversation follow one another by their position, then time, then place in the input; a record hangs
on the last shown message of the one before. Where nobody told which of several answers was shown, it is the last.
"""

FEEDBACK = """
WITH messages AS (
    SELECT conversation_id, message_id, min(doc_id) AS doc_id FROM turns WHERE message_id IS NOT NULL GROUP BY ALL
), anywhere AS (
    SELECT message_id, any_value(doc_id) AS doc_id, any_value(conversation_id) AS conversation_id FROM messages GROUP BY message_id HAVING count(*) = 1
)
SELECT coalesce(anywhere.conversation_id, given.conversation_id) AS conversation_id,
    coalesce(given.doc_id, messages.doc_id, anywhere.doc_id) AS doc_id,
    rater, rater_kind, given.name,
    coalesce(value, (try_cast(raw AS DOUBLE) - low) / (high - low)) AS value,
    raw, comment, created_at, given.message_id
FROM log_feedback AS given
    LEFT JOIN messages ON given.doc_id IS NULL AND messages.message_id = given.message_id AND messages.conversation_id = given.conversation_id
    LEFT JOIN anywhere ON given.doc_id IS NULL AND anywhere.message_id = given.message_id
        AND (given.conversation_id IS NULL OR NOT EXISTS (FROM turns WHERE turns.conversation_id = given.conversation_id))
    LEFT JOIN scales ON scales.name = given.name AND isfinite(try_cast(raw AS DOUBLE))
"""
"""Feedback that names a message finds it by conversation and message id together; by message id alone only where the
conversation is not given (or is none of ours) and no two messages share the id. `doc_id` NULL with a `message_id` is
feedback on a message that no input holds.
"""

SPREADS = """
SELECT name, min(number), max(number), bool_and(number = round(number))
FROM (SELECT name, try_cast(raw AS DOUBLE) AS number FROM log_feedback WHERE value IS NULL)
WHERE isfinite(number) GROUP BY name ORDER BY name
"""

SUMMARIES = """
SELECT spoken.*, coalesce(ratings, 0) AS ratings, mean, worst, coalesce(comments, 0) AS comments FROM (
    SELECT conversation_id, min(doc_id) AS first, count(*) FILTER (on_path) AS turns, count(*) FILTER (NOT on_path) AS branches,
        min(created_at) AS started, any_value(model) AS model, any_value(user_id) AS person
    FROM turns GROUP BY conversation_id
) AS spoken LEFT JOIN (
    SELECT conversation_id, count(value) AS ratings, avg(value) AS mean, min(value) AS worst, count(nullif(trim(comment), '')) AS comments
    FROM feedback GROUP BY conversation_id
) USING (conversation_id) ORDER BY first
"""
"""What a list of conversations shows of each: to add a million turns up at every click would take seconds."""

COMPARISONS = "SELECT row_number() OVER () - 1 AS comparison_id, * FROM log_comparisons"


def run(context: Context) -> None:
    """Write the four tables. Notes tell the scales that were taken for ratings, and how much feedback found no
    message.
    """
    connection = context.workspace.connect(context.manifest)
    connection.execute(f"CREATE TEMP TABLE turns AS {TURNS}")
    scales = {name: scale(low, high, whole) for name, low, high, whole in connection.execute(SPREADS).fetchall()}
    connection.execute("CREATE TEMP TABLE scales (name VARCHAR, low DOUBLE, high DOUBLE)")
    connection.execute(
        "INSERT INTO scales SELECT unnest(?::VARCHAR[]), unnest(?::DOUBLE[]), unnest(?::DOUBLE[])",
        [list(scales), [low for low, _ in scales.values()], [high for _, high in scales.values()]],
    )
    connection.execute(f"CREATE TEMP TABLE feedback AS {FEEDBACK}")
    for table, query in (
        ("turns", "FROM turns"),
        ("feedback", "FROM feedback"),
        ("comparisons", COMPARISONS),
        ("conversations", SUMMARIES),
    ):
        _write(context, connection, table, query)
    unknown, unread = _counts(connection)
    context.notes |= {
        "scales": scales,
        "feedback for unknown messages": unknown,
        "feedback whose value cannot be read": unread,
    }


def scale(low: float, high: float, whole: bool) -> tuple[float, float]:
    """The ends of the scale that ratings from `low` to `high` were given on; `whole` when all are whole numbers.

    0 to 1 and -1 to 1 where they fit; whole numbers up to 10 as found, from 0 or 1 on; else 0 to the next of 5, 10,
    100; else as found.
    """
    if low < 0:
        return (-1.0, 1.0) if low >= -1 and high <= 1 else (low, max(high, 0.0))
    if high <= 1:
        return 0.0, 1.0
    if whole and high <= 10:
        return min(low, 1.0), high
    return 0.0, next((float(end) for end in (5, 10, 100) if high <= end), high)


def _write(context: Context, connection: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    reader = connection.sql(query).to_arrow_reader(BATCH_ROWS)
    writer = context.writer(table, reader.schema)
    for batch in reader:
        writer.write(batch)


def _counts(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    counts = "SELECT count(*) FILTER (doc_id IS NULL AND message_id IS NOT NULL), count(*) FILTER (value IS NULL) FROM feedback"
    unknown, unread = connection.execute(counts).fetchall()[0]
    return unknown, unread


STAGE = Stage(
    name="conversations",
    title="Put conversations together",
    reads=tuple(LOG_SCHEMAS),
    writes=("turns", "feedback", "comparisons", "conversations"),
    run=run,
)
