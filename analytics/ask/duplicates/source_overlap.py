"""How much of one source stands also in another? The contamination view, and the pairs behind each of its cells."""

from __future__ import annotations

import duckdb
import pandas as pd

from analytics.ask.columns import columns
from analytics.ask.duplicates.pairs import DuplicateGraph
from analytics.ask.selection import ALL, Selection, where
from analytics.errors import DataloupeError

MEASURES = {
    "jaccard": "the two texts share so much of what either holds",
    "containment": "so much of the document stands in the other",
}


def overlap(
    connection: duckdb.DuckDBPyConnection,
    graph: DuplicateGraph,
    measure: str = "jaccard",
    least: float = 0.8,
    selection: Selection = ALL,
) -> pd.DataFrame:
    """For each ordered pair of sources how much of `source` stands also in `other`, in a document that reaches `least`.

    Columns: source, other, documents, tokens (NaN unknown), share_of_documents, share_of_tokens. Copies of a text
    always count; within one source, another document of it. Pairs of sources that share nothing have rows of zeros, the
    largest sources come first.
    """
    reached = _reached(graph, measure, least)
    by_text = graph.documents.groupby(["text", "source"], dropna=False)
    here = pd.DataFrame({"count": by_text.size(), "tokens": by_text.n_tokens.sum(min_count=1)}).reset_index()
    there = here[["text", "source", "count"]].rename(columns={"source": "other", "count": "copies"})
    near = reached.merge(there, left_on="other_text", right_on="text", suffixes=("", "_there"))[
        ["text", "other"]
    ].assign(copies=0)
    cells = here.merge(pd.concat([there, near]), on="text")
    same = (cells.source == cells.other) | (cells.source.isna() & cells.other.isna())
    cells = cells[(cells.copies != 1) | ~same].drop_duplicates(["text", "source", "other"])
    by_cell = cells.groupby(["source", "other"], dropna=False)
    found = pd.DataFrame({"documents": by_cell["count"].sum(), "tokens": by_cell.tokens.sum(min_count=1)}).reset_index()
    return _shares(found, source_sizes(connection, selection))


def sharing(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of `overlap` among the sources that share anything."""
    those = table[table.documents > 0]
    named = pd.concat([those.source, those.other])
    return table[table.source.isin(named) & table.other.isin(named)]


def pairs_between(
    graph: DuplicateGraph, source: str | None, other: str | None, measure: str = "jaccard", least: float = 0.8
) -> pd.DataFrame:
    """The pairs behind a cell of `overlap`, the closest first: a (of `source`), b (of `other`), copy, jaccard,
    containment (share of a's shingles in b).

    Each text stands once a source, by its first document; copies are the pairs of the same text.
    """
    first = graph.documents.sort_values("doc_id")
    mine, theirs = (first[_is(first.source, name)] for name in (source, other))
    if _same(source, other):
        copies = mine[mine.duplicated("text")].merge(mine.drop_duplicates("text"), on="text", suffixes=("_a", "_b"))
    else:
        copies = mine.drop_duplicates("text").merge(theirs.drop_duplicates("text"), on="text", suffixes=("_a", "_b"))
    copies = pd.DataFrame(
        {"a": copies.doc_id_a, "b": copies.doc_id_b, "copy": True, "jaccard": 1.0, "containment": 1.0}
    )
    close = _reached(graph, measure, least).merge(mine.drop_duplicates("text")[["text", "doc_id"]], on="text")
    close = close.merge(
        theirs.drop_duplicates("text")[["text", "doc_id"]], left_on="other_text", right_on="text", suffixes=("_a", "_b")
    )
    if _same(source, other):
        close = close[close.doc_id_a < close.doc_id_b] if measure == "jaccard" else close
    close = pd.DataFrame(
        {"a": close.doc_id_a, "b": close.doc_id_b, "copy": False, "jaccard": close.jaccard, "containment": close.share}
    )
    return pd.concat([copies, close]).sort_values([measure, "a", "b"], ascending=[False, True, True], ignore_index=True)


def _reached(graph: DuplicateGraph, measure: str, least: float) -> pd.DataFrame:
    """Pairs of different texts in both directions: text, other_text, jaccard, share (of text's shingles in
    other_text).
    """
    if measure not in MEASURES:
        raise DataloupeError(f"overlap cannot be measured by {measure!r} - it can by {', '.join(MEASURES)}")
    edges = graph.edges
    there = {"text": edges.left, "other_text": edges.right, "jaccard": edges.jaccard, "share": edges.left_in_right}
    back = {"text": edges.right, "other_text": edges.left, "jaccard": edges.jaccard, "share": edges.right_in_left}
    both = pd.concat([pd.DataFrame(there), pd.DataFrame(back)], ignore_index=True)
    return both[both["jaccard" if measure == "jaccard" else "share"] >= pd.Series([least], dtype="float32")[0]]


def source_sizes(connection: duckdb.DuckDBPyConnection, selection: Selection) -> pd.DataFrame:
    """How large the sources are: source, all_documents, all_tokens (NaN unknown), the largest first."""
    counted = "n_tokens" in {column.name for column in columns(connection, "signals")}
    return connection.execute(
        f"""SELECT source, count(*) AS all_documents, {"sum(n_tokens)::DOUBLE" if counted else "NULL::DOUBLE"} AS all_tokens
            FROM documents {"LEFT JOIN signals USING (doc_id)" if counted else ""} WHERE {where(connection, selection)} GROUP BY source ORDER BY all_documents DESC, source"""
    ).df()


def _shares(found: pd.DataFrame, sizes: pd.DataFrame) -> pd.DataFrame:
    every = sizes.merge(sizes[["source"]].rename(columns={"source": "other"}), how="cross")
    table = every.merge(found, "left", on=["source", "other"])
    table[["documents", "tokens"]] = table[["documents", "tokens"]].mask(table.documents.isna(), 0)
    table["documents"] = table.documents.astype(int)
    table["share_of_documents"], table["share_of_tokens"] = (
        table.documents / table.all_documents,
        table.tokens / table.all_tokens.where(table.all_tokens > 0),
    )
    return table[["source", "other", "documents", "tokens", "share_of_documents", "share_of_tokens"]]


def _is(sources: pd.Series, name: str | None) -> pd.Series:
    return sources.isna() if name is None else sources == name


def _same(one: str | None, other: str | None) -> bool:
    return one == other
