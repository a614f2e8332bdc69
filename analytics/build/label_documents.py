"""Documents with a label, and what is known about them: vectors, neighbours, copies, texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from analytics.build.label_evidence import Evidence
from analytics.build.label_words import characters_read
from analytics.sql import identifier

if TYPE_CHECKING:
    import duckdb

MIN_CLASS_DOCUMENTS = 10
"""Smaller classes cannot be learned: their labels are not checked."""
MAX_CLASSES, MAX_DOCUMENTS = 200, 100_000
"""Beyond these, the largest classes, and documents by a hash of their id are checked."""
TEXTS_PER_BATCH = 4096

MIN_JACCARD = 0.8
"""Documents that share at least this much of their shingles are copies: they do not confirm each other's labels."""


class Labelled(NamedTuple):
    """Documents whose labels can be checked.

    doc_ids int64[n], the names of the classes, labels (positions in names) int64[n], vectors float32[n, d].
    """

    doc_ids: np.ndarray
    names: np.ndarray
    labels: np.ndarray
    vectors: np.ndarray


def labelled_documents(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, embeddings: tuple[np.ndarray, np.ndarray]
) -> Labelled:
    """The documents whose label in `column` can be checked, in the order of doc_id; `embeddings` as of check_labels."""
    doc_ids, names, labels = labels_of_documents(connection, table, column)
    return Labelled(doc_ids, names, labels, vectors_of(doc_ids, embeddings))


def vectors_of(doc_ids: np.ndarray, embeddings: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """float32[n, d]: the vectors of these documents; `embeddings` as of check_labels."""
    ids_with_vector, vectors = embeddings
    return np.asarray(vectors[np.searchsorted(ids_with_vector, doc_ids)])


def labels_of_documents(
    connection: duckdb.DuckDBPyConnection, table: str, column: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`doc_ids`, `names` and `labels` of `Labelled`."""
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
    return table_of_labels.column("doc_id").to_numpy(), names[order], labels


def edges(
    connection: duckdb.DuckDBPyConnection, doc_ids: np.ndarray, first: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The neighbour graph among these documents, by their positions: document, neighbour, similarity. Only the edges of
    documents from the doc_id `first` on.
    """
    cursor = connection.cursor()
    cursor.register("labelled", pa.table({"doc_id": doc_ids, "place": np.arange(len(doc_ids))}))
    columns = cursor.execute(
        f"""SELECT here.place AS document, there.place AS neighbour, similarity
        FROM (FROM neighbors WHERE doc_id >= {first}) AS edge
            JOIN labelled AS here USING (doc_id)
            JOIN labelled AS there ON neighbor_id = there.doc_id"""
    ).fetchnumpy()
    return columns["document"], columns["neighbour"], columns["similarity"]


def evidence(
    connection: duckdb.DuckDBPyConnection, labelled: Labelled, graph: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> Evidence:
    """What is known about these documents; `graph` are their `edges`."""
    doc_ids = labelled.doc_ids
    texts = list(texts_of(connection, doc_ids, characters_read(len(doc_ids))))
    copies = copies_of(connection, doc_ids)
    return Evidence(labelled.labels, labelled.vectors, graph, copies, texts)


def texts_of(connection: duckdb.DuckDBPyConnection, doc_ids: np.ndarray, characters: int) -> Iterator[pa.RecordBatch]:
    """So many first characters of the texts of these documents, in their order."""
    cursor = connection.cursor()
    cursor.register("labelled", pa.table({"doc_id": doc_ids}))
    query = f"SELECT text[:{characters}] AS text FROM documents SEMI JOIN labelled USING (doc_id) ORDER BY doc_id"
    yield from cursor.sql(query).to_arrow_table().to_batches(TEXTS_PER_BATCH)


def copies_of(connection: duckdb.DuckDBPyConnection, doc_ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of these documents that are copies, by their positions; none where no duplicates were searched for."""
    cursor = connection.cursor()
    if not has_duplicates(connection):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    cursor.register("labelled", pa.table({"doc_id": doc_ids, "place": np.arange(len(doc_ids))}))
    pairs = cursor.execute(
        f"""SELECT here.place AS first, there.place AS second FROM duplicate_pairs
            JOIN labelled AS here ON a = here.doc_id JOIN labelled AS there ON b = there.doc_id
        WHERE kind IN ('exact', 'near') AND jaccard >= {MIN_JACCARD}"""
    ).fetchnumpy()
    return pairs["first"], pairs["second"]


def has_duplicates(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether duplicates were searched for."""
    query = "SELECT count(*) FROM duckdb_views() WHERE view_name = 'duplicate_pairs'"
    return bool(connection.cursor().execute(query).fetchall()[0][0])


def without(labelled: Labelled, is_missing: np.ndarray) -> Labelled:
    """The documents whose label names a class."""
    kept = ~is_missing[labelled.labels]
    codes = np.cumsum(~is_missing) - 1
    return Labelled(
        labelled.doc_ids[kept], labelled.names[~is_missing], codes[labelled.labels[kept]], labelled.vectors[kept]
    )
