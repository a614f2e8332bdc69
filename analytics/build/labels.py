"""Which labels are likely wrong? Every label is judged once, by the vectors and the neighbours of all documents that
carry one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from analytics.build.map.vectors import matrix
from analytics.build.stage import Context, Stage
from analytics.sql import identifier
from analytics.statistics.labels import (
    combine_probabilities,
    confident_classes,
    label_issues,
    neighbour_votes,
    out_of_fold_probabilities,
)

if TYPE_CHECKING:
    import duckdb

LEAST_OF_A_CLASS = 10
"""Smaller classes cannot be learnt: their documents are not judged."""
MOST_CLASSES, MOST_DOCUMENTS, MOST_COLUMNS = 200, 100_000, 8
"""Beyond these the largest classes, documents by a hash of their id, and the first columns are judged."""

SCHEMA = pa.schema(
    [
        ("labels_in", pa.string()),
        ("doc_id", pa.int64()),
        ("label", pa.string()),
        ("suggested", pa.string()),
        ("belongs_to", pa.string()),
        ("confidence", pa.float32()),
        ("suggested_confidence", pa.float32()),
        ("is_issue", pa.bool_()),
    ]
)


class Judged(NamedTuple):
    """Documents whose labels can be judged: doc_ids int64[n], names of the classes, labels (codes of names) int64[n],
    vectors float32[n, d].
    """

    doc_ids: np.ndarray
    names: np.ndarray
    labels: np.ndarray
    vectors: np.ndarray


def run(context: Context) -> None:
    """Write `label_checks`: a row for each document and each column of labels it can be judged by."""
    connection = context.workspace.connect(context.manifest)
    writer = context.writer("label_checks", SCHEMA)
    every = choices(connection)
    embedded = matrix(context.batches("embeddings"), context.rows("embeddings"))
    for done, (table, column) in enumerate(every[:MOST_COLUMNS]):
        context.progress(done, min(len(every), MOST_COLUMNS), "columns")
        writer.write(checked(connection, table, column, embedded))
    context.notes["not judged"] = [f"{table}.{column}" for table, column in every[MOST_COLUMNS:]]


def choices(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """The table and the name of each column that may hold labels: the label itself, then text columns of the input that
    name few classes.
    """
    found = connection.execute(
        """SELECT table_name, column_name FROM duckdb_columns()
        WHERE (table_name = 'documents' AND column_name = 'label') OR (table_name = 'metadata' AND data_type = 'VARCHAR') ORDER BY table_name, column_index"""
    ).fetchall()
    counts = [
        connection.execute(
            f"SELECT count({identifier(name)}), approx_count_distinct({identifier(name)}) FROM {identifier(table)}"
        ).fetchone()
        or (0, 0)
        for table, name in found
    ]
    return [
        one
        for one, (rows, classes) in zip(found, counts, strict=True)
        if 1 < classes <= max(2, rows // LEAST_OF_A_CLASS)
    ]


def checked(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, embedded: tuple[np.ndarray, np.ndarray]
) -> pa.Table:
    """The rows of `label_checks` for a column, in the order of doc_id; none where fewer than two classes can be judged.
    `embedded`: as of `judged`.
    """
    doc_ids, names, labels, vectors = judged(connection, table, column, embedded)
    if len(names) < 2:
        return SCHEMA.empty_table()
    votes = neighbour_votes(labels, len(names), *edges(connection, doc_ids))
    probabilities = combine_probabilities(out_of_fold_probabilities(vectors, labels), votes)
    belongs_to = confident_classes(labels, probabilities)
    is_issue = label_issues(labels, probabilities, belongs_to) & (votes.argmax(axis=1) == probabilities.argmax(axis=1))
    rows = np.arange(len(labels))
    confidence = probabilities[rows, labels]
    probabilities[rows, labels] = -1.0
    suggested = probabilities.argmax(axis=1)
    columns = (
        pa.repeat(f"{table}.{column}", len(labels)),
        doc_ids,
        _named(names, labels),
        _named(names, suggested),
        _named(names, belongs_to, (belongs_to >= 0) & (belongs_to != labels)),
        confidence,
        probabilities[rows, suggested],
        is_issue,
    )
    return pa.table(
        [
            values if isinstance(values, pa.Array) else pa.array(values, kind)
            for values, kind in zip(columns, SCHEMA.types, strict=True)
        ],
        schema=SCHEMA,
    )


def judged(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, embedded: tuple[np.ndarray, np.ndarray]
) -> Judged:
    """The documents that can be judged by a column, in the order of doc_id. `embedded`: the doc_ids, ascending, and
    vectors of all that have one.
    """
    found = (
        connection.cursor()
        .sql(
            f"""WITH named AS (SELECT doc_id, {identifier(column)} AS label FROM {identifier(table)} SEMI JOIN embeddings USING (doc_id)
                WHERE {identifier(column)} IS NOT NULL ORDER BY hash(doc_id), doc_id LIMIT {MOST_DOCUMENTS}),
            classes AS (SELECT label FROM named GROUP BY label HAVING count(*) >= {LEAST_OF_A_CLASS} ORDER BY count(*) DESC, label LIMIT {MOST_CLASSES})
        SELECT doc_id, label FROM named SEMI JOIN classes USING (label) ORDER BY doc_id"""
        )
        .to_arrow_table()
    )
    coded = found.column("label").combine_chunks().dictionary_encode()
    order = np.argsort(np.array(coded.dictionary.to_pylist(), dtype=object))
    names, labels = (
        np.array(coded.dictionary.to_pylist(), dtype=object)[order],
        np.argsort(order)[coded.indices.to_numpy()],
    )
    doc_ids, (known, vectors) = found.column("doc_id").to_numpy(), embedded
    return Judged(doc_ids, names, labels, vectors[np.searchsorted(known, doc_ids)])


def edges(connection: duckdb.DuckDBPyConnection, doc_ids: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The neighbour graph among these documents, by their places: document, neighbour, similarity."""
    judged = pa.table({"doc_id": doc_ids, "place": np.arange(len(doc_ids))})  # noqa: F841 - DuckDB finds it by its name
    found = connection.execute(
        """SELECT here.place AS document, there.place AS neighbour, similarity FROM neighbors
            JOIN judged AS here USING (doc_id) JOIN judged AS there ON neighbor_id = there.doc_id"""
    ).fetchnumpy()
    return found["document"], found["neighbour"], found["similarity"]


def _named(names: np.ndarray, codes: np.ndarray, known: np.ndarray | None = None) -> pa.Array:
    indices = pa.array(codes.astype(np.int32), mask=None if known is None else ~known)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names, pa.string())).dictionary_decode()


STAGE = Stage(
    name="labels",
    title="Judge the labels by one another",
    reads=("documents", "embeddings", "neighbors"),
    writes=("label_checks",),
    run=run,
    optional_reads=("metadata",),
)
