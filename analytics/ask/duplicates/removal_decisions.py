"""Which duplicates are kept, which are removed, and what does each keep policy cost?"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.duplicates.keep_policy import KeepPolicy, preference_ranks, preferred_documents, preferred_texts
from analytics.ask.duplicates.pair_scores import PairScores
from analytics.ask.duplicates.pairs import SCORES, DuplicateGraph, Thresholds
from analytics.ask.duplicates.representatives import (
    Neighbours,
    Verify,
    representatives,
    texts_to_keep,
    with_linked_groups,
)

MAJOR_LOSS = 0.5
"""A source that loses more than this share of its documents is mostly removed."""

REMOVED_COLUMNS = ["name", "source", "removed_documents", "removed_tokens"]


def decisions(
    connection: duckdb.DuckDBPyConnection, graph: DuplicateGraph, thresholds: Thresholds, policy: KeepPolicy
) -> pd.DataFrame:
    """The decision on every document of a cluster, by doc_id.

    Columns: those of `graph.documents`, cluster, preferred (the preferred document of the cluster), kept, because_of
    (the kept document that represents a removed one; NA for a kept one), copy (a copy of the text of `because_of`),
    jaccard, containment, cosine (of the document and `because_of`; NaN when unknown: linked through other documents),
    indirect (in the cluster only through other documents, not close to `preferred` itself).
    """
    ranks = preference_ranks(connection, graph, policy)
    text_doc_ids, text_ranks = preferred_documents(graph, ranks)
    component = graph.components(thresholds)
    preferred = preferred_texts(component, text_ranks)
    verify = _verifier(connection, graph.computed, text_doc_ids, thresholds)
    neighbours = Neighbours.of(graph.edges_at(thresholds), graph.n_texts)
    neighbours = neighbours.with_edges(verify(*_unverified(neighbours, preferred)))
    representative = preferred
    if policy.keep_indirect:
        neighbours = with_linked_groups(neighbours, text_ranks, component, verify)
        representative = representatives(neighbours, texts_to_keep(neighbours, text_ranks), text_ranks)
    documents = graph.clusters(thresholds)
    text = documents.text.to_numpy()
    documents = documents.assign(
        preferred=text_doc_ids[preferred[text]],
        because_of=text_doc_ids[representative[text]],
        indirect=_is_indirect(neighbours, preferred)[text],
    )
    return _with_scores(documents, neighbours, representative)


def compare_policies(
    connection: duckdb.DuckDBPyConnection,
    graph: DuplicateGraph,
    thresholds: Thresholds,
    policies: Mapping[str, KeepPolicy],
) -> pd.DataFrame:
    """What each of `policies` removes from each source: name, source, removed_documents, removed_tokens (NaN unknown).
    Sources that lose nothing have no row.
    """
    tables = [
        removed_by_source(decisions(connection, graph, thresholds, policy)).assign(name=name)
        for name, policy in policies.items()
    ]
    return pd.concat([pd.DataFrame(columns=REMOVED_COLUMNS), *tables], ignore_index=True)


def sources_mostly_removed(
    connection: duckdb.DuckDBPyConnection, decided: pd.DataFrame, selected: str = "true"
) -> pd.DataFrame:
    """Sources that lose more than MAJOR_LOSS of their documents: source, removed, documents, share."""
    sizes = connection.execute(
        f"SELECT source, count(*) AS documents FROM documents WHERE {selected} GROUP BY source"
    ).df()
    removed = decided[~decided.kept].groupby("source", dropna=False).size().rename("removed").reset_index()
    losses = removed.merge(sizes, on="source")
    losses["share"] = losses.removed / losses.documents
    return losses[losses.share > MAJOR_LOSS].sort_values("share", ascending=False, ignore_index=True)


def removed_by_source(decided: pd.DataFrame) -> pd.DataFrame:
    """What `decisions` remove from each source that loses any: source, removed_documents, removed_tokens (NaN
    unknown).
    """
    removed = decided[~decided.kept].groupby("source", dropna=False)
    counts = {"removed_documents": removed.size(), "removed_tokens": removed.n_tokens.sum(min_count=1)}
    return pd.DataFrame(counts).reset_index()


def _is_indirect(neighbours: Neighbours, preferred: np.ndarray) -> np.ndarray:
    """bool[texts]: texts without an edge to the preferred text of their component."""
    texts = np.arange(len(preferred))
    return np.asarray((neighbours.find(texts, preferred) < 0) & (texts != preferred))


def _with_scores(documents: pd.DataFrame, neighbours: Neighbours, representative: np.ndarray) -> pd.DataFrame:
    """`documents` (doc_id, text, because_of ...) with kept, copy and the scores of the document and `because_of`."""
    text = documents.text.to_numpy()
    kept = (documents.doc_id == documents.because_of).to_numpy()
    copy = (representative[text] == text) & ~kept
    row = neighbours.find(text, representative[text])
    decided = documents.assign(kept=kept, copy=copy, because_of=documents.because_of.astype("Int64"))
    decided.loc[kept, "because_of"] = pd.NA
    decided[list(SCORES)] = neighbours.table[list(SCORES)].reindex(row).to_numpy()
    decided.loc[copy, ["jaccard", "containment"]] = 1.0
    return decided.reset_index(drop=True)


def _unverified(neighbours: Neighbours, preferred: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Texts of linked groups and the preferred texts of their components, when no edge of the two is stored."""
    is_linked = neighbours.linked_texts()
    texts = np.flatnonzero(is_linked & is_linked[preferred] & (np.arange(len(is_linked)) != preferred))
    texts = texts[neighbours.find(texts, preferred[texts]) < 0]
    return texts, preferred[texts]


def _verifier(
    connection: duckdb.DuckDBPyConnection, computed: PairScores, text_doc_ids: np.ndarray, thresholds: Thresholds
) -> Verify:
    def verify(left: np.ndarray, right: np.ndarray) -> pd.DataFrame:
        scores = computed.of(connection, text_doc_ids[left], text_doc_ids[right])
        edges = scores.assign(left=left, right=right, cosine=np.float32("nan"), linked=True)
        return edges[thresholds.reached(edges)]

    return verify
