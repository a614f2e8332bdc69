"""Which duplicates are kept, which are removed, and what does each keep policy cost?"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.duplicates.keep_policy import KeepPolicy, best_texts, heads, priority
from analytics.ask.duplicates.pair_scores import scores as pair_scores
from analytics.ask.duplicates.pairs import SCORES, DuplicateGraph, Thresholds
from analytics.ask.duplicates.representatives import Neighbours, Prove, kept_texts, leaders, with_hot_groups

MAJOR_LOSS = 0.5


def decisions(
    connection: duckdb.DuckDBPyConnection, graph: DuplicateGraph, thresholds: Thresholds, keep: KeepPolicy
) -> pd.DataFrame:
    """What happens to every document of a cluster, and why, by doc_id.

    Columns: those of `graph.documents`, cluster, best (the preferred document of the cluster), kept, because_of (the
    kept document for which a removed one goes; NA where it is kept), copy (of the text of `because_of`), jaccard,
    containment, cosine of the two (NaN where there is no such proof: in a chain), chained (in the cluster only through
    others, not itself close to `best`).
    """
    place = priority(connection, graph, keep)
    head, text_place = heads(graph, place)
    component = graph.components(thresholds)
    best = best_texts(component, text_place)
    prove = _prover(connection, head, thresholds)
    neighbours = Neighbours.of(graph.holding(thresholds), graph.n_texts)
    neighbours = neighbours.and_these(prove(*_unproved(neighbours, component, best)))
    if keep.representative:
        neighbours = with_hot_groups(neighbours, text_place, component, prove)
        leader = leaders(neighbours, kept_texts(neighbours, text_place), text_place)
    else:
        leader = best
    texts = np.arange(graph.n_texts)
    row = neighbours.find(texts, leader)
    chained = (neighbours.find(texts, best) < 0) & (texts != best)

    documents = graph.clusters(thresholds)
    text = documents.text.to_numpy()
    kept = documents.doc_id.to_numpy() == head[leader[text]]
    copy = (leader[text] == text) & ~kept
    scores = neighbours.table[list(SCORES)].reindex(row[text]).to_numpy()
    decided = documents.assign(
        best=head[best[text]],
        kept=kept,
        because_of=pd.array(head[leader[text]], "Int64"),
        copy=copy,
        chained=chained[text],
    )
    decided.loc[kept, "because_of"] = pd.NA
    decided[list(SCORES)] = scores
    decided.loc[copy, ["jaccard", "containment"]] = 1.0
    return decided.reset_index(drop=True)


def compare_policies(
    connection: duckdb.DuckDBPyConnection, graph: DuplicateGraph, thresholds: Thresholds, keeps: dict[str, KeepPolicy]
) -> pd.DataFrame:
    """What each of `keeps` removes, by source: name, source, removed_documents, removed_tokens (NaN unknown); sources
    that lose nothing have no row.
    """
    rows = [
        removed_by_source(decisions(connection, graph, thresholds, keep)).assign(name=name)
        for name, keep in keeps.items()
    ]
    return pd.concat(
        [pd.DataFrame(columns=["name", "source", "removed_documents", "removed_tokens"]), *rows], ignore_index=True
    )


def sources_mostly_removed(
    connection: duckdb.DuckDBPyConnection, decided: pd.DataFrame, selected: str = "true"
) -> pd.DataFrame:
    """Sources that would lose more than half of their documents: source, removed, documents, share."""
    sizes = connection.execute(
        f"SELECT source, count(*) AS documents FROM documents WHERE {selected} GROUP BY source"
    ).df()
    removed = decided[~decided.kept].groupby("source", dropna=False).size().rename("removed").reset_index()
    lost = removed.merge(sizes, on="source")
    lost["share"] = lost.removed / lost.documents
    return lost[lost.share > MAJOR_LOSS].sort_values("share", ascending=False, ignore_index=True)


def removed_by_source(decided: pd.DataFrame) -> pd.DataFrame:
    """What `decisions` remove of each source that loses any: source, removed_documents, removed_tokens (NaN
    unknown).
    """
    gone = decided[~decided.kept].groupby("source", dropna=False)
    return pd.DataFrame(
        {"removed_documents": gone.size(), "removed_tokens": gone.n_tokens.sum(min_count=1)}
    ).reset_index()


def _unproved(neighbours: Neighbours, component: np.ndarray, best: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Texts of hot groups and the best of their components, where nothing is stored of the two."""
    hot = neighbours.hot_texts()
    texts = np.flatnonzero(hot & hot[best] & (np.arange(len(hot)) != best))
    texts = texts[neighbours.find(texts, best[texts]) < 0]
    return texts, best[texts]


def _prover(connection: duckdb.DuckDBPyConnection, head: np.ndarray, thresholds: Thresholds) -> Prove:
    def prove(left: np.ndarray, right: np.ndarray) -> pd.DataFrame:
        proved = pair_scores(connection, head[left], head[right])
        edges = proved.assign(left=left, right=right, cosine=np.float32("nan"), linked=True)
        return edges[thresholds.reached(edges)]

    return prove
