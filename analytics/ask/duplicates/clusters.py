"""How much repeats, which clusters there are, who is in them, and why a document goes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.duplicates.graph import Graph, Thresholds
from analytics.ask.duplicates.graph import graph as all_pairs
from analytics.ask.duplicates.keep import Keep, best_texts, decisions, heads, priority
from analytics.ask.selection import ALL, Selection, where
from analytics.ask.size import size

EXCERPT_CHARACTERS = 240


@dataclass(frozen=True)
class Findings:
    """What repeats among the selected documents, and what keeping one of each cluster would remove.

    `removed` counts documents, and `removed_tokens` their tokens (None while unknown), by what makes them duplicates: `copies` come
    after the first of the same text, `near` repeat another text's words, `semantic` are close to one only by their embedding.
    `wordless` documents have no word and can only be exact copies.
    """

    documents: int
    tokens: int | None
    clusters: int
    in_clusters: int
    removed: dict[str, int]
    removed_tokens: dict[str, int] | None
    wordless: int

    @property
    def removed_documents(self) -> int:
        return sum(self.removed.values())

    @property
    def all_removed_tokens(self) -> int | None:
        return None if self.removed_tokens is None else sum(self.removed_tokens.values())


def findings(connection: duckdb.DuckDBPyConnection, graph: Graph, thresholds: Thresholds, keep: Keep, selection: Selection = ALL) -> Findings:
    """The numbers in one sentence."""
    total = size(connection, selection)
    head, text_place = heads(graph, priority(connection, graph, keep))
    text = graph.documents.text.to_numpy()
    is_head = graph.documents.doc_id.to_numpy() == head[text]
    stays = {}
    for name, some in {"near": replace(thresholds, cosine=None), "semantic": thresholds}.items():
        best = best_texts(graph.components(some), text_place)
        stays[name] = is_head & (best == np.arange(len(best)))[text]
    gone = {"copies": ~is_head, "near": is_head & ~stays["near"], "semantic": stays["near"] & ~stays["semantic"]}
    clusters = graph.clusters(thresholds)
    return Findings(
        documents=total.documents,
        tokens=total.tokens,
        clusters=clusters.cluster.nunique(),
        in_clusters=len(clusters),
        removed={name: int(these.sum()) for name, these in gone.items()},
        removed_tokens=None if total.tokens is None else {name: int(graph.documents.n_tokens[these].sum()) for name, these in gone.items()},
        wordless=(connection.execute(f"SELECT count(*) FROM signatures WHERE n_shingles = 0 AND {where(connection, selection)}").fetchone() or (0,))[0],
    )


def clusters(decided: pd.DataFrame) -> pd.DataFrame:
    """The clusters among `keep.decisions`, one row each: cluster, documents, texts, removed, tokens, removed_tokens (NaN unknown), sources (how many),
    source (of most members), chained (members only by a chain), best (its preferred document). The largest first."""
    groups = decided.groupby("cluster")
    table = pd.DataFrame({"documents": groups.size(), "texts": groups.text.nunique(), "removed": groups.size() - groups.kept.sum()})
    table["tokens"] = groups.n_tokens.sum(min_count=1)
    table["removed_tokens"] = decided.n_tokens.where(~decided.kept, decided.n_tokens * 0).groupby(decided.cluster).sum(min_count=1)
    table["sources"] = groups.source.nunique(dropna=False)
    most = decided.groupby(["cluster", "source"], dropna=False).size().sort_values(ascending=False, kind="stable").reset_index().drop_duplicates("cluster")
    table["source"] = most.set_index("cluster").source
    table["chained"] = groups.chained.sum()
    table["best"] = groups.best.first()
    return table.reset_index().sort_values(["documents", "cluster"], ascending=[False, True], ignore_index=True)


def containing(connection: duckdb.DuckDBPyConnection, decided: pd.DataFrame, selection: Selection) -> np.ndarray:
    """The clusters among `decided` that have a member in `selection`."""
    members = decided.doc_id.to_list()
    found = connection.execute(
        f"SELECT doc_id FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[])) AND {where(connection, selection)}", [members]
    ).fetchnumpy()
    return decided.cluster[decided.doc_id.isin(found["doc_id"])].unique()


def members(connection: duckdb.DuckDBPyConnection, decided: pd.DataFrame, cluster: int) -> pd.DataFrame:
    """The documents of one cluster as `decisions` has them, and title, excerpt and why (see `why`): kept ones first, then the closest."""
    some = decided[decided.cluster == cluster]
    shown = connection.execute(
        """SELECT doc_id, title, trim(regexp_replace(substr(text, 1, ?), '\\s+', ' ', 'g')) AS excerpt
           FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[]))""",
        [EXCERPT_CHARACTERS, some.doc_id.to_list()],
    ).df()
    some = some.merge(shown, on="doc_id").assign(why=[why(row) for row in some.itertuples()])
    return some.sort_values(["kept", "jaccard", "doc_id"], ascending=[False, False, True], ignore_index=True)


def edges(graph: Graph, decided: pd.DataFrame, cluster: int) -> pd.DataFrame:
    """The proved pairs between the different texts of one cluster, the closest first: a, b (first document of each text), jaccard, containment, cosine."""
    texts = decided[decided.cluster == cluster].groupby("text").doc_id.min()
    inside = graph.edges[graph.edges.left.isin(texts.index) & graph.edges.right.isin(texts.index)]
    a, b = texts.reindex(inside.left).to_numpy(), texts.reindex(inside.right).to_numpy()
    table = pd.DataFrame({"a": np.minimum(a, b), "b": np.maximum(a, b), **{name: inside[name].to_numpy() for name in ("jaccard", "containment", "cosine")}})
    return table.sort_values(["jaccard", "a", "b"], ascending=[False, True, True], ignore_index=True)


def why(decision) -> str:
    """One row of `decisions` in words: `removed because of #123, Jaccard 0.93`."""
    if decision.kept:
        return "kept, though close only to a removed one" if decision.chained else "kept"
    because = f"removed because of #{decision.because_of}"
    if decision.copy:
        return f"{because}, the same text"
    shown = [
        f"{name} {value:.2f}"
        for name, value in (("Jaccard", decision.jaccard), ("containment", decision.containment), ("cosine", decision.cosine))
        if value == value
    ]
    return f"{because}, {', '.join(shown)}" if shown else f"{because}, by a chain of pairs"


def reason(connection: duckdb.DuckDBPyConnection, doc_id: int, thresholds: Thresholds, keep: Keep, selection: Selection = ALL) -> str | None:
    """Why the document goes or stays among its duplicates; None when it has none. Raises DataloupeError before the duplicates are built."""
    decided = decisions(connection, all_pairs(connection, selection), thresholds, keep)
    row = decided[decided.doc_id == doc_id]
    return why(next(row.itertuples())) if len(row) else None
