"""Prompts: which prompts have the same wording, and which ask the same question in other words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analytics.build.map import nearest
from analytics.build.stage import BATCH_ROWS, Context, Stage

if TYPE_CHECKING:
    import duckdb

K = 15
"""Wordings nearest in meaning that are compared."""

MIN_COSINE, MIN_SHARED, RARE_SHARE = 0.75, 0.6, 0.02
"""Two wordings ask the same when three things hold: the cosine of their vectors is at least MIN_COSINE; their Jaccard
similarity is at least MIN_SHARED, with words weighted by how rare they are; and not both have a distinctive word that
the other does not have. A word is distinctive when it has a digit, or less than RARE_SHARE of all wordings have it.

Vectors alone confuse "the yearly plan" with "the monthly plan"; words alone confuse a question with its opposite.
Synonyms are lost: the aim is that wordings of a question are right, not that they are complete.
"""

COMPARED_CHARACTERS = 1000

SCHEMA = pa.schema([("doc_id", pa.int64()), ("wording_id", pa.int64()), ("question_id", pa.int64())])

WORDINGS = f"""
CREATE TEMP TABLE asked AS
SELECT doc_id, min(doc_id) OVER (PARTITION BY wording) AS wording_id, wording FROM (
    SELECT doc_id, trim(regexp_replace(
        lower(text[:{COMPARED_CHARACTERS}]), '[^\\p{{L}}\\p{{M}}\\p{{N}}]+', ' ', 'g'
    )) AS wording
    FROM documents SEMI JOIN turns USING (doc_id) WHERE kind = 'prompt'
)
"""
"""Every prompt, with the first prompt that is the same up to case and punctuation."""

WEIGHTED = """
CREATE TEMP TABLE weighted AS
WITH words AS (
    SELECT wording_id, unnest(list_distinct(string_split(wording, ' '))) AS word
    FROM (SELECT wording_id, any_value(wording) AS wording FROM asked GROUP BY wording_id)
), frequencies AS (
    SELECT word, count(*) / (SELECT count(DISTINCT wording_id) FROM words) AS share FROM words GROUP BY word
)
SELECT wording_id, word, ln(1 + 1 / share) AS weight,
    (share < $rare OR regexp_matches(word, '\\p{N}'))::INTEGER AS distinctive
FROM words JOIN frequencies USING (word)
"""
"""The words of each wording. The weight of a word is the logarithm of how rare it is among wordings."""

SHARED = """
WITH totals AS (
    SELECT wording_id, sum(weight) AS weight, sum(distinctive) AS distinctive FROM weighted GROUP BY wording_id
), in_common AS (
    SELECT pairs.a, pairs.b, sum(of_a.weight) AS weight, sum(of_a.distinctive) AS distinctive
    FROM pairs
        JOIN weighted AS of_a ON of_a.wording_id = pairs.a
        JOIN weighted AS of_b ON of_b.wording_id = pairs.b AND of_b.word = of_a.word
    GROUP BY ALL
)
SELECT a, b
FROM in_common
    JOIN totals AS of_a ON of_a.wording_id = a
    JOIN totals AS of_b ON of_b.wording_id = b
WHERE in_common.weight >= $shared * (of_a.weight + of_b.weight - in_common.weight)
    AND least(of_a.distinctive, of_b.distinctive) = in_common.distinctive
ORDER BY a, b
"""
"""The `pairs` whose words agree."""


def run(context: Context) -> None:
    """Write `prompts`: each prompt, its wording, and the question of the wording (its most frequent wording)."""
    connection = context.workspace.connect(context.manifest)
    connection.execute(WORDINGS)
    wordings, counts = _wordings(connection)
    questions = leaders(wordings, counts, *_pairs(context, connection, wordings))
    context.notes["questions in several wordings"] = int((np.unique(questions, return_counts=True)[1] > 1).sum())
    connection.register("questions", pa.table({"wording_id": wordings, "question_id": questions}))
    rows = connection.sql(
        "SELECT doc_id, wording_id, question_id FROM asked JOIN questions USING (wording_id) ORDER BY doc_id"
    )
    writer = context.writer("prompts", SCHEMA)
    for batch in rows.to_arrow_reader(BATCH_ROWS):
        writer.write(batch.cast(SCHEMA))


def leaders(wordings: np.ndarray, counts: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The leader of each wording. From the most frequent on, a wording leads all that are paired with it and have no
    leader yet. So there are no chains.

    `left` and `right` are pairs of ids among the sorted `wordings`, each pair once.
    """
    n = len(wordings)
    one, other = np.searchsorted(wordings, left), np.searchsorted(wordings, right)
    starts, ends = np.concatenate([one, other]), np.concatenate([other, one])
    order = np.argsort(starts, kind="stable")
    ends, bounds = ends[order], np.searchsorted(starts[order], np.arange(n + 1))
    leader = np.full(n, -1)
    for place in np.lexsort((np.arange(n), -counts)):
        if leader[place] < 0:
            near = ends[bounds[place] : bounds[place + 1]]
            leader[near[leader[near] < 0]] = place
            leader[place] = place
    return np.asarray(wordings[leader])


def _wordings(connection: duckdb.DuckDBPyConnection) -> tuple[np.ndarray, np.ndarray]:
    """The ids of the wordings, ascending, and how many prompts have each."""
    rows = connection.sql("SELECT wording_id, count(*) AS count FROM asked GROUP BY wording_id ORDER BY wording_id")
    table = rows.to_arrow_table()
    return table["wording_id"].to_numpy(), table["count"].to_numpy()


def _pairs(
    context: Context, connection: duckdb.DuckDBPyConnection, wordings: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of wordings that ask the same; none where there are fewer than two wordings."""
    if len(wordings) < 2:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    doc_ids, matrix = context.vectors()
    places = np.searchsorted(doc_ids, wordings)
    graph = nearest.neighbors(
        matrix[places],
        min(K, len(wordings) - 1),
        context.engine.map,
        lambda done, total: context.progress(done, total, "wordings"),
    )
    is_near = graph.similarities >= MIN_COSINE
    left, right = np.repeat(wordings, is_near.sum(axis=1)), wordings[graph.ids[is_near]]
    connection.register("near", pa.table({"a": np.minimum(left, right), "b": np.maximum(left, right)}))
    connection.execute("CREATE TEMP TABLE pairs AS SELECT DISTINCT a, b FROM near WHERE a < b")
    connection.execute(WEIGHTED, {"rare": RARE_SHARE})
    same = connection.sql(SHARED, params={"shared": MIN_SHARED}).to_arrow_table()
    return same["a"].to_numpy(), same["b"].to_numpy()


STAGE = Stage(
    name="prompts",
    title="Group questions asked in several wordings",
    reads=("documents", "turns", "embeddings"),
    writes=("prompts",),
    run=run,
)
