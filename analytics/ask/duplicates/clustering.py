"""How much repeats, which clusters there are, who is in them, and why a document goes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.duplicates.keep import Keep, decisions
from analytics.ask.duplicates.pairs import Graph, Thresholds
from analytics.ask.duplicates.pairs import graph as all_pairs
from analytics.ask.selection import ALL, Selection, where
from analytics.ask.size import about, size

EXCERPT_CHARACTERS = 240


KINDS = {
    "copies": ("is a further copy of a text", "are further copies of a text"),
    "near": ("repeats another's words", "repeat another's words"),
    "semantic": ("says the same in other words", "say the same in other words"),
}
"""What makes documents go, in words for one and for several of them."""


@dataclass(frozen=True)
class Findings:
    """What repeats among the selected documents, and what the decisions remove.

    `removed` counts documents, and `removed_tokens` their tokens (None while unknown), by what makes them go (KINDS):
    further copies of a text, then what repeats another text's words, then what is close to one only by its embedding.
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

    def summary_text(self) -> str:
        """The findings in words and numbers."""
        if not self.clusters:
            return f"None of {self.documents:,} documents repeats another."
        parts = ", ".join(f"{count:,} {KINDS[kind][count != 1]}" for kind, count in self.removed.items() if count)
        gone = f"{self.removed_documents:,} document{'s' * (self.removed_documents != 1)}"
        tokens, all_tokens = self.all_removed_tokens, self.tokens
        cost = (
            "" if tokens is None or not all_tokens else f" and {about(tokens)} tokens (est., {tokens / all_tokens:.1%})"
        )
        return (
            f"{self.in_clusters:,} of {self.documents:,} documents ({self.in_clusters / self.documents:.1%}) repeat one another, "
            f"in {self.clusters:,} cluster{'s' * (self.clusters != 1)}. {gone}{cost} could go: {parts}."
        )


def findings(
    connection: duckdb.DuckDBPyConnection, decided: pd.DataFrame, thresholds: Thresholds, selection: Selection = ALL
) -> Findings:
    """What `keep.decisions` come to."""
    total = size(connection, selection)
    again = decided.sort_values("kept", ascending=False, kind="stable").duplicated("text").reindex(decided.index)
    by_words = replace(thresholds, cosine=None).reached(decided) | decided.cosine.isna()
    gone = {"copies": again, "near": ~decided.kept & ~again & by_words, "semantic": ~decided.kept & ~again & ~by_words}
    (wordless,) = connection.execute(
        f"SELECT count(*) FROM signatures WHERE n_shingles = 0 AND {where(connection, selection)}"
    ).fetchone() or (0,)
    return Findings(
        documents=total.documents,
        tokens=total.tokens,
        clusters=decided.cluster.nunique(),
        in_clusters=len(decided),
        removed={name: int(these.sum()) for name, these in gone.items()},
        removed_tokens=None
        if total.tokens is None
        else {name: int(decided.n_tokens[these].sum()) for name, these in gone.items()},
        wordless=wordless,
    )


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


def containing(connection: duckdb.DuckDBPyConnection, decided: pd.DataFrame, selection: Selection) -> np.ndarray:
    """The clusters among `decided` that have a member in `selection`."""
    members = decided.doc_id.to_list()
    found = connection.execute(
        f"SELECT doc_id FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[])) AND {where(connection, selection)}",
        [members],
    ).fetchnumpy()
    return decided.cluster[decided.doc_id.isin(found["doc_id"])].unique()


def titled(connection: duckdb.DuckDBPyConnection, table: pd.DataFrame) -> pd.DataFrame:
    """Rows of `clusters` with title and excerpt of each one's preferred document."""
    return table.merge(_shown(connection, table.best.to_list()).rename(columns={"doc_id": "best"}), "left", on="best")


def places(
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
        why=[why(row) for row in some.itertuples()]
    )
    return some.sort_values(["kept", "jaccard", "doc_id"], ascending=[False, False, True], ignore_index=True)


def edges(graph: Graph, decided: pd.DataFrame, cluster: int) -> pd.DataFrame:
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


def why(decision) -> str:
    """One row of `decisions` in words: `removed because of #123, Jaccard 0.93`."""
    if decision.kept:
        return "kept, though close only to a removed one" if decision.chained else "kept"
    because = f"removed because of #{decision.because_of}"
    if decision.copy:
        return f"{because}, the same text"
    shown = [
        f"{name} {value:.2f}"
        for name, value in (
            ("Jaccard", decision.jaccard),
            ("containment", decision.containment),
            ("cosine", decision.cosine),
        )
        if value == value
    ]
    return f"{because}, {', '.join(shown)}" if shown else f"{because}, by a chain of pairs"


def reason(
    connection: duckdb.DuckDBPyConnection, doc_id: int, thresholds: Thresholds, keep: Keep, selection: Selection = ALL
) -> str | None:
    """Why the document goes or stays among its duplicates; None when it has none. The workspace has to have
    `duplicate_pairs`.
    """
    if not connection.execute(
        "SELECT 1 FROM duplicate_pairs WHERE a = ? OR b = ? LIMIT 1", [doc_id, doc_id]
    ).fetchone():
        return None
    decided = decisions(connection, all_pairs(connection, selection, near=doc_id), thresholds, keep)
    row = decided[decided.doc_id == doc_id]
    return why(next(row.itertuples())) if len(row) else None


def _shown(connection: duckdb.DuckDBPyConnection, doc_ids: list[int]) -> pd.DataFrame:
    return connection.execute(
        """SELECT doc_id, title, trim(regexp_replace(substr(text, 1, ?), '\\s+', ' ', 'g')) AS excerpt
           FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[]))""",
        [EXCERPT_CHARACTERS, doc_ids],
    ).df()
