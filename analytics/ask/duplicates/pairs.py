"""Which documents hang together at a threshold? The proved pairs as a graph, from which every other question about
duplicates starts.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import columns, tables
from analytics.ask.selection import ALL, Selection, where
from analytics.errors import DataloupeError

NEAR = "(SELECT * FROM duplicate_pairs WHERE a IN (SELECT unnest(?::BIGINT[])))"
SCORES = {"jaccard": "Jaccard", "containment": "containment", "cosine": "cosine"}


@dataclass(frozen=True)
class Thresholds:
    """From which score on two different texts count as duplicates: one score that is reached is enough, None takes a
    score out.

    Copies of a text (equal up to case, white space and Unicode compatibility forms) always count. Raises DataloupeError
    for scores outside 0 .. 1.
    """

    jaccard: float | None = 0.8
    containment: float | None = None
    cosine: float | None = None

    def __post_init__(self) -> None:
        for score in fields(self):
            value = getattr(self, score.name)
            if value is not None and not 0 <= value <= 1:
                raise DataloupeError(f"a threshold of {value} for {SCORES[score.name]} - it must lie between 0 and 1")

    def reached(self, pairs: pd.DataFrame) -> np.ndarray:
        """bool[len(pairs)]: whether a pair reaches a threshold; NaN is unknown and does not."""
        reached = np.zeros(len(pairs), bool)
        for score in SCORES:
            least = getattr(self, score)
            if least is not None:
                reached |= pairs[score].to_numpy() >= np.float32(least)  # scores are stored as REAL
        return reached

    def describe(self) -> str:
        shown = [
            f"{name} at least {getattr(self, score):.2f}"
            for score, name in SCORES.items()
            if getattr(self, score) is not None
        ]
        return " or ".join(shown) or "exact copies"


@dataclass(frozen=True)
class DuplicateGraph:
    """The selected documents that repeat another one, and the pairs that prove it.

    `documents`: doc_id (ascending), source, n_tokens (NaN while unknown), text (a number: documents of one text are
    copies). `edges`: left, right (numbers of different texts), jaccard, containment, cosine (NaN unknown),
    left_in_right, right_in_left, linked (a pair that stands for a hot group, of whose other pairs nothing is stored).
    """

    documents: pd.DataFrame
    edges: pd.DataFrame

    def holding(self, thresholds: Thresholds) -> pd.DataFrame:
        """The edges that reach a threshold."""
        return self.edges[thresholds.reached(self.edges)]

    @property
    def n_texts(self) -> int:
        return int(self.documents.text.max()) + 1 if len(self.documents) else 0

    def components(self, thresholds: Thresholds) -> np.ndarray:
        """For each text the number of its connected component."""
        edges = self.holding(thresholds)
        return connected(self.n_texts, edges.left.to_numpy(), edges.right.to_numpy())

    def clusters(self, thresholds: Thresholds) -> pd.DataFrame:
        """`documents` of clusters of two or more, with `cluster`: the smallest doc_id of the documents that hang
        together.
        """
        component = self.components(thresholds)[self.documents.text.to_numpy()]
        first, size = np.full(component.max(initial=-1) + 1, np.iinfo(np.int64).max), np.bincount(component)
        np.minimum.at(first, component, self.documents.doc_id.to_numpy())
        return self.documents.assign(cluster=first[component])[size[component] > 1]

    def among(self, doc_ids: np.ndarray) -> DuplicateGraph:
        """The part of the graph that lies between these documents."""
        return _numbered(self.documents[np.isin(self.documents.doc_id, doc_ids)], self.edges)


def connected(nodes: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The number of the connected component of each of `nodes` nodes."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    edges = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(nodes, nodes))
    return connected_components(edges, directed=False)[1]


def graph(connection: duckdb.DuckDBPyConnection, selection: Selection = ALL, near: int | None = None) -> DuplicateGraph:
    """All proved pairs between selected documents, or those of them that hang together with the document `near`,
    whatever the thresholds.

    Raises DataloupeError before the duplicates are built.
    """
    if "duplicate_pairs" not in tables(connection):
        raise DataloupeError(
            "this workspace has no duplicates yet - build it again, without --until or at least until the stage 'duplicates'"
        )
    asked, parameters = ("duplicate_pairs", []) if near is None else (NEAR, [_component(connection, near)])
    pairs = connection.execute(f"FROM {asked}", parameters).df()
    counted = "n_tokens" in {column.name for column in columns(connection, "signals")}
    documents = connection.execute(
        f"""WITH pairs AS (FROM {asked}), paired AS (SELECT a AS doc_id FROM pairs UNION SELECT b FROM pairs)
            SELECT doc_id, source, {"n_tokens::DOUBLE" if counted else "NULL::DOUBLE"} AS n_tokens, {where(connection, selection)} AS selected
            FROM paired JOIN documents USING (doc_id) {"LEFT JOIN signals USING (doc_id)" if counted else ""} ORDER BY doc_id""",
        parameters,
    ).df()
    ids = documents.doc_id.to_numpy()
    a, b = np.searchsorted(ids, pairs.a.to_numpy()), np.searchsorted(ids, pairs.b.to_numpy())
    exact = (pairs.kind == "exact").to_numpy()
    documents["text"] = connected(len(ids), a[exact], b[exact])
    different = pairs[~exact]
    scores = {name: different[name].to_numpy(dtype=np.float32, na_value=np.nan) for name in SCORES}
    contained = {"left_in_right": different.a_in_b.to_numpy(), "right_in_left": different.b_in_a.to_numpy()}
    text = documents.text.to_numpy()
    edges = pd.DataFrame(
        {
            "left": text[a[~exact]],
            "right": text[b[~exact]],
            **scores,
            **contained,
            "linked": different.linked.to_numpy(bool),
        }
    )
    return _selected(documents, edges)


def _component(connection: duckdb.DuckDBPyConnection, doc_id: int) -> list[int]:
    """The documents that hang together with one by any pairs, ascending."""
    pairs = connection.execute("SELECT a, b FROM duplicate_pairs").fetchnumpy()
    ids, ends = np.unique(np.r_[pairs["a"], pairs["b"]], return_inverse=True)
    component = connected(len(ids), *np.split(ends, 2))
    return ids[component == component[np.searchsorted(ids, doc_id)]].tolist()


def _selected(documents: pd.DataFrame, edges: pd.DataFrame) -> DuplicateGraph:
    """Without the documents that are not selected."""
    return _numbered(documents[documents.selected].drop(columns="selected"), edges)


def _numbered(documents: pd.DataFrame, edges: pd.DataFrame) -> DuplicateGraph:
    """The graph of these documents: their texts numbered from 0, and the edges between them."""
    kept = np.unique(documents.text)
    number = np.full(
        max(kept.max(initial=-1), edges.left.max() if len(edges) else -1, edges.right.max() if len(edges) else -1) + 1,
        -1,
    )
    number[kept] = np.arange(len(kept))
    edges = edges.assign(left=number[edges.left], right=number[edges.right])
    edges = edges[(edges.left >= 0) & (edges.right >= 0)].reset_index(drop=True)
    return DuplicateGraph(documents.assign(text=number[documents.text]).reset_index(drop=True), edges)
