"""Which documents match? By words, by meaning, or by similarity to another document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.filters import Contains
from analytics.ask.filters.folding import expression
from analytics.ask.selection import ALL, Selection, where
from analytics.errors import DataloupeError
from analytics.workspace import open_workspace
from analytics.workspace.vector_file import MIN_BYTES, read_vectors

BLOCK_ROWS = 16384
HALF_PRECISION_FROM = 250_000
"""This many vectors or more are kept as float16: half the memory, similarities to three digits."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_TERM = re.compile(r'"([^"]+)"|(\S+)')


def terms(query: str) -> list[str]:
    """The terms of a query, all of which must occur: `solar "power plant"` has two."""
    pairs = _TERM.findall(query.translate(_QUOTES))
    return [phrase or word for phrase, word in pairs if (phrase or word).strip('"')]


def by_words(connection: duckdb.DuckDBPyConnection, query: str, selection: Selection = ALL) -> pd.DataFrame:
    """doc_id and occurrences of every document that contains all terms of `query`, compared as the filter
    Contains does. The documents with most occurrences for their length come first.
    """
    all_terms = terms(query)
    if not all_terms:
        return pd.DataFrame({"doc_id": np.empty(0, np.int64), "occurrences": np.empty(0, np.int64)})
    among = Selection((*selection.filters, *(Contains(term) for term in all_terms)))
    counted = "greatest(1, len(regexp_extract_all(text, ?, 0, 's')))"
    total = " + ".join([counted] * len(all_terms))
    return connection.execute(
        f"""SELECT doc_id, CAST({total} AS BIGINT) AS occurrences FROM documents WHERE {where(connection, among)}
        ORDER BY occurrences / sqrt(100 + length(text)) DESC, doc_id""",
        [expression(term) for term in all_terms],
    ).df()


@dataclass(frozen=True)
class Vectors:
    """The unit vectors of all encoded documents: `doc_id` int64 (n,), `matrix` float32 or float16 (n, d)."""

    doc_id: np.ndarray
    matrix: np.ndarray

    def __len__(self) -> int:
        return len(self.doc_id)

    def has(self, doc_ids: np.ndarray) -> np.ndarray:
        """bool: which documents have a vector."""
        if not len(self):
            return np.zeros(len(doc_ids), bool)
        places = np.minimum(np.searchsorted(self.doc_id, doc_ids), len(self) - 1)
        return np.asarray(self.doc_id[places] == doc_ids)

    def of(self, doc_ids: np.ndarray) -> np.ndarray:
        """The vectors (float32) of documents that all have one."""
        rows: np.ndarray = self.matrix[np.searchsorted(self.doc_id, doc_ids)]
        return rows.astype(np.float32)

    def similarities(self, vector: np.ndarray) -> np.ndarray:
        """Cosine of every document with `vector` (d,), float32 (n,). Raises DataloupeError when the widths differ."""
        if vector.shape != self.matrix.shape[1:]:
            raise DataloupeError(
                f"The vector of the query has {vector.size} dimensions, the vectors of the documents have "
                f"{self.matrix.shape[1]}. Use the same encoder for both."
            )
        unit = (vector / (np.linalg.norm(vector) or 1.0)).astype(np.float32)
        if self.matrix.dtype == np.float32:
            return np.asarray(self.matrix @ unit)
        blocks = range(0, len(self), BLOCK_ROWS)
        return np.concatenate(
            [self.matrix[start : start + BLOCK_ROWS].astype(np.float32) @ unit for start in blocks]
            or [np.empty(0, np.float32)]
        )


def vectors(connection: duckdb.DuckDBPyConnection) -> Vectors:
    """All vectors, mapped from a file of the workspace where they are many. Raises DataloupeError without vectors."""
    mapped = _mapped(connection)
    if mapped is not None:
        return mapped
    try:
        reader = connection.cursor().sql("SELECT doc_id, vector FROM embeddings").to_arrow_reader(BLOCK_ROWS)
        (n,) = connection.execute("SELECT count(*) FROM embeddings").fetchone() or (0,)
    except duckdb.CatalogException:
        raise DataloupeError(
            "This workspace has no vectors yet. Run `dataloupe build` again, with an encoder other than none."
        ) from None
    ids = np.empty(n, np.int64)
    matrix = np.empty((n, 0), np.float32)
    filled = 0
    for batch in reader:
        rows = batch.column(1).flatten().to_numpy(zero_copy_only=False).reshape(len(batch), -1)
        if not filled:
            matrix = np.empty((n, rows.shape[1]), np.float16 if n >= HALF_PRECISION_FROM else np.float32)
        ids[filled : filled + len(batch)] = batch.column(0).to_numpy()
        matrix[filled : filled + len(batch)] = rows
        filled += len(batch)
    return Vectors(ids, matrix)


def _mapped(connection: duckdb.DuckDBPyConnection) -> Vectors | None:
    """The vectors of the files that the connection has opened; None where they are few, or the workspace has others by
    now.
    """
    try:
        ((folder,),) = connection.execute("SELECT folder FROM opened").fetchall()
        ((view,),) = connection.execute("SELECT sql FROM duckdb_views() WHERE view_name = 'embeddings'").fetchall()
    except (duckdb.CatalogException, ValueError):
        return None
    workspace = open_workspace(Path(folder).parent)
    manifest = workspace.read_manifest()
    table = manifest.tables.get("embeddings")
    if table is None or table.bytes < MIN_BYTES or not all(file in view for file in table.files):
        return None
    return Vectors(*read_vectors(workspace, manifest)) if view.count(".parquet") == len(table.files) else None


def by_meaning(vectors: Vectors, query: np.ndarray, k: int = 100, among: np.ndarray | None = None) -> pd.DataFrame:
    """doc_id and cosine similarity of the `k` documents nearest to the vector `query`, the nearest first.

    `among`: search only these doc_ids. A query of zeros, in which the encoder knows nothing, has no neighbours.
    """
    similarity = vectors.similarities(query)
    if among is not None:
        similarity = np.where(np.isin(vectors.doc_id, among), similarity, -np.inf)
    k = min(k, int(np.isfinite(similarity).sum()))
    if not k or not query.any():
        return pd.DataFrame({"doc_id": np.empty(0, np.int64), "similarity": np.empty(0, np.float32)})
    best = np.argpartition(-similarity, k - 1)[:k]
    best = best[np.lexsort((vectors.doc_id[best], -similarity[best]))]
    return pd.DataFrame({"doc_id": vectors.doc_id[best], "similarity": similarity[best]})


def similar_documents(connection: duckdb.DuckDBPyConnection, doc_id: int, k: int = 15) -> pd.DataFrame:
    """The nearest neighbours of a document by its vector: doc_id, similarity, text (its first 300 characters)."""
    try:
        return connection.execute(
            """SELECT neighbor_id AS doc_id, similarity, substr(text, 1, 300) AS text
            FROM (SELECT neighbor_id, similarity, rank FROM neighbors WHERE doc_id = ? AND rank <= ?)
            JOIN documents ON documents.doc_id = neighbor_id ORDER BY rank""",
            [doc_id, k],
        ).df()
    except duckdb.CatalogException:
        raise DataloupeError(
            "This workspace has no neighbours yet. Run `dataloupe build` again, with an encoder other than none."
        ) from None


def add_texts(
    connection: duckdb.DuckDBPyConnection, hits: pd.DataFrame, n: int = 50, characters: int = 20_000
) -> pd.DataFrame:
    """The first `n` of `hits`, in their order, with the first characters of each `text`."""
    top = hits.head(n)
    texts = connection.execute(
        "SELECT doc_id, substr(text, 1, ?) AS text FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[]))",
        [characters, top["doc_id"].tolist()],
    ).df()
    return top.merge(texts, on="doc_id", how="left")
