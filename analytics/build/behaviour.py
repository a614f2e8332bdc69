"""Behaviour: measure every answer of a log, and what its reader did next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analytics.behaviour import BEHAVIOUR, COMPARED_CHARACTERS, REPHRASED
from analytics.build.stage import Context, Stage

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

ANSWERS_AT_ONCE = 50_000
"""Answers whose texts are held at a time, with those of the messages around them."""

BATCH_ROWS = 16_384
"""Patterns are compiled anew for each batch, so batches are large."""

ANSWERS = """
CREATE TEMP TABLE answers AS
WITH said AS (
    SELECT doc_id, conversation_id, parent_doc_id, on_path, kind, coalesce(documents.lang, {detected}) AS lang,
        lead(doc_id) OVER (PARTITION BY conversation_id, parent_doc_id, kind ORDER BY turns.created_at NULLS LAST, doc_id) IS NOT NULL AS replaced
    FROM turns JOIN documents USING (doc_id) {signals}
), next AS (
    SELECT parent_doc_id AS doc_id, min(doc_id) FILTER (kind = 'prompt') AS next_id FROM said WHERE parent_doc_id IS NOT NULL GROUP BY parent_doc_id
)
SELECT answer.doc_id, prompt.doc_id AS prompt_id, earlier.doc_id AS earlier_id, next_id, answer.lang,
    answer.replaced AND prompt.doc_id IS NOT NULL AS regenerated, coalesce(prompt.replaced, false) AS edited,
    answer.on_path AND next.doc_id IS NULL AND NOT answer.replaced AND NOT coalesce(prompt.replaced, false) AS "left"
FROM said AS answer
    LEFT JOIN said AS prompt ON prompt.doc_id = answer.parent_doc_id AND prompt.kind = 'prompt'
    LEFT JOIN said AS earlier ON earlier.doc_id = prompt.parent_doc_id AND earlier.kind = 'response'
    LEFT JOIN next ON next.doc_id = answer.doc_id
WHERE answer.kind = 'response' ORDER BY answer.doc_id
"""
"""Every answer, the messages around it, and what was done with it. An answer or prompt is replaced when a later one
stands in its place.
"""

TEXTS = f"""
WITH these AS (FROM answers ORDER BY doc_id LIMIT $limit OFFSET $offset),
needed AS (SELECT unnest([doc_id, prompt_id, earlier_id, next_id]) AS doc_id FROM these),
texts AS (
    SELECT doc_id, text, list_distinct(regexp_extract_all(lower(text[:{COMPARED_CHARACTERS}]), '[\\p{{L}}\\p{{M}}\\p{{N}}]+')) AS words
    FROM documents WHERE doc_id BETWEEN (SELECT min(doc_id) FROM needed) AND (SELECT max(doc_id) FROM needed) AND doc_id IN (SELECT doc_id FROM needed)
)
SELECT these.doc_id, answer.text, prompt.text AS prompt, lang, regenerated, edited, "left",
    overlap(answer.words, prompt.words) AS prompt_overlap, overlap(answer.words, earlier.words) AS earlier_overlap,
    CASE WHEN prompt_id IS NOT NULL THEN coalesce(overlap(prompt.words, next.words) >= {REPHRASED}, false) END AS rephrased
FROM these JOIN texts AS answer ON answer.doc_id = these.doc_id LEFT JOIN texts AS prompt ON prompt.doc_id = prompt_id
    LEFT JOIN texts AS earlier ON earlier.doc_id = earlier_id LEFT JOIN texts AS next ON next.doc_id = next_id
ORDER BY these.doc_id
"""

OVERLAP = "CREATE TEMP MACRO overlap(a, b) AS len(list_intersect(a, b)) / nullif(len(a) + len(b) - len(list_intersect(a, b)), 0)"
"""Jaccard of two lists without repetitions."""


def run(context: Context) -> None:
    """Write `behaviour`, one row an answer."""
    connection = context.workspace.connect(context.manifest)
    scanned = "signals" in context.manifest.tables
    detected, signals = ("lang_detected", "LEFT JOIN signals USING (doc_id)") if scanned else ("NULL", "")
    connection.execute(ANSWERS.format(detected=detected, signals=signals))
    connection.execute(OVERLAP)
    ((total,),) = connection.execute("SELECT count(*) FROM answers").fetchall()
    writer = context.writer("behaviour", schema())
    done = 0
    for measured in context.engine.map(measure, _texts(connection, total)):
        writer.write(measured)
        done += len(measured)
        context.progress(done, total, "answers")


def measure(batch: pa.RecordBatch) -> pa.RecordBatch:
    """All columns of `behaviour` for a batch of TEXTS. English is what its language says is English: elsewhere English
    measures are null.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    from analytics.batch.mentions import mentions
    from analytics.batch.profanity import count_profanity
    from analytics.batch.readability import reading_ease, words
    from analytics.batch.refusal import refused
    from analytics.batch.sentiment import sentiment

    text, prompt = batch["text"], batch["prompt"]
    english = pc.fill_null(pc.match_substring_regex(batch["lang"], r"(?i)^en(?:$|g|[-_])"), False)
    in_english, asked_in_english = (pc.if_else(english, one, pa.scalar(None, pa.string())) for one in (text, prompt))
    columns = {name: batch[name] for name in batch.schema.names} | {
        "refused": refused(text),
        "answer_words": pc.cast(words(text), pa.int64()),
        "reading_ease": reading_ease(in_english),
        "sentiment": sentiment(in_english),
        "swears": pc.if_else(
            english,
            pc.greater(count_profanity(batch.select(["doc_id", "text"]))["profanity_count"], 0),
            pa.scalar(None, pa.bool_()),
        ),
        "mentions": mentions(asked_in_english),
    }
    return pa.RecordBatch.from_arrays(
        [columns[name].cast(kind) for name, kind in zip(schema().names, schema().types, strict=True)], schema=schema()
    )


def schema() -> pa.Schema:
    """The Arrow schema of `behaviour`, as the registry has it."""
    import pyarrow as pa

    types = {"BIGINT": pa.int64(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(), "VARCHAR[]": pa.list_(pa.string())}
    return pa.schema([("doc_id", pa.int64()), *((one.name, types[one.dtype]) for one in BEHAVIOUR.values())])


def _texts(connection: duckdb.DuckDBPyConnection, total: int) -> Iterator[pa.RecordBatch]:
    for offset in range(0, total, ANSWERS_AT_ONCE):
        found = connection.sql(TEXTS, params={"limit": ANSWERS_AT_ONCE, "offset": offset}).to_arrow_table()
        yield from found.to_batches(BATCH_ROWS)


STAGE = Stage(
    name="behaviour",
    title="Watch the answers",
    reads=("documents", "turns"),
    optional_reads=("signals",),
    writes=("behaviour",),
    run=run,
)
