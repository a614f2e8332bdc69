"""What a choice is made from: which documents resemble which, and how good, close and large each one is."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import numpy as np
from scipy import sparse

from analytics.ask import search
from analytics.ask.choice.examples import encode_examples
from analytics.ask.choice.neighbours import Neighbours, all_neighbours, neighbours_among
from analytics.ask.choice.request import Request
from analytics.ask.columns import column, columns, tables
from analytics.ask.duplicates import Thresholds, graph
from analytics.ask.groupings import grouping_named
from analytics.ask.selection import ALL, Selection, doc_ids
from analytics.errors import DataloupeError
from analytics.sql import identifier

MAX_TARGETS, NEAREST_TARGETS = 500, 5
"""Closeness is the mean similarity to the nearest targets, of a sample of the targets."""


class WholeCorpus:
    """Answers that are the same for each selection. A dashboard overrides them with cached ones."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def neighbours(self) -> Neighbours:
        """`all_neighbours`."""
        return all_neighbours(self._connection)

    def clusters(self, thresholds: Thresholds) -> np.ndarray:
        """`duplicate_clusters`."""
        return duplicate_clusters(self._connection, thresholds)


def duplicate_clusters(connection: duckdb.DuckDBPyConnection, thresholds: Thresholds) -> np.ndarray:
    """int64[2, n]: the documents that repeat others among all documents, and the clusters that they are in."""
    clusters = graph(connection).clusters(thresholds)
    return np.stack([clusters.doc_id.to_numpy(), clusters.cluster.to_numpy()])


@dataclass(frozen=True)
class Evidence:
    """`doc_ids` are the selected documents, ascending. All other arrays have one value for each of them.

    `similarity` is the graph of nearest neighbours, `has_vector` says who can have neighbours. `quality` and
    `closeness` are ranks from 0 to 1, 0.5 where unknown; None when not asked for. `tokens` are estimates. `group` is
    the place of the group in `groups`. Documents that are duplicates have the same number in `alternatives`, -1: none.
    """

    doc_ids: np.ndarray = field(repr=False)
    similarity: sparse.csr_array = field(repr=False)
    has_vector: np.ndarray = field(repr=False)
    tokens: np.ndarray = field(repr=False)
    quality: np.ndarray | None = field(repr=False)
    closeness: np.ndarray | None = field(repr=False)
    group: np.ndarray = field(repr=False)
    groups: tuple[str, ...]
    alternatives: np.ndarray = field(repr=False)
    without_quality: int = 0

    def __len__(self) -> int:
        return len(self.doc_ids)


def evidence(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    request: Request,
    corpus: WholeCorpus | None = None,
) -> Evidence:
    """The evidence for a choice among a selection."""
    return evidence_of(connection, doc_ids(connection, selection), request, corpus)


def evidence_of(
    connection: duckdb.DuckDBPyConnection,
    ids: np.ndarray,
    request: Request,
    corpus: WholeCorpus | None = None,
) -> Evidence:
    """The evidence for a choice among the documents `ids`, ascending. Raises DataloupeError for a column, grouping or
    table that is not there.
    """
    corpus = corpus or WholeCorpus(connection)
    quality, unknown = None, 0
    if request.quality is not None:
        quality, unknown = _quality(connection, ids, request.quality, request.lower_is_better)
    neighbours = neighbours_among(connection, ids, corpus.neighbours)
    has_target = request.target != ALL or request.examples
    closeness = _closeness(connection, ids, request.target, request.examples) if has_target else None
    group, groups = _groups(connection, ids, request.balance)
    return Evidence(
        ids,
        neighbours.similarity,
        neighbours.has_vector,
        _tokens(connection, ids),
        quality,
        closeness,
        group,
        groups,
        _alternatives(connection, ids, request.thresholds, corpus),
        unknown,
    )


def _quality(
    connection: duckdb.DuckDBPyConnection, ids: np.ndarray, name: tuple[str, str], lower_is_better: bool
) -> tuple[np.ndarray, int]:
    """The rank of each document, 1 for the best, and how many have no value."""
    by = column(connection, *name)
    if not by.is_number and not by.is_time:
        raise DataloupeError(f"The column {by.name!r} has no numbers. Choose a column of numbers for the quality.")
    values = _of_documents(connection, ids, by.table, f"epoch({by.sql})" if by.is_time else f"{by.sql}::DOUBLE")
    return _ranks(-values if lower_is_better else values), int(np.isnan(values).sum())


def _ranks(values: np.ndarray) -> np.ndarray:
    """Ranks from 0 to 1; equal values have equal ranks, unknown ones (NaN) 0.5."""
    from scipy import stats

    ranks, known = np.full(len(values), 0.5), ~np.isnan(values)
    if known.sum() > 1:
        ranks[known] = (stats.rankdata(values[known]) - 1) / (known.sum() - 1)
    return ranks


def _closeness(
    connection: duckdb.DuckDBPyConnection, ids: np.ndarray, target: Selection, examples: tuple[str, ...]
) -> np.ndarray:
    """The rank of each document by its mean similarity to the nearest targets: examples, and documents of a selection.
    The targets themselves are not compared with themselves.
    """
    vectors = search.vectors(connection)
    places = _target_places(connection, vectors, target) if target != ALL else np.empty(0, np.int64)
    targets = vectors.matrix[places].astype(np.float32)
    if examples:
        targets = np.concatenate([targets, encode_examples(connection, examples)])
    best = np.full(len(ids), np.nan)
    inside = np.flatnonzero(np.isin(ids, vectors.doc_id))
    rows = np.searchsorted(vectors.doc_id, ids[inside])
    for start in range(0, len(rows), search.BLOCK_ROWS):
        block = rows[start : start + search.BLOCK_ROWS]
        similarity = vectors.matrix[block].astype(np.float32) @ targets.T
        similarity[:, : len(places)][block[:, None] == places[None]] = -1
        k = min(NEAREST_TARGETS, similarity.shape[1])
        nearest = -np.partition(-similarity, k - 1, axis=1)[:, :k]
        best[inside[start : start + len(block)]] = nearest.mean(axis=1)
    return _ranks(best)


def _target_places(connection: duckdb.DuckDBPyConnection, vectors: search.Vectors, target: Selection) -> np.ndarray:
    """The places of a sample of the targets among the vectors."""
    places = np.flatnonzero(np.isin(vectors.doc_id, doc_ids(connection, target)))
    if not len(places):
        raise DataloupeError(f"No document of the target ({target.describe()}) has a vector.")
    if len(places) > MAX_TARGETS:
        places = np.sort(np.random.default_rng(0).choice(places, MAX_TARGETS, replace=False))
    return np.asarray(places)


def _tokens(connection: duckdb.DuckDBPyConnection, ids: np.ndarray) -> np.ndarray:
    if "n_tokens" not in {one.name for one in columns(connection, "signals")}:
        return np.ones(len(ids))
    tokens = _of_documents(connection, ids, "signals", "n_tokens::DOUBLE")
    known: np.ndarray = np.maximum(np.nan_to_num(tokens, nan=1), 1)
    return known


def _of_documents(connection: duckdb.DuckDBPyConnection, ids: np.ndarray, table: str, value: str) -> np.ndarray:
    """A value of each document (float64), NaN where there is none."""
    rows = connection.execute(f"SELECT doc_id, {value} AS value FROM {identifier(table)}").fetchnumpy()
    values = np.full(len(ids), np.nan)
    places = np.searchsorted(ids, rows["doc_id"])
    places[places == len(ids)] = 0
    is_selected = ids[places] == rows["doc_id"] if len(ids) else np.zeros(len(places), bool)
    values[places[is_selected]] = np.ma.filled(rows["value"].astype(np.float64), np.nan)[is_selected]
    return values


def _groups(
    connection: duckdb.DuckDBPyConnection, ids: np.ndarray, name: str | None
) -> tuple[np.ndarray, tuple[str, ...]]:
    if name is None:
        return np.full(len(ids), -1, np.int32), ()
    grouping = grouping_named(name)
    signals = "LEFT JOIN signals USING (doc_id)" if grouping.by.table == "signals" else ""
    rows = connection.execute(
        f"""SELECT documents.doc_id, coalesce(CAST({grouping.value} AS VARCHAR), ?) AS name
        FROM documents {signals} {grouping.joins} ORDER BY documents.doc_id""",
        [grouping.missing],
    ).fetchnumpy()
    names = rows["name"][np.searchsorted(rows["doc_id"], ids)].astype(str)
    groups, group = np.unique(names, return_inverse=True)
    return group.astype(np.int32), tuple(groups.tolist())


def _alternatives(
    connection: duckdb.DuckDBPyConnection, ids: np.ndarray, thresholds: Thresholds | None, corpus: WholeCorpus
) -> np.ndarray:
    alternatives = np.full(len(ids), -1, np.int32)
    if thresholds is None or "duplicate_pairs" not in tables(connection):
        return alternatives
    documents, clusters = corpus.clusters(thresholds)
    is_selected = np.isin(documents, ids)
    if is_selected.any():
        _, number = np.unique(clusters[is_selected], return_inverse=True)
        alternatives[np.searchsorted(ids, documents[is_selected])] = number
    return alternatives
