"""Which terms are more frequent in one group of documents than in another?"""

from __future__ import annotations

from statistics import NormalDist

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.columns import tables
from analytics.ask.comparison.document_groups import GroupPair
from analytics.batch.function_words import is_stopword, stopwords_of

TERM_DOCUMENTS = 1_500
"""Documents of each group that are read for terms; always the same ones."""
TERM_CHARACTERS = 1200
"""Characters of each document that are read for terms."""
MAX_TERM_CHARACTERS, MIN_DOCUMENTS = 40, 3
PRIOR_DOCUMENTS = 20.0
"""The weight of the prior in documents: the evidence that a rare term needs to differ."""
TERM_CONFIDENCE = 0.95
"""The confidence that all intervals contain their true values at once (Bonferroni), because thousands of terms are
tested.
"""
MIN_LANGUAGE_SHARE = 0.02
"""The share of the compared documents from which the function words of their language are hidden."""

TERM_COLUMNS = ("term", "in_a", "in_b", "log_odds", "low", "high", "side")


def distinctive_terms(
    connection: duckdb.DuckDBPyConnection, groups: GroupPair, n: int = 12, function_words: bool = False
) -> pd.DataFrame:
    """The terms that differ significantly between the groups, at most `n` for each side, the most certain first; words
    such as "the" and "of" only with `function_words`.

    Columns: term, in_a and in_b (the share of documents with it), log_odds, low, high (its interval), side ("a" or
    "b").

    Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, Fightin' Words, eq. 15-22); the prior
    is the terms of both groups together. The intervals hold for all terms at once. A document counts a term once, so
    that one repetitive document makes no term distinctive. Terms are ordered by the bound of the interval that is
    nearer to zero; a term whose interval contains zero is not shown. The text is the first TERM_CHARACTERS characters
    of at most TERM_DOCUMENTS documents of each group.
    """
    texts = connection.sql(
        f"""WITH chosen AS ({groups.sampled(TERM_DOCUMENTS)})
        SELECT a, lower(substr(text, 1, {TERM_CHARACTERS})) AS text FROM documents JOIN chosen USING (doc_id)"""
    ).to_arrow_table()
    in_a = texts["a"].to_numpy()
    terms = _log_odds(_document_counts(connection, texts), in_a.sum(), (~in_a).sum())
    if not function_words:
        hidden = stopwords_of(_languages(connection, groups))
        terms = terms[np.array([not is_stopword(term, hidden) for term in terms["term"]], bool)]
    return terms.groupby("side").head(n).reset_index(drop=True)


def _languages(connection: duckdb.DuckDBPyConnection, groups: GroupPair) -> list[str]:
    """The detected languages of at least MIN_LANGUAGE_SHARE of the compared documents."""
    if "signals" not in tables(connection):
        return []
    rows = connection.execute(
        f"""WITH chosen AS ({groups.sampled(TERM_DOCUMENTS)})
        SELECT lang_detected FROM chosen JOIN signals USING (doc_id) GROUP BY 1
        HAVING count(*) >= {MIN_LANGUAGE_SHARE} * (SELECT count(*) FROM chosen) AND lang_detected IS NOT NULL"""
    ).fetchall()
    return [language for (language,) in rows]


def _document_counts(connection: duckdb.DuckDBPyConnection, texts: pa.Table) -> pd.DataFrame:
    """term, and in how many of the `texts` (columns a and text; the query reads them by this name) of each group it is:
    a, b.

    The texts are a separate table. In one query with the reading of them, DuckDB 2.0.0 sometimes fails ("dict-surviving
    cache: global dictionary column changed identity"), and its whole database is unusable after that.
    """
    return connection.sql(
        f"""
        WITH occurrences AS (
            SELECT a, unnest(list_distinct(regexp_extract_all(text, '\\p{{L}}[\\p{{L}}\\p{{M}}''’-]*\\p{{L}}'))) AS term
            FROM texts
        )
        SELECT term, count(*) FILTER (a) AS a, count(*) FILTER (NOT a) AS b FROM occurrences
        WHERE length(term) <= {MAX_TERM_CHARACTERS} GROUP BY term HAVING count(*) >= {MIN_DOCUMENTS}
        """
    ).df()


def _log_odds(counts: pd.DataFrame, n_a: int, n_b: int) -> pd.DataFrame:
    """The terms of `counts` (term, a, b: documents with it) that differ significantly, scored and ordered."""
    if not n_a or not n_b or counts.empty:
        return pd.DataFrame({name: [] for name in TERM_COLUMNS})
    a, b = counts["a"].to_numpy(np.float64), counts["b"].to_numpy(np.float64)
    prior = PRIOR_DOCUMENTS * (a + b) / (n_a + n_b)
    with_a, with_b = a + prior, b + prior
    # the half keeps the odds of a term that all documents have finite
    without_a, without_b = n_a + PRIOR_DOCUMENTS - with_a + 0.5, n_b + PRIOR_DOCUMENTS - with_b + 0.5
    log_odds = np.log(with_a / without_a) - np.log(with_b / without_b)
    z = NormalDist().inv_cdf(1 - (1 - TERM_CONFIDENCE) / 2 / len(counts))
    margin = z * np.sqrt(1 / with_a + 1 / without_a + 1 / with_b + 1 / without_b)
    scored = pd.DataFrame({"term": counts["term"], "in_a": a / n_a, "in_b": b / n_b, "log_odds": log_odds})
    scored = scored.assign(low=log_odds - margin, high=log_odds + margin, side=np.where(log_odds > 0, "a", "b"))
    certainty = np.where(log_odds > 0, scored["low"], -scored["high"])
    ordered = scored.assign(certainty=certainty).sort_values(["certainty", "term"], ascending=[False, True])
    return ordered[ordered["certainty"] > 0].drop(columns="certainty").reset_index(drop=True)
