"""Which documents resemble which, among all documents or among some?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import duckdb
import numpy as np
from scipy import sparse

from analytics.ask import search
from analytics.ask.columns import tables
from analytics.ask.selection import ALL, doc_ids
from analytics.batch.facility_location import similarity_graph, subgraph
from analytics.errors import DataloupeError

K = 15
MAX_EXACT = 10_000
"""Selections up to this size get their own nearest neighbours, as those in the corpus are mostly outside."""


@dataclass(frozen=True)
class Neighbours:
    """Which documents resemble which: the `similarity` (CSR) of the documents `doc_ids`, ascending, and who has a
    vector.
    """

    doc_ids: np.ndarray = field(repr=False)
    similarity: sparse.csr_array = field(repr=False)
    has_vector: np.ndarray = field(repr=False)

    def among(self, ids: np.ndarray) -> Neighbours:
        """The neighbours among some of these documents."""
        if len(ids) == len(self.doc_ids):
            return self
        rows = np.searchsorted(self.doc_ids, ids)
        return Neighbours(ids, subgraph(self.similarity, rows), self.has_vector[rows])


def all_neighbours(connection: duckdb.DuckDBPyConnection) -> Neighbours:
    """The neighbours among all documents, by the stored nearest ones.

    Raises DataloupeError before they are built.
    """
    _require_neighbours(connection)
    ids, encoded = doc_ids(connection, ALL), _encoded(connection)
    edges = (
        connection.cursor()
        .sql(
            "SELECT doc_id::UINTEGER AS doc_id, neighbor_id::UINTEGER AS neighbor_id, similarity FROM neighbors "
            "WHERE rank <= ? AND similarity > 0",
            params=[K],
        )
        .to_arrow_table()  # its numpy arrays of 15 million edges would take five times as long
    )
    left, right, similarity = (edges[name].to_numpy() for name in ("doc_id", "neighbor_id", "similarity"))
    place = np.zeros(int(ids.max(initial=0)) + 1, np.int32)
    place[ids] = np.arange(len(ids))
    return Neighbours(ids, similarity_graph(place[left], place[right], similarity, len(ids)), np.isin(ids, encoded))


def neighbours_among(
    connection: duckdb.DuckDBPyConnection, ids: np.ndarray, of_all: Callable[[], Neighbours]
) -> Neighbours:
    """The neighbours among the documents `ids`, ascending; `of_all` gives those of `all_neighbours`, where needed.

    Raises DataloupeError before they are built.
    """
    _require_neighbours(connection)
    (total,) = connection.execute("SELECT count(*) FROM documents").fetchone() or (0,)
    if len(ids) < total and len(ids) <= MAX_EXACT:
        return Neighbours(ids, *_exact_graph(search.vectors(connection), ids))
    return of_all().among(ids)


def _require_neighbours(connection: duckdb.DuckDBPyConnection) -> None:
    if not {"embeddings", "neighbors"} <= tables(connection):
        raise DataloupeError(
            "This workspace has no neighbours yet. They are needed to choose documents. Run `dataloupe build` again, "
            "with an encoder other than none."
        )


def _encoded(connection: duckdb.DuckDBPyConnection) -> np.ndarray:
    return np.asarray(connection.execute("SELECT doc_id FROM embeddings").fetchnumpy()["doc_id"])


def _exact_graph(vectors: search.Vectors, ids: np.ndarray) -> tuple[sparse.csr_array, np.ndarray]:
    has_vector = np.isin(ids, vectors.doc_id)
    rows = np.flatnonzero(has_vector)
    matrix = vectors.of(ids[rows])
    k = min(K, len(rows) - 1)
    left, right, scores = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0, np.float32)]
    for start in range(0, len(rows) if k > 0 else 0, 2048):
        block = matrix[start : start + 2048] @ matrix.T
        own = np.arange(len(block))
        block[own, start + own] = -2
        nearest = np.argpartition(-block, k - 1, axis=1)[:, :k]
        left.append(np.repeat(rows[start + own], k))
        right.append(rows[nearest].ravel())
        scores.append(np.take_along_axis(block, nearest, 1).ravel())
    graph = similarity_graph(np.concatenate(left), np.concatenate(right), np.concatenate(scores), len(ids))
    return graph, has_vector
