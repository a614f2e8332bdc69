"""Which clusters of duplicates are there, and which documents and pairs are in each?"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.duplicates.pairs import DuplicateGraph
from analytics.ask.duplicates.removal_reasons import describe_decision
from analytics.ask.selection import Selection, where

EXCERPT_CHARACTERS = 240


def clusters(decided: pd.DataFrame) -> pd.DataFrame:
    """The clusters among `keep.decisions`, one row each: cluster, documents, texts, removed, tokens, removed_tokens
    (NaN unknown), sources (how many), source (of most members), chained (members only by a chain), best (its preferred
    document). The largest first.
    """
    groups = decided.groupby("cluster")
    table = pd.DataFrame(
        {"documents": groups.size(), "texts": groups.text.nunique(), "removed": groups.size() - groups.kept.sum()}
    )
    table["tokens"] = groups.n_tokens.sum(min_count=1)
    table["removed_tokens"] = (
        decided.n_tokens.where(~decided.kept, decided.n_tokens * 0).groupby(decided.cluster).sum(min_count=1)
    )
    table["sources"] = groups.source.nunique(dropna=False)
    most = (
        decided.groupby(["cluster", "source"], dropna=False)
        .size()
        .sort_values(ascending=False, kind="stable")
        .reset_index()
        .drop_duplicates("cluster")
    )
    table["source"] = most.set_index("cluster").source
    table["chained"] = groups.chained.sum()
    table["best"] = groups.best.first()
    return table.reset_index().sort_values(["documents", "cluster"], ascending=[False, True], ignore_index=True)


def clusters_in_selection(
    connection: duckdb.DuckDBPyConnection, decided: pd.DataFrame, selection: Selection
) -> np.ndarray:
    """The clusters among `decided` that have a member in `selection`."""
    members = decided.doc_id.to_list()
    found = connection.execute(
        f"SELECT doc_id FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[])) AND {where(connection, selection)}",
        [members],
    ).fetchnumpy()
    return decided.cluster[decided.doc_id.isin(found["doc_id"])].unique()


def with_titles(connection: duckdb.DuckDBPyConnection, table: pd.DataFrame) -> pd.DataFrame:
    """Rows of `clusters` with title and excerpt of each one's preferred document."""
    return table.merge(_shown(connection, table.best.to_list()).rename(columns={"doc_id": "best"}), "left", on="best")


def map_positions(
    connection: duckdb.DuckDBPyConnection, doc_ids: list[int], sample: int = 4_000
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Where documents lie on the map: a sample of all (x, y), and those asked for (doc_id, x, y)."""
    step = "greatest(1, (SELECT count(*) FROM map) // ?)"
    return (
        connection.execute(f"SELECT x, y FROM map WHERE doc_id % {step} = 0", [sample]).df(),
        connection.execute("SELECT doc_id, x, y FROM map WHERE doc_id IN (SELECT unnest(?::BIGINT[]))", [doc_ids]).df(),
    )


def members(connection: duckdb.DuckDBPyConnection, decided: pd.DataFrame, cluster: int) -> pd.DataFrame:
    """The documents of one cluster as `decisions` has them, and title, excerpt and why (see `why`): kept ones first,
    then the closest.
    """
    some = decided[decided.cluster == cluster]
    some = some.merge(_shown(connection, some.doc_id.to_list()), on="doc_id").assign(
        why=[describe_decision(row) for row in some.itertuples()]
    )
    return some.sort_values(["kept", "jaccard", "doc_id"], ascending=[False, False, True], ignore_index=True)


def cluster_pairs(graph: DuplicateGraph, decided: pd.DataFrame, cluster: int) -> pd.DataFrame:
    """The proved pairs between the different texts of one cluster, the closest first: a, b (first document of each
    text), jaccard, containment, cosine.
    """
    texts = decided[decided.cluster == cluster].groupby("text").doc_id.min()
    inside = graph.edges[graph.edges.left.isin(texts.index) & graph.edges.right.isin(texts.index)]
    a, b = texts.reindex(inside.left).to_numpy(), texts.reindex(inside.right).to_numpy()
    table = pd.DataFrame(
        {
            "a": np.minimum(a, b),
            "b": np.maximum(a, b),
            **{name: inside[name].to_numpy() for name in ("jaccard", "containment", "cosine")},
        }
    )
    return table.sort_values(["jaccard", "a", "b"], ascending=[False, True, True], ignore_index=True)


def _shown(connection: duckdb.DuckDBPyConnection, doc_ids: list[int]) -> pd.DataFrame:
    return connection.execute(
        """SELECT doc_id, title, trim(regexp_replace(substr(text, 1, ?), '\\s+', ' ', 'g')) AS excerpt
           FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[]))""",
        [EXCERPT_CHARACTERS, doc_ids],
    ).df()
