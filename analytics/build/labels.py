"""Which labels are likely wrong? Each label is compared with what its document's words, vector and neighbours say."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from threadpoolctl import threadpool_limits

from analytics.build.continuation import keep_rows
from analytics.build.label_continuation import added_documents, note_sources, rows_of_copies, stored_models
from analytics.build.label_documents import (
    MIN_CLASS_DOCUMENTS,
    Labelled,
    edges,
    evidence,
    labelled_documents,
    without,
)
from analytics.build.label_evidence import train
from analytics.build.label_models import SCHEMA as LABEL_MODELS
from analytics.build.label_models import LabelModels
from analytics.build.label_words import characters_read
from analytics.build.missing_labels import is_often_missing, missing_classes
from analytics.build.stage import Context, Stage
from analytics.sql import identifier
from analytics.statistics.labels import class_thresholds, confident_classes, label_issues
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

TABLES = {"label_checks": SCHEMA, "label_placeholders": PLACEHOLDERS, "label_models": LABEL_MODELS}


def run(context: Context) -> None:
    """Write `label_checks`: one row for each document and each column of labels that can be checked, and
    `label_placeholders`: the labels that may say that there is none. While few documents were added since the models
    were trained (`label_models`), only these are checked, and the others keep their checks.

    Columns are checked at the same time, as many as there are processors: much of a check needs only one.
    """
    connection = context.workspace.connect(context.manifest)
    columns = label_columns(connection)
    checked = columns[:MAX_COLUMNS]
    if not _check_added(context, connection, checked):
        _check_all(context, connection, checked)
    context.notes["not judged"] = [f"{table}.{column}" for table, column in columns[MAX_COLUMNS:]]


def _check_all(context: Context, connection: duckdb.DuckDBPyConnection, columns: list[tuple[str, str]]) -> None:
    """Train models on the labels of all documents, check all, and store the models."""
    writers = [context.writer(name, schema) for name, schema in TABLES.items()]
    embeddings = context.vectors()
    context.progress(0, len(columns), "columns")
    # one thread of BLAS for each column: more would use a core while they wait for each other
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(available_processors()) as pool:
        results = pool.map(lambda one: check_labels(connection, one[0], one[1], embeddings), columns)
        for done, result in enumerate(results, 1):
            for writer, rows in zip(writers, result, strict=True):
                writer.write(rows)
            context.progress(done, len(columns), "columns")
    note_sources(context, connection, columns, context.rows("documents"))


def _check_added(context: Context, connection: duckdb.DuckDBPyConnection, columns: list[tuple[str, str]]) -> bool:
    """Check added documents with the stored models, and keep all earlier checks; false when that is not possible."""
    stored, previous = stored_models(context, connection, columns), context.previous("label_checks")
    if stored is None or previous is None:
        return False
    checks = pa.concat_tables([SCHEMA.empty_table(), *(pq.read_table(file) for file in previous[0])])
    first_added, embeddings, results = int(previous[1].notes["documents"]), context.vectors(), []
    for column in columns:
        labels_in = ".".join(column)
        if labels_in not in stored:  # it had too few classes
            results.append(check_labels(connection, *column, embeddings))
            continue
        models = stored[labels_in]
        added = added_documents(connection, column, models, first_added, embeddings)
        if added is None:
            return False
        labelled, probabilities = added
        is_issue = label_issues(labelled.labels, probabilities, models.noise)
        rows = _checks(labels_in, labelled, probabilities, is_issue, models.thresholds)
        rows = pa.concat_tables([rows, rows_of_copies(connection, column, first_added, checks).cast(SCHEMA)])
        classes = set(models.classes.tolist())
        results.append((rows, _placeholders(connection, *column, classes), LABEL_MODELS.empty_table()))
    keep_rows(context, "label_checks")
    keep_rows(context, "label_models")
    writers = [context.writer(name, schema) for name, schema in TABLES.items()]
    for result in results:
        for writer, rows in zip(writers, result, strict=True):
            writer.write(rows)
    note_sources(context, connection, columns, previous[1].notes["trained_documents"], previous[1])
    return True


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
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """The rows of `label_checks` for a column, in the order of doc_id (none with fewer than two classes), those of
    `label_placeholders`, and that of `label_models`.

    `embeddings` are the doc_ids (ascending) and vectors of all documents that have one.
    """
    labelled = labelled_documents(connection, table, column, embeddings)
    graph = edges(connection, labelled.doc_ids)
    is_missing = missing_classes(labelled.names, labelled.labels, *graph[:2])
    placeholders = _placeholders(connection, table, column, set(labelled.names[~is_missing].tolist()))
    missing = labelled.names[is_missing]
    if is_missing.any():
        labelled = without(labelled, is_missing)
        graph = edges(connection, labelled.doc_ids)
    if len(labelled.names) < 2:
        return SCHEMA.empty_table(), placeholders, LABEL_MODELS.empty_table()
    trained = train(evidence(connection, labelled, graph), len(labelled.names))
    labels, probabilities, noise = labelled.labels, trained.stacked.probabilities, trained.stacked.noise
    thresholds = class_thresholds(labels, probabilities)
    checks = _checks(
        f"{table}.{column}", labelled, probabilities, label_issues(labels, probabilities, noise), thresholds
    )
    models = LabelModels(
        *trained[1:],
        trained.stacked.weights,
        noise,
        thresholds,
        labelled.names,
        missing,
        characters_read(len(labels)),
        len(labels),
    )
    return checks, placeholders, models.row(f"{table}.{column}")


def _checks(
    labels_in: str, labelled: Labelled, probabilities: np.ndarray, is_issue: np.ndarray, thresholds: np.ndarray
) -> pa.Table:
    """The rows of `label_checks` for these documents and probabilities of their classes."""
    names, labels, rows = labelled.names, labelled.labels, np.arange(len(labelled.labels))
    confident = confident_classes(thresholds, probabilities)
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
    writes=tuple(TABLES),
    run=run,
    optional_reads=("metadata", "duplicate_pairs"),
)
