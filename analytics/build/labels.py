"""Which labels are likely wrong? Each label is compared with what its document's words, vector and neighbours say."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from threadpoolctl import threadpool_limits

from analytics.build.label_documents import (
    MIN_CLASS_DOCUMENTS,
    Labelled,
    edges,
    evidence,
    labelled_documents,
    without,
)
from analytics.build.label_evidence import class_probabilities
from analytics.build.missing_labels import is_often_missing, missing_classes
from analytics.build.stage import Context, Stage
from analytics.sql import identifier
from analytics.statistics.labels import confident_classes, label_issues
from analytics.system import available_processors

if TYPE_CHECKING:
    import duckdb

MAX_COLUMNS, MAX_VALUES = 8, 100_000
"""Columns with labels that are checked, and different values of a column that are read."""

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

PLACEHOLDERS = pa.schema(
    [("labels_in", pa.string()), ("word", pa.string()), ("documents", pa.int64()), ("is_missing", pa.bool_())]
)
"""Labels that may say that there is no label, how many documents have them, and whether they were read so."""


def run(context: Context) -> None:
    """Write `label_checks`: one row for each document and each column of labels that can be checked, and
    `label_placeholders`: the labels that may say that there is none.

    Columns are checked at the same time, as many as there are processors: much of a check needs only one.
    """
    connection = context.workspace.connect(context.manifest)
    writer, placeholders = context.writer("label_checks", SCHEMA), context.writer("label_placeholders", PLACEHOLDERS)
    columns = label_columns(connection)
    checked = columns[:MAX_COLUMNS]
    embeddings = context.vectors()
    context.progress(0, len(checked), "columns")
    # one thread of BLAS for each column: more would use a core while they wait for each other
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(available_processors()) as pool:
        results = pool.map(lambda one: check_labels(connection, one[0], one[1], embeddings), checked)
        for done, (checks, missing) in enumerate(results, 1):
            writer.write(checks)
            placeholders.write(missing)
            context.progress(done, len(checked), "columns")
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
) -> tuple[pa.Table, pa.Table]:
    """The rows of `label_checks` for a column, in the order of doc_id (none with fewer than two classes), and those of
    `label_placeholders`.

    `embeddings` are the doc_ids (ascending) and vectors of all documents that have one.
    """
    labelled = labelled_documents(connection, table, column, embeddings)
    graph = edges(connection, labelled.doc_ids)
    is_missing = missing_classes(labelled.names, labelled.labels, *graph[:2])
    placeholders = _placeholders(connection, table, column, set(labelled.names[~is_missing].tolist()))
    if is_missing.any():
        labelled = without(labelled, is_missing)
        graph = edges(connection, labelled.doc_ids)
    if len(labelled.names) < 2:
        return SCHEMA.empty_table(), placeholders
    stacked = class_probabilities(evidence(connection, labelled, graph), len(labelled.names))
    labels, probabilities = labelled.labels, stacked.probabilities
    is_issue = label_issues(labels, probabilities, stacked.noise)
    return _checks(f"{table}.{column}", labelled, probabilities, is_issue), placeholders


def _checks(labels_in: str, labelled: Labelled, probabilities: np.ndarray, is_issue: np.ndarray) -> pa.Table:
    """The rows of `label_checks` for these documents and probabilities of their classes."""
    names, labels, rows = labelled.names, labelled.labels, np.arange(len(labelled.labels))
    confident = confident_classes(labels, probabilities)
    others = probabilities.copy()
    others[rows, labels] = -1.0
    suggested = others.argmax(axis=1)
    columns = {
        "labels_in": pa.repeat(labels_in, len(labels)),
        "doc_id": labelled.doc_ids,
        "label": _named(names, labels),
        "suggested": _named(names, suggested),
        "belongs_to": _named(names, confident, (confident >= 0) & (confident != labels)),
        "confidence": probabilities[rows, labels].astype(np.float32),
        "suggested_confidence": others[rows, suggested].astype(np.float32),
        "is_issue": is_issue,
    }
    return pa.table(columns, schema=SCHEMA)


def _placeholders(connection: duckdb.DuckDBPyConnection, table: str, column: str, classes: set[str]) -> pa.Table:
    """The labels of a column that may say that there is no label; those in `classes` do not."""
    label = identifier(column)
    counts = (
        connection.cursor()
        .execute(
            f"""SELECT {label}, count(*) FROM {identifier(table)} WHERE {label} IS NOT NULL
        GROUP BY ALL ORDER BY ALL LIMIT {MAX_VALUES}"""
        )
        .fetchall()
    )
    values = np.array([value for value, _ in counts], dtype=object)
    nothing = np.empty(0, np.int64)
    always = missing_classes(values, nothing, nothing, nothing)
    rows = [
        {"labels_in": f"{table}.{column}", "word": word, "documents": n, "is_missing": word not in classes}
        for (word, n), is_always in zip(counts, always, strict=True)
        if is_always or is_often_missing(word)
    ]
    return pa.Table.from_pylist(rows, PLACEHOLDERS)


def _named(names: np.ndarray, codes: np.ndarray, is_known: np.ndarray | None = None) -> pa.Array:
    """The names with these positions, NULL where `is_known` is false."""
    indices = pa.array(codes.astype(np.int32), mask=None if is_known is None else ~is_known)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names, pa.string())).dictionary_decode()


STAGE = Stage(
    name="labels",
    title="Check labels",
    reads=("documents", "embeddings", "neighbors"),
    writes=("label_checks", "label_placeholders"),
    run=run,
    optional_reads=("metadata", "duplicate_pairs"),
)
