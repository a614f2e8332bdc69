"""Behaviour: measure every answer of a log, and what its reader did next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analytics.build.stage import Context, Stage
from analytics.signals.behaviour import FAMILIES
from analytics.signals.behaviour.overlap import COMPARED_CHARACTERS
from analytics.signals.compute import Measure, schema, signals_of, tables_read

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

ANSWERS_AT_ONCE = 50_000
"""Answers whose texts, and those of the messages around them, are in memory at a time."""

BATCH_ROWS = 16_384
"""Large batches, because regular expressions are compiled again for each batch."""

ANSWERS = """
CREATE TEMP TABLE answers AS
WITH messages AS (
    SELECT doc_id, conversation_id, parent_doc_id, on_path, kind, coalesce(documents.lang, {detected}) AS lang,
        lead(doc_id) OVER (
            PARTITION BY conversation_id, parent_doc_id, kind ORDER BY turns.created_at NULLS LAST, doc_id
        ) IS NOT NULL AS replaced
    FROM turns JOIN documents USING (doc_id) {signals}
), next AS (
    SELECT parent_doc_id AS doc_id, min(doc_id) FILTER (kind = 'prompt') AS next_id
    FROM messages WHERE parent_doc_id IS NOT NULL GROUP BY parent_doc_id
)
SELECT answer.doc_id, prompt.doc_id AS prompt_id, earlier.doc_id AS earlier_id, next_id, answer.lang, answer.on_path,
    answer.replaced AS answer_replaced, prompt.replaced AS prompt_replaced,
    next.doc_id IS NOT NULL AS is_followed
FROM messages AS answer
    LEFT JOIN messages AS prompt ON prompt.doc_id = answer.parent_doc_id AND prompt.kind = 'prompt'
    LEFT JOIN messages AS earlier ON earlier.doc_id = prompt.parent_doc_id AND earlier.kind = 'response'
    LEFT JOIN next ON next.doc_id = answer.doc_id
WHERE answer.kind = 'response' ORDER BY answer.doc_id
"""
"""Every answer, the messages around it, and where it is in the tree. An answer or a prompt is replaced when there is a
later one in the same place.
"""

_SQL_SIGNALS = ", ".join(f"{signal.sql} AS {signal.name}" for signal in signals_of(FAMILIES) if signal.sql)

TEXTS = f"""
WITH these AS (FROM answers ORDER BY doc_id LIMIT $limit OFFSET $offset),
needed AS (SELECT unnest([doc_id, prompt_id, earlier_id, next_id]) AS doc_id FROM these),
texts AS (
    SELECT doc_id, text, list_distinct(
        regexp_extract_all(lower(text[:{COMPARED_CHARACTERS}]), '[\\p{{L}}\\p{{M}}\\p{{N}}]+')
    ) AS words
    FROM documents
    WHERE doc_id BETWEEN (SELECT min(doc_id) FROM needed) AND (SELECT max(doc_id) FROM needed)
        AND doc_id IN (SELECT doc_id FROM needed)
)
SELECT these.doc_id, answer.text, prompt.text AS prompt, lang, {_SQL_SIGNALS}
FROM these JOIN texts AS answer ON answer.doc_id = these.doc_id LEFT JOIN texts AS prompt ON prompt.doc_id = prompt_id
    LEFT JOIN texts AS earlier ON earlier.doc_id = earlier_id LEFT JOIN texts AS next ON next.doc_id = next_id
ORDER BY these.doc_id
"""
"""A batch of answers with their texts, and the signals that SQL computes."""

OVERLAP = """
CREATE TEMP MACRO overlap(a, b) AS
    len(list_intersect(a, b)) / nullif(len(a) + len(b) - len(list_intersect(a, b)), 0)
"""
"""The Jaccard similarity of two lists without repetitions."""


def run(context: Context) -> None:
    """Write `behaviour`, one row an answer."""
    connection = context.workspace.connect(context.manifest)
    scanned = "signals" in context.manifest.tables
    detected, signals = ("lang_detected", "LEFT JOIN signals USING (doc_id)") if scanned else ("NULL", "")
    connection.execute(ANSWERS.format(detected=detected, signals=signals))
    connection.execute(OVERLAP)
    ((total,),) = connection.execute("SELECT count(*) FROM answers").fetchall()
    writer = context.writer("behaviour", schema(FAMILIES))
    done = 0
    for measured in context.engine.map(
        Measure.of(FAMILIES, context, context.manifest.tables), _texts(connection, total)
    ):
        writer.write(measured)
        done += len(measured)
        context.progress(done, total, "answers")


def _texts(connection: duckdb.DuckDBPyConnection, total: int) -> Iterator[pa.RecordBatch]:
    for offset in range(0, total, ANSWERS_AT_ONCE):
        texts = connection.sql(TEXTS, params={"limit": ANSWERS_AT_ONCE, "offset": offset}).to_arrow_table()
        yield from texts.to_batches(BATCH_ROWS)


STAGE = Stage(
    name="behaviour",
    title="Measure answers",
    reads=("documents", "turns"),
    optional_reads=("signals", *tables_read(FAMILIES)),
    writes=("behaviour",),
    run=run,
)
