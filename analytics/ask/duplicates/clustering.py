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
    """One row for each cluster of `decisions`, the largest first: cluster, documents, texts, removed, tokens,
    removed_tokens (NaN unknown), sources (how many), source (of most members), indirect (how many members are in it
    only through others), preferred (its preferred document).
    """
    groups = decided.groupby("cluster")
    table = pd.DataFrame(
        {
            "documents": groups.size(),
            "texts": groups.text.nunique(),
            "removed": groups.size() - groups.kept.sum(),
            "tokens": groups.n_tokens.sum(min_count=1),
            "removed_tokens": _removed_tokens(decided),
            "sources": groups.source.nunique(dropna=False),
            "source": _main_source(decided),
            "indirect": groups.indirect.sum(),
            "preferred": groups.preferred.first(),
        }
    )
    return table.reset_index().sort_values(["documents", "cluster"], ascending=[False, True], ignore_index=True)


def clusters_in_selection(
    connection: duckdb.DuckDBPyConnection, decided: pd.DataFrame, selection: Selection
) -> np.ndarray:
    """The clusters of `decided` that have a member in `selection`."""
    selected = connection.execute(
        f"SELECT doc_id FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[])) AND {where(connection, selection)}",
        [decided.doc_id.to_list()],
    ).fetchnumpy()
    return np.asarray(decided.cluster[decided.doc_id.isin(selected["doc_id"])].unique())


def with_titles(connection: duckdb.DuckDBPyConnection, clusters: pd.DataFrame) -> pd.DataFrame:
    """Rows of `clusters` with the title and the excerpt of each preferred document."""
    excerpts = _excerpts(connection, clusters.preferred.to_list()).rename(columns={"doc_id": "preferred"})
    return clusters.merge(excerpts, "left", on="preferred")


def members(connection: duckdb.DuckDBPyConnection, decided: pd.DataFrame, cluster: int) -> pd.DataFrame:
    """The documents of a cluster as in `decisions`, with title, excerpt and why (as of `describe_decision`): the kept
    ones first, then the closest.
    """
    own = decided[decided.cluster == cluster]
    why = [describe_decision(row) for row in own.itertuples()]
    table = own.assign(why=why).merge(_excerpts(connection, own.doc_id.to_list()), on="doc_id")
    return table.sort_values(["kept", "jaccard", "doc_id"], ascending=[False, False, True], ignore_index=True)


def cluster_pairs(graph: DuplicateGraph, decided: pd.DataFrame, cluster: int) -> pd.DataFrame:
    """The verified pairs between the different texts of a cluster, the closest first: a, b (the first document of each
    text), jaccard, containment, cosine.
    """
    first = decided[decided.cluster == cluster].groupby("text").doc_id.min()
    edges = graph.edges[graph.edges.left.isin(first.index) & graph.edges.right.isin(first.index)]
    left, right = first.reindex(edges.left).to_numpy(), first.reindex(edges.right).to_numpy()
    scores = {name: edges[name].to_numpy() for name in ("jaccard", "containment", "cosine")}
    table = pd.DataFrame({"a": np.minimum(left, right), "b": np.maximum(left, right), **scores})
    return table.sort_values(["jaccard", "a", "b"], ascending=[False, True, True], ignore_index=True)


def map_positions(
    connection: duckdb.DuckDBPyConnection, doc_ids: list[int], sample: int = 4_000
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The positions on the map of a sample of all documents (x, y), and of `doc_ids` (doc_id, x, y)."""
    step = "greatest(1, (SELECT count(*) FROM map) // ?)"
    return (
        connection.execute(f"SELECT x, y FROM map WHERE doc_id % {step} = 0", [sample]).df(),
        connection.execute("SELECT doc_id, x, y FROM map WHERE doc_id IN (SELECT unnest(?::BIGINT[]))", [doc_ids]).df(),
    )


def _removed_tokens(decided: pd.DataFrame) -> pd.Series:
    """The removed tokens of each cluster, NaN when no number of tokens is known."""
    tokens = decided.n_tokens.where(~decided.kept, decided.n_tokens * 0)
    return tokens.groupby(decided.cluster).sum(min_count=1)


def _main_source(decided: pd.DataFrame) -> pd.Series:
    """The source of most members of each cluster."""
    sizes = decided.groupby(["cluster", "source"], dropna=False).size()
    largest_first = sizes.sort_values(ascending=False, kind="stable").reset_index()
    return largest_first.drop_duplicates("cluster").set_index("cluster").source


def _excerpts(connection: duckdb.DuckDBPyConnection, doc_ids: list[int]) -> pd.DataFrame:
    """doc_id, title and excerpt of these documents."""
    return connection.execute(
        """SELECT doc_id, title, trim(regexp_replace(substr(text, 1, ?), '\\s+', ' ', 'g')) AS excerpt
        FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[]))""",
        [EXCERPT_CHARACTERS, doc_ids],
    ).df()
