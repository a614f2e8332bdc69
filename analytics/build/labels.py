"""Which labels are likely wrong? Each label is compared with those of documents with similar vectors."""

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

MIN_CLASS_DOCUMENTS = 10
"""Smaller classes cannot be learned: their labels are not checked."""
MAX_CLASSES, MAX_DOCUMENTS, MAX_COLUMNS = 200, 100_000, 8
"""Beyond these, the largest classes, documents by a hash of their id, and the first columns are checked."""

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


class Labelled(NamedTuple):
    """Documents whose labels can be checked.

    doc_ids int64[n], the names of the classes, labels (positions in names) int64[n], vectors float32[n, d].
    """

    doc_ids: np.ndarray
    names: np.ndarray
    labels: np.ndarray
    vectors: np.ndarray


def run(context: Context) -> None:
    """Write `label_checks`: one row for each document and each column of labels that can be checked."""
    connection = context.workspace.connect(context.manifest)
    writer = context.writer("label_checks", SCHEMA)
    columns = label_columns(connection)
    embeddings = matrix(context.batches("embeddings"), context.rows("embeddings"))
    for done, (table, column) in enumerate(columns[:MAX_COLUMNS]):
        context.progress(done, min(len(columns), MAX_COLUMNS), "columns")
        writer.write(check_labels(connection, table, column, embeddings))
    context.notes["not judged"] = [f"{table}.{column}" for table, column in columns[MAX_COLUMNS:]]


def label_columns(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Table and name of each column that may have labels: `label`, then text columns of the input with few values."""
    columns = connection.execute(
        """SELECT table_name, column_name FROM duckdb_columns()
        WHERE (table_name = 'documents' AND column_name = 'label')
            OR (table_name = 'metadata' AND data_type = 'VARCHAR')
        ORDER BY table_name, column_index"""
    ).fetchall()
    return [one for one in columns if _has_classes(connection, *one)]


def _has_classes(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    name = identifier(column)
    query = f"SELECT count({name}), approx_count_distinct({name}) FROM {identifier(table)}"
    rows, classes = connection.execute(query).fetchone() or (0, 0)
    return bool(1 < classes <= max(2, rows // MIN_CLASS_DOCUMENTS))


def check_labels(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, embeddings: tuple[np.ndarray, np.ndarray]
) -> pa.Table:
    """The rows of `label_checks` for a column, in the order of doc_id; none with fewer than two classes.

    `embeddings` are the doc_ids (ascending) and vectors of all documents that have one.
    """
    doc_ids, names, labels, vectors = labelled_documents(connection, table, column, embeddings)
    if len(names) < 2:
        return SCHEMA.empty_table()
    votes = neighbour_votes(labels, len(names), *edges(connection, doc_ids))
    probabilities = combine_probabilities(out_of_fold_probabilities(vectors, labels), votes)
    confident = confident_classes(labels, probabilities)
    neighbours_agree = votes.argmax(axis=1) == probabilities.argmax(axis=1)
    is_issue = label_issues(labels, probabilities, confident) & neighbours_agree
    rows = np.arange(len(labels))
    others = probabilities.copy()
    others[rows, labels] = -1.0
    suggested = others.argmax(axis=1)
    columns = {
        "labels_in": pa.repeat(f"{table}.{column}", len(labels)),
        "doc_id": doc_ids,
        "label": _named(names, labels),
        "suggested": _named(names, suggested),
        "belongs_to": _named(names, confident, (confident >= 0) & (confident != labels)),
        "confidence": probabilities[rows, labels].astype(np.float32),
        "suggested_confidence": others[rows, suggested].astype(np.float32),
        "is_issue": is_issue,
    }
    return pa.table(columns, schema=SCHEMA)


def labelled_documents(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, embeddings: tuple[np.ndarray, np.ndarray]
) -> Labelled:
    """The documents whose label in `column` can be checked, in the order of doc_id; `embeddings` as of check_labels."""
    label = identifier(column)
    rows = connection.cursor().sql(
        f"""WITH named AS (
            SELECT doc_id, {label} AS label FROM {identifier(table)} SEMI JOIN embeddings USING (doc_id)
            WHERE {label} IS NOT NULL ORDER BY hash(doc_id), doc_id LIMIT {MAX_DOCUMENTS}
        ), classes AS (
            SELECT label FROM named GROUP BY label HAVING count(*) >= {MIN_CLASS_DOCUMENTS}
            ORDER BY count(*) DESC, label LIMIT {MAX_CLASSES}
        )
        SELECT doc_id, label FROM named SEMI JOIN classes USING (label) ORDER BY doc_id"""
    )
    table_of_labels = rows.to_arrow_table()
    encoded = table_of_labels.column("label").combine_chunks().dictionary_encode()
    names = np.array(encoded.dictionary.to_pylist(), dtype=object)
    order = np.argsort(names)
    labels = np.argsort(order)[encoded.indices.to_numpy()]
    doc_ids, (ids_with_vector, vectors) = table_of_labels.column("doc_id").to_numpy(), embeddings
    return Labelled(doc_ids, names[order], labels, vectors[np.searchsorted(ids_with_vector, doc_ids)])


def edges(connection: duckdb.DuckDBPyConnection, doc_ids: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The neighbour graph among these documents, by their positions: document, neighbour, similarity."""
    cursor = connection.cursor()
    cursor.register("labelled", pa.table({"doc_id": doc_ids, "place": np.arange(len(doc_ids))}))
    columns = cursor.execute(
        """SELECT here.place AS document, there.place AS neighbour, similarity
        FROM neighbors
            JOIN labelled AS here USING (doc_id)
            JOIN labelled AS there ON neighbor_id = there.doc_id"""
    ).fetchnumpy()
    return columns["document"], columns["neighbour"], columns["similarity"]


def _named(names: np.ndarray, codes: np.ndarray, is_known: np.ndarray | None = None) -> pa.Array:
    """The names with these positions, NULL where `is_known` is false."""
    indices = pa.array(codes.astype(np.int32), mask=None if is_known is None else ~is_known)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names, pa.string())).dictionary_decode()


STAGE = Stage(
    name="labels",
    title="Check labels",
    reads=("documents", "embeddings", "neighbors"),
    writes=("label_checks",),
    run=run,
    optional_reads=("metadata",),
)
