"""How much of one source is also in another, and which pairs of documents show it?"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import columns
from analytics.ask.duplicates.pairs import DuplicateGraph
from analytics.ask.selection import ALL, Selection, where
from analytics.errors import DataloupeError

MEASURES = {
    "jaccard": "the share of all shingles of the two texts that both have",
    "containment": "the share of the shingles of the document that the other has",
}
PAIR_COLUMNS = ["a", "b", "copy", "jaccard", "containment"]


def overlap(
    connection: duckdb.DuckDBPyConnection,
    graph: DuplicateGraph,
    measure: str = "jaccard",
    threshold: float = 0.8,
    selection: Selection = ALL,
) -> pd.DataFrame:
    """How much of `source` is also in `other`, in a document that reaches `threshold`, for each ordered pair of
    sources, the largest sources first.

    Columns: source, other, documents, tokens (NaN unknown), share_of_documents, share_of_tokens. Copies of a text
    always count; within one source, another document with the text counts. Pairs of sources without overlap have rows
    of zeros.
    """
    by_text = graph.documents.groupby(["text", "source"], dropna=False)
    here = pd.DataFrame({"count": by_text.size(), "tokens": by_text.n_tokens.sum(min_count=1)}).reset_index()
    there = here[["text", "source", "count"]].rename(columns={"source": "other", "count": "copies"})
    similar = _similar_texts(graph, measure, threshold).merge(
        there, left_on="other_text", right_on="text", suffixes=("", "_there")
    )
    cells = here.merge(pd.concat([there, similar[["text", "other"]].assign(copies=0)]), on="text")
    is_same = (cells.source == cells.other) | (cells.source.isna() & cells.other.isna())
    is_itself = is_same & (cells.copies == 1)
    by_cell = cells[~is_itself].drop_duplicates(["text", "source", "other"]).groupby(["source", "other"], dropna=False)
    counts = {"documents": by_cell["count"].sum(), "tokens": by_cell.tokens.sum(min_count=1)}
    return _shares(pd.DataFrame(counts).reset_index(), source_sizes(connection, selection))


def sharing(overlaps: pd.DataFrame) -> pd.DataFrame:
    """The rows of `overlap` between the sources that overlap with any source."""
    rows = overlaps[overlaps.documents > 0]
    names = pd.concat([rows.source, rows.other])
    return overlaps[overlaps.source.isin(names) & overlaps.other.isin(names)]


def pairs_between(
    graph: DuplicateGraph, source: str | None, other: str | None, measure: str = "jaccard", threshold: float = 0.8
) -> pd.DataFrame:
    """The pairs behind a cell of `overlap`, the closest first: a (of `source`), b (of `other`), copy, jaccard,
    containment (the share of the shingles of a that b has).

    Each source has the first document of each text only; `copy` is true for pairs of the same text.
    """
    documents = graph.documents.sort_values("doc_id")
    here = documents[_is_from(documents.source, source)]
    there = documents[_is_from(documents.source, other)]
    is_same = source == other
    pairs = [_copies(here, there, is_same), _similar(graph, here, there, is_same, measure, threshold)]
    return pd.concat(pairs).sort_values([measure, "a", "b"], ascending=[False, True, True], ignore_index=True)


def source_sizes(connection: duckdb.DuckDBPyConnection, selection: Selection) -> pd.DataFrame:
    """The sizes of the sources: source, all_documents, all_tokens (NaN unknown), the largest first."""
    has_tokens = "n_tokens" in {column.name for column in columns(connection, "signals")}
    tokens, join = ("sum(n_tokens)", "LEFT JOIN signals USING (doc_id)") if has_tokens else ("NULL", "")
    return connection.execute(
        f"""SELECT source, count(*) AS all_documents, {tokens}::DOUBLE AS all_tokens
        FROM documents {join} WHERE {where(connection, selection)}
        GROUP BY source ORDER BY all_documents DESC, source"""
    ).df()


def _similar_texts(graph: DuplicateGraph, measure: str, threshold: float) -> pd.DataFrame:
    """Pairs of different texts that reach the threshold, in both directions: text, other_text, jaccard, share (of the
    shingles of text that other_text has).
    """
    if measure not in MEASURES:
        raise DataloupeError(f"There is no overlap measure {measure!r}. There are: {', '.join(MEASURES)}.")
    edges = graph.edges
    there = {"text": edges.left, "other_text": edges.right, "jaccard": edges.jaccard, "share": edges.left_in_right}
    back = {"text": edges.right, "other_text": edges.left, "jaccard": edges.jaccard, "share": edges.right_in_left}
    both = pd.concat([pd.DataFrame(there), pd.DataFrame(back)], ignore_index=True)
    score = both["jaccard" if measure == "jaccard" else "share"]
    return both[score >= np.float32(threshold)]  # scores are stored as REAL


def _copies(here: pd.DataFrame, there: pd.DataFrame, is_same: bool) -> pd.DataFrame:
    """The pairs of equal texts: of two sources, or of the first and each further document of one source."""
    first_here = here.drop_duplicates("text")
    left, right = (
        (here[here.duplicated("text")], first_here) if is_same else (first_here, there.drop_duplicates("text"))
    )
    pairs = left.merge(right, on="text", suffixes=("_a", "_b"))
    return pd.DataFrame(
        {"a": pairs.doc_id_a, "b": pairs.doc_id_b, "copy": True, "jaccard": 1.0, "containment": 1.0},
        columns=PAIR_COLUMNS,
    )


def _similar(
    graph: DuplicateGraph, here: pd.DataFrame, there: pd.DataFrame, is_same: bool, measure: str, threshold: float
) -> pd.DataFrame:
    """The pairs of different texts that reach the threshold."""
    first_here, first_there = (documents.drop_duplicates("text")[["text", "doc_id"]] for documents in (here, there))
    pairs = _similar_texts(graph, measure, threshold).merge(first_here, on="text")
    pairs = pairs.merge(first_there, left_on="other_text", right_on="text", suffixes=("_a", "_b"))
    if is_same and measure == "jaccard":  # a symmetric measure: each pair once
        pairs = pairs[pairs.doc_id_a < pairs.doc_id_b]
    return pd.DataFrame(
        {"a": pairs.doc_id_a, "b": pairs.doc_id_b, "copy": False, "jaccard": pairs.jaccard, "containment": pairs.share},
        columns=PAIR_COLUMNS,
    )


def _shares(counts: pd.DataFrame, sizes: pd.DataFrame) -> pd.DataFrame:
    """`counts` (source, other, documents, tokens) for all pairs of sources, with shares of the sizes of `source`."""
    others = sizes[["source"]].rename(columns={"source": "other"})
    table = sizes.merge(others, how="cross").merge(counts, "left", on=["source", "other"])
    table[["documents", "tokens"]] = table[["documents", "tokens"]].mask(table.documents.isna(), 0)
    table["documents"] = table.documents.astype(int)
    table["share_of_documents"] = table.documents / table.all_documents
    table["share_of_tokens"] = table.tokens / table.all_tokens.where(table.all_tokens > 0)
    return table[["source", "other", "documents", "tokens", "share_of_documents", "share_of_tokens"]]


def _is_from(sources: pd.Series, name: str | None) -> pd.Series:
    return sources.isna() if name is None else sources == name
