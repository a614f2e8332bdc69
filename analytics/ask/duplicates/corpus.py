"""Which documents are already in another corpus, by source, and with which of its documents?"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from analytics.ask.columns import tables
from analytics.ask.duplicates.text_difference import Difference, compare_texts
from analytics.ask.filters import InCorpus
from analytics.ask.selection import ALL, Selection, where
from analytics.errors import DataloupeError

NO_SOURCE = "(no source)"


@dataclass(frozen=True)
class Known:
    """How many of the selected `documents` are already in another corpus: `known` of them, `exact` as a copy of a
    text.
    """

    corpus: str
    documents: int
    known: int
    exact: int

    def summary_text(self) -> str:
        if not self.known:
            return f"None of {self.documents:,} documents is already in {self.corpus}."
        return (
            f"{self.known:,} of {self.documents:,} documents ({self.known / self.documents:.1%}) are already in "
            f"{self.corpus}: {self.exact:,} as exact copies, {self.known - self.exact:,} as near-duplicates."
        )


def corpora(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The corpora that the documents were compared with: corpus (its name), documents (how many it has)."""
    if "corpora" not in tables(connection):
        return pd.DataFrame({"corpus": pd.Series(dtype=object), "documents": pd.Series(dtype="int64")})
    return connection.execute("SELECT corpus, documents FROM corpora ORDER BY corpus").df()


def known(connection: duckdb.DuckDBPyConnection, one: InCorpus, selection: Selection = ALL) -> Known:
    """How many of the selected documents the corpus has. Raises DataloupeError when they were not compared with it."""
    sources = known_by_source(connection, one, selection)
    every, is_known, exact = (int(sources[name].sum()) for name in ("documents", "known", "exact"))
    return Known(one.corpus or "another corpus", every, is_known, exact)


def known_by_source(connection: duckdb.DuckDBPyConnection, one: InCorpus, selection: Selection = ALL) -> pd.DataFrame:
    """For each source, those with most known documents first: source, documents, known, exact (how many are a copy of a
    text), share, tokens (of the known ones, estimated; NaN unknown).
    """
    one.check(connection)
    query, values = one.query()
    is_counted = "signals" in tables(connection)
    tokens = "sum(n_tokens) FILTER (is_known)" if is_counted else "NULL"
    rows = connection.execute(
        f"""WITH known AS ({query}),
        copies AS (SELECT DISTINCT doc_id FROM corpus_pairs WHERE kind = 'exact' AND ? IN ('', corpus)),
        every AS (
            SELECT doc_id, coalesce(source, '{NO_SOURCE}') AS source, doc_id IN (FROM known) AS is_known,
                doc_id IN (FROM copies) AS is_copy
            FROM documents WHERE {where(connection, selection)}
        )
        SELECT source, count(*) AS documents, count(*) FILTER (is_known) AS known,
            count(*) FILTER (is_copy) AS exact, {tokens}::DOUBLE AS tokens
        FROM every {"LEFT JOIN signals USING (doc_id)" if is_counted else ""}
        GROUP BY source ORDER BY known DESC, documents DESC, source""",
        [*values, one.corpus],
    ).df()
    return rows.assign(share=rows.known / rows.documents.clip(lower=1))


def known_pairs(
    connection: duckdb.DuckDBPyConnection,
    one: InCorpus,
    selection: Selection = ALL,
    source: str | None = None,
    limit: int = 500,
) -> pd.DataFrame:
    """The closest pair of each known document (of one source, where `source` is given), the closest first: doc_id,
    source, title, corpus, other_id, other_source, other_title, kind, jaccard, contained, contains.
    """
    one.check(connection)
    query, values = one.query()
    return connection.execute(
        f"""WITH closest AS (
            FROM corpus_pairs WHERE doc_id IN ({query}) AND ? IN ('', corpus)
            QUALIFY row_number() OVER (PARTITION BY doc_id ORDER BY kind, jaccard DESC, contained DESC, other_id) = 1
        )
        SELECT doc_id, documents.source, documents.title, corpus, other_id, others.source AS other_source,
            others.title AS other_title, closest.kind, jaccard, contained, contains
        FROM closest JOIN documents USING (doc_id) JOIN corpus_documents AS others USING (corpus, other_id)
        WHERE {where(connection, selection)} AND (? IS NULL OR coalesce(documents.source, '{NO_SOURCE}') = ?)
        ORDER BY closest.kind, jaccard DESC, contained DESC, doc_id LIMIT ?""",
        [*values, one.corpus, source, source, limit],
    ).df()


def corpus_difference(connection: duckdb.DuckDBPyConnection, doc_id: int, corpus: str, other_id: int) -> Difference:
    """How the texts of a document and one of the corpus differ. Raises DataloupeError when they are no pair."""
    row = connection.execute(
        """SELECT documents.text, others.text FROM corpus_pairs JOIN documents USING (doc_id)
        JOIN corpus_documents AS others USING (corpus, other_id) WHERE (doc_id, corpus, other_id) = (?, ?, ?)""",
        [doc_id, corpus, other_id],
    ).fetchone()
    if row is None:
        raise DataloupeError(f"Document {doc_id} is in no pair with document {other_id} of {corpus}.")
    return compare_texts(row[0] or "", row[1] or "")
