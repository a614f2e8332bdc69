"""Which terms are more frequent in one group of documents than in another?"""

from __future__ import annotations

from statistics import NormalDist

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.comparison.document_groups import GroupPair

TERM_DOCUMENTS = 1_500
"""Documents of each group that are read for terms: the same ones each time."""
TERM_CHARACTERS = 1200
"""Characters of each document that are read for terms."""
PRIOR_DOCUMENTS = 20.0
"""Weight of the prior, in documents: how much evidence a rare term needs to stand out."""
TERM_CONFIDENCE = 0.95
"""That all intervals of a comparison hold their true value at once (Bonferroni): thousands of terms are looked at."""


def distinctive_terms(connection: duckdb.DuckDBPyConnection, groups: GroupPair, n: int = 12) -> pd.DataFrame:
    """The terms that tell group a from group b, the surest first, at most `n` of each.

    Columns: term, in_a and in_b (share of documents that hold it), log_odds, low, high (its interval), side ("a" or
    "b").

    Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, Fightin' Words, eq. 15-22), the prior
    being the terms of both groups together; intervals hold for all terms at once. A document counts a term once, so
    that one repetitive document makes no term. Ordered by the bound of the interval that lies nearer to zero; terms
    whose interval holds zero are left out. Read from the first TERM_CHARACTERS characters of at most TERM_DOCUMENTS documents of
    each group.
    """
    beginnings = connection.sql(
        f"WITH chosen AS ({groups.sampled(TERM_DOCUMENTS)}) SELECT a, lower(substr(text, 1, {TERM_CHARACTERS})) AS text FROM documents JOIN chosen USING (doc_id)"
    ).to_arrow_table()
    counts = _documents_with_each_term(connection, beginnings)
    in_a = beginnings["a"].to_numpy()
    return _log_odds(counts, in_a.sum(), (~in_a).sum()).groupby("side").head(n)


def _documents_with_each_term(connection: duckdb.DuckDBPyConnection, texts: pa.Table) -> pd.DataFrame:
    """Term, and in how many of the `texts` (a, text; the query reads them by this name) of each group it stands.

    The texts come as a table of their own: in one query with the reading of them, DuckDB 2.0.0 fails now and then
    ("dict-surviving cache: global dictionary column changed identity") and gives its whole database up.
    """
    return connection.sql(
        """SELECT term, count(*) FILTER (a) AS a, count(*) FILTER (NOT a) AS b
        FROM (SELECT a, unnest(list_distinct(regexp_extract_all(text, '\\p{L}[\\p{L}\\p{M}''’-]*\\p{L}'))) AS term FROM texts)
        WHERE length(term) <= 40 GROUP BY term HAVING count(*) >= 3"""
    ).df()


def _log_odds(counts: pd.DataFrame, n_a: int, n_b: int) -> pd.DataFrame:
    """The scored and ordered terms of `counts` (term, a, b: documents that hold it)."""
    if not n_a or not n_b or counts.empty:
        return pd.DataFrame({name: [] for name in ("term", "in_a", "in_b", "log_odds", "low", "high", "side")})
    a, b = counts["a"].to_numpy(np.float64), counts["b"].to_numpy(np.float64)
    prior = PRIOR_DOCUMENTS * (a + b) / (n_a + n_b)
    of_a, of_b = a + prior, b + prior
    not_a, not_b = (
        n_a + PRIOR_DOCUMENTS - of_a + 0.5,
        n_b + PRIOR_DOCUMENTS - of_b + 0.5,
    )  # a half keeps a term of all documents finite
    log_odds = np.log(of_a / not_a) - np.log(of_b / not_b)
    z = NormalDist().inv_cdf(1 - (1 - TERM_CONFIDENCE) / 2 / len(counts))
    margin = z * np.sqrt(1 / of_a + 1 / not_a + 1 / of_b + 1 / not_b)
    scored = pd.DataFrame(
        {
            "term": counts["term"],
            "in_a": a / n_a,
            "in_b": b / n_b,
            "log_odds": log_odds,
            "low": log_odds - margin,
            "high": log_odds + margin,
        }
    )
    scored["side"] = np.where(log_odds > 0, "a", "b")
    sure = np.where(log_odds > 0, scored["low"], -scored["high"])
    return (
        scored.assign(_sure=sure)[sure > 0]
        .sort_values(["_sure", "term"], ascending=[False, True])
        .drop(columns="_sure")
        .reset_index(drop=True)
    )
