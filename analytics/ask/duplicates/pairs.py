"""Which documents repeat each other at a threshold? The verified pairs as a graph, from which all other questions about
duplicates start.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import columns, tables
from analytics.ask.duplicates.pair_scores import PairScores
from analytics.ask.selection import ALL, Selection, where
from analytics.errors import DataloupeError

ALL_PAIRS = "duplicate_pairs"
PAIRS_FROM = "(SELECT * FROM duplicate_pairs WHERE a IN (SELECT unnest(?::BIGINT[])))"
SCORES = {"jaccard": "Jaccard", "containment": "containment", "cosine": "cosine"}

MAX_STEPS = 6
"""From a document to those that are connected with it, before all pairs are read at once."""


@dataclass(frozen=True)
class Thresholds:
    """The scores from which two different texts are duplicates. One score at its threshold is enough; a score whose
    threshold is None does not count.

    Copies of a text (equal up to case, white space and Unicode compatibility forms) are always duplicates. Raises
    DataloupeError for a threshold outside 0 .. 1.
    """

    jaccard: float | None = 0.8
    containment: float | None = None
    cosine: float | None = None

    def __post_init__(self) -> None:
        for score in fields(self):
            value = getattr(self, score.name)
            if value is not None and not 0 <= value <= 1:
                raise DataloupeError(f"The threshold for {SCORES[score.name]} must be from 0 to 1, not {value}.")

    def reached(self, pairs: pd.DataFrame) -> np.ndarray:
        """bool[len(pairs)]: whether a pair reaches a threshold. An unknown score (NaN) does not."""
        reached = np.zeros(len(pairs), bool)
        for score in SCORES:
            threshold = getattr(self, score)
            if threshold is not None:
                reached |= pairs[score].to_numpy() >= np.float32(threshold)  # scores are stored as REAL
        return reached

    def describe(self) -> str:
        thresholds = {name: getattr(self, score) for score, name in SCORES.items()}
        used = [f"{name} at least {value:.2f}" for name, value in thresholds.items() if value is not None]
        return " or ".join(used) or "exact copies"


@dataclass(frozen=True)
class DuplicateGraph:
    """The selected documents that repeat another one, and the pairs that prove it.

    `documents`: doc_id (ascending), source, n_tokens (NaN while unknown), text (a number; copies of a text have the
    same). `edges`: left, right (numbers of different texts), jaccard, containment, cosine (NaN unknown), left_in_right,
    right_in_left, linked (true for the pairs of a group that is too large to store all its pairs). `computed` are the
    scores of pairs that are not stored, which a graph shares with its parts.
    """

    documents: pd.DataFrame
    edges: pd.DataFrame
    computed: PairScores = field(default_factory=PairScores)

    @property
    def n_texts(self) -> int:
        return int(self.documents.text.max()) + 1 if len(self.documents) else 0

    def edges_at(self, thresholds: Thresholds) -> pd.DataFrame:
        """The edges that reach a threshold."""
        return self.edges[thresholds.reached(self.edges)]

    def components(self, thresholds: Thresholds) -> np.ndarray:
        """For each text the number of its connected component."""
        edges = self.edges_at(thresholds)
        return connected_components(self.n_texts, edges.left.to_numpy(), edges.right.to_numpy())

    def clusters(self, thresholds: Thresholds) -> pd.DataFrame:
        """`documents` of clusters of two or more, with `cluster`: the smallest doc_id of its cluster."""
        component = self.components(thresholds)[self.documents.text.to_numpy()]
        size = np.bincount(component)
        first = np.full(len(size), np.iinfo(np.int64).max)
        np.minimum.at(first, component, self.documents.doc_id.to_numpy())
        return self.documents.assign(cluster=first[component])[size[component] > 1]

    def among(self, doc_ids: np.ndarray) -> DuplicateGraph:
        """The graph of these documents only."""
        return _subgraph(self.documents[np.isin(self.documents.doc_id, doc_ids)], self.edges, self.computed)


def connected_components(n_nodes: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The number of the connected component of each node."""
    from scipy.sparse import coo_array, csgraph

    edges = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(n_nodes, n_nodes))
    labels: np.ndarray = csgraph.connected_components(edges, directed=False)[1]
    return labels


def graph(connection: duckdb.DuckDBPyConnection, selection: Selection = ALL, near: int | None = None) -> DuplicateGraph:
    """All verified pairs between selected documents; with `near`, only those of documents that are connected with the
    document `near` by any pairs.

    Raises DataloupeError before the duplicates are built.
    """
    if "duplicate_pairs" not in tables(connection):
        raise DataloupeError(
            "This workspace has no table of duplicates yet. Build it again, without --until or with --until duplicates."
        )
    pairs_sql, parameters = (ALL_PAIRS, []) if near is None else (PAIRS_FROM, [_connected_to(connection, near)])
    pairs = connection.execute(f"FROM {pairs_sql}", parameters).df()
    documents = _paired_documents(connection, selection, pairs_sql, parameters)
    ids = documents.doc_id.to_numpy()
    a, b = np.searchsorted(ids, pairs.a.to_numpy()), np.searchsorted(ids, pairs.b.to_numpy())
    is_copy = (pairs.kind == "exact").to_numpy()
    text = connected_components(len(ids), a[is_copy], b[is_copy])
    edges = _edges(pairs[~is_copy], text[a[~is_copy]], text[b[~is_copy]])
    selected = documents.assign(text=text)[documents.selected].drop(columns="selected")
    return _subgraph(selected, edges, PairScores())


def _connected_to(connection: duckdb.DuckDBPyConnection, doc_id: int) -> list[int]:
    """The documents that are connected with one by any pairs, ascending.

    A few steps from document to document reach all of most clusters; only a long chain needs all pairs.
    """
    connected, newest = np.array([doc_id]), np.array([doc_id])
    for _ in range(MAX_STEPS):
        ends = connection.execute(
            """WITH newest AS (SELECT unnest(?::BIGINT[]) AS doc_id)
            SELECT b FROM duplicate_pairs WHERE a IN (FROM newest)
            UNION SELECT a FROM duplicate_pairs WHERE b IN (FROM newest)""",
            [newest.tolist()],
        ).fetchnumpy()["b"]
        newest = np.setdiff1d(ends, connected)
        if not len(newest):
            return [int(one) for one in connected]
        connected = np.union1d(connected, newest)
    pairs = connection.execute("SELECT a, b FROM duplicate_pairs").fetchnumpy()
    ids, ends = np.unique(np.r_[pairs["a"], pairs["b"]], return_inverse=True)
    component = connected_components(len(ids), *np.split(ends, 2))
    all_connected: list[int] = ids[component == component[np.searchsorted(ids, doc_id)]].tolist()
    return all_connected


def _paired_documents(
    connection: duckdb.DuckDBPyConnection, selection: Selection, pairs_sql: str, parameters: list[list[int]]
) -> pd.DataFrame:
    """doc_id, source, n_tokens and selected (boolean) of the documents in pairs, by doc_id."""
    has_tokens = "n_tokens" in {column.name for column in columns(connection, "signals")}
    n_tokens, join = ("n_tokens", "LEFT JOIN signals USING (doc_id)") if has_tokens else ("NULL", "")
    return connection.execute(
        f"""
        WITH pairs AS (FROM {pairs_sql}), paired AS (SELECT a AS doc_id FROM pairs UNION SELECT b FROM pairs)
        SELECT doc_id, source, {n_tokens}::DOUBLE AS n_tokens, {where(connection, selection)} AS selected
        FROM paired JOIN documents USING (doc_id) {join} ORDER BY doc_id
        """,
        parameters,
    ).df()


def _edges(pairs: pd.DataFrame, left: np.ndarray, right: np.ndarray) -> pd.DataFrame:
    """The pairs of different texts as edges between the texts `left` and `right`."""
    scores = {name: pairs[name].to_numpy(dtype=np.float32, na_value=np.nan) for name in SCORES}
    shares = {"left_in_right": pairs.a_in_b.to_numpy(), "right_in_left": pairs.b_in_a.to_numpy()}
    return pd.DataFrame({"left": left, "right": right, **scores, **shares, "linked": pairs.linked.to_numpy(bool)})


def _subgraph(documents: pd.DataFrame, edges: pd.DataFrame, computed: PairScores) -> DuplicateGraph:
    """The graph of these documents: their texts numbered from 0, and the edges between them."""
    texts = np.unique(documents.text)
    largest = max(
        texts.max(initial=-1), edges.left.max() if len(edges) else -1, edges.right.max() if len(edges) else -1
    )
    number = np.full(largest + 1, -1)
    number[texts] = np.arange(len(texts))
    edges = edges.assign(left=number[edges.left], right=number[edges.right])
    edges = edges[(edges.left >= 0) & (edges.right >= 0)].reset_index(drop=True)
    return DuplicateGraph(documents.assign(text=number[documents.text]).reset_index(drop=True), edges, computed)
