"""Prompts: which prompts are the same, word for word, and which ask the same in other words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analytics.build.map import nearest, vectors
from analytics.build.stage import BATCH_ROWS, Context, Stage

if TYPE_CHECKING:
    import duckdb

K = 15
"""Wordings nearest in meaning that are looked at."""

MEANING, WORDS, TELLING = 0.75, 0.6, 0.02
"""Two wordings ask the same when the cosine of their vectors and their shared words (Jaccard, weighted by how rare a
word is) are at least this, and not both have a telling word that the other lacks: one with a digit, or in less than
TELLING of all wordings. Vectors alone take "the yearly plan" for "the monthly plan"; words alone take a question for
its opposite. Synonyms are lost: the same is found safely rather than always.
"""

COMPARED_CHARACTERS = 1000

SCHEMA = pa.schema([("doc_id", pa.int64()), ("wording_id", pa.int64()), ("question_id", pa.int64())])

WORDINGS = f"""
CREATE TEMP TABLE asked AS
SELECT doc_id, min(doc_id) OVER (PARTITION BY wording) AS wording_id, wording FROM (
    SELECT doc_id, trim(regexp_replace(lower(text[:{COMPARED_CHARACTERS}]), '[^\\p{{L}}\\p{{M}}\\p{{N}}]+', ' ', 'g')) AS wording
    FROM documents SEMI JOIN turns USING (doc_id) WHERE kind = 'prompt'
)
"""
"""Every prompt under the first one that says the same, whatever the case and the punctuation."""

WEIGHTED = """
CREATE TEMP TABLE weighted AS
WITH words AS (
    SELECT wording_id, unnest(list_distinct(string_split(wording, ' '))) AS word FROM (SELECT wording_id, any_value(wording) AS wording FROM asked GROUP BY wording_id)
), frequencies AS (SELECT word, count(*) / (SELECT count(DISTINCT wording_id) FROM words) AS share FROM words GROUP BY word)
SELECT wording_id, word, ln(1 + 1 / share) AS weight, (share < $telling OR regexp_matches(word, '\\p{N}'))::INTEGER AS telling FROM words JOIN frequencies USING (word)
"""
"""The words of each wording: a word weighs the logarithm of how rare it is among wordings."""

SHARED = """
WITH totals AS (SELECT wording_id, sum(weight) AS weight, sum(telling) AS telling FROM weighted GROUP BY wording_id),
in_common AS (
    SELECT pairs.a, pairs.b, sum(one.weight) AS weight, sum(one.telling) AS telling FROM pairs JOIN weighted AS one ON one.wording_id = pairs.a
    JOIN weighted AS other ON other.wording_id = pairs.b AND other.word = one.word GROUP BY ALL
)
SELECT a, b FROM in_common JOIN totals AS of_a ON of_a.wording_id = a JOIN totals AS of_b ON of_b.wording_id = b
WHERE in_common.weight >= $words * (of_a.weight + of_b.weight - in_common.weight) AND least(of_a.telling, of_b.telling) = in_common.telling ORDER BY a, b
"""
"""Those of `pairs` that share their words."""


def run(context: Context) -> None:
    """Write `prompts`: each prompt, its wording, and the question that wording asks (the most frequent wording of
    it).
    """
    connection = context.workspace.connect(context.manifest)
    connection.execute(WORDINGS)
    wordings, times = _wordings(connection)
    questions = leaders(wordings, times, *_pairs(context, connection, wordings))
    context.notes["questions in several wordings"] = int((np.unique(questions, return_counts=True)[1] > 1).sum())
    led = pa.table({"wording_id": wordings, "question_id": questions})  # the query reads it by this name
    connection.register("led", led)
    writer = context.writer("prompts", SCHEMA)
    for batch in connection.sql(
        "SELECT doc_id, wording_id, question_id FROM asked JOIN led USING (wording_id) ORDER BY doc_id"
    ).to_arrow_reader(BATCH_ROWS):
        writer.write(batch.cast(SCHEMA))


def leaders(wordings: np.ndarray, times: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The leader of each wording: the most frequent first takes all that it is paired with, unless they are taken. So
    nothing is chained.

    `left` and `right` are pairs of ids among the sorted `wordings`, given one way.
    """
    n = len(wordings)
    one, other = np.searchsorted(wordings, left), np.searchsorted(wordings, right)
    starts, ends = np.concatenate([one, other]), np.concatenate([other, one])
    order = np.argsort(starts, kind="stable")
    ends, borders = ends[order], np.searchsorted(starts[order], np.arange(n + 1))
    leader = np.full(n, -1)
    for place in np.lexsort((np.arange(n), -times)):
        if leader[place] < 0:
            near = ends[borders[place] : borders[place + 1]]
            leader[near[leader[near] < 0]] = place
            leader[place] = place
    return wordings[leader]


def _wordings(connection: duckdb.DuckDBPyConnection) -> tuple[np.ndarray, np.ndarray]:
    found = connection.sql(
        "SELECT wording_id, count(*) AS times FROM asked GROUP BY wording_id ORDER BY wording_id"
    ).to_arrow_table()
    return found["wording_id"].to_numpy(), found["times"].to_numpy()


def _pairs(
    context: Context, connection: duckdb.DuckDBPyConnection, wordings: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of wordings that are near in meaning and share their words; none where there are fewer than two."""
    if len(wordings) < 2:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    doc_ids, matrix = vectors.matrix(context.batches("embeddings"), context.rows("embeddings"))
    places = np.searchsorted(doc_ids, wordings)
    found = nearest.neighbors(
        matrix[places],
        min(K, len(wordings) - 1),
        context.engine.map,
        lambda done, total: context.progress(done, total, "wordings"),
    )
    near = found.similarities >= MEANING
    left, right = np.repeat(wordings, near.sum(axis=1)), wordings[found.ids[near]]
    pairs = pa.table({"a": np.minimum(left, right), "b": np.maximum(left, right)})
    connection.register("given_pairs", pairs)
    connection.execute("CREATE TEMP TABLE pairs AS SELECT DISTINCT a, b FROM given_pairs WHERE a < b")
    connection.execute(WEIGHTED, {"telling": TELLING})
    same = connection.sql(SHARED, params={"words": WORDS}).to_arrow_table()
    return same["a"].to_numpy(), same["b"].to_numpy()


STAGE = Stage(
    name="prompts",
    title="Find questions asked in other words",
    reads=("documents", "turns", "embeddings"),
    writes=("prompts",),
    run=run,
)
