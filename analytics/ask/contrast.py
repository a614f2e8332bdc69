"""What tells one group of documents from another? Its terms, and the columns that are distributed differently."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from statistics import NormalDist

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.columns import Column, columns
from analytics.ask.selection import ALL, Selection, where

SAMPLED = 1_500
"""Documents of each group that are read for terms: the same ones each time."""
CHARACTERS = 1200
"""Characters of each document that are read for terms."""
PRIOR_DOCUMENTS = 20.0
"""Weight of the prior, in documents: how much evidence a rare term needs to stand out."""
CONFIDENCE = 0.95
"""That all intervals of a comparison hold their true value at once (Bonferroni): thousands of terms are looked at."""
BINS = 10
MOST_VALUES = 50
SAMPLED_ROWS = 5_000
PROSE = {"text", "title", "url"}
_shuffling = threading.Lock()


@dataclass(frozen=True)
class Groups:
    """Two groups of documents as SQL conditions on doc_id; in both, a document counts as a member of the first only."""

    a: str
    b: str

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, a: Selection, b: Selection = ALL) -> Groups:
        """`a` against `b`; documents of `a` are left out of `b`, so that with `b` all, it is `a` against the rest."""
        _shuffle(connection)
        inside = where(connection, a)
        return cls(inside, f"({where(connection, b)}) AND NOT ({inside})")

    def sampled(self, n: int) -> str:
        """A query for doc_id and `a` (boolean) of at most `n` documents of each group, the same ones each time."""
        return " UNION ALL ".join(
            f"(SELECT doc_id, {name} AS a FROM shuffled WHERE {condition} LIMIT {n})"
            for name, condition in (("true", self.a), ("false", self.b))
        )


def _shuffle(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the documents in an order that has to do with nothing, once per connection: the first ones that fit are then
    a sample, and no more are read.
    """
    with _shuffling:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS shuffled AS SELECT doc_id FROM documents ORDER BY hash(doc_id), doc_id"
        )


def distinctive_terms(connection: duckdb.DuckDBPyConnection, groups: Groups, n: int = 12) -> pd.DataFrame:
    """The terms that tell group a from group b, the surest first, at most `n` of each.

    Columns: term, in_a and in_b (share of documents that hold it), log_odds, low, high (its interval), side ("a" or
    "b").

    Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, Fightin' Words, eq. 15-22), the prior
    being the terms of both groups together; intervals hold for all terms at once. A document counts a term once, so
    that one repetitive document makes no term. Ordered by the bound of the interval that lies nearer to zero; terms
    whose interval holds zero are left out. Read from the first CHARACTERS characters of at most SAMPLED documents of
    each group.
    """
    beginnings = connection.sql(
        f"WITH chosen AS ({groups.sampled(SAMPLED)}) SELECT a, lower(substr(text, 1, {CHARACTERS})) AS text FROM documents JOIN chosen USING (doc_id)"
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
    z = NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / 2 / len(counts))
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


def differing_columns(connection: duckdb.DuckDBPyConnection, groups: Groups, n: int = 8) -> pd.DataFrame:
    """The columns whose distribution differs most between the groups, the most different first.

    Columns: table, column, effect, what (the value or range most over-represented in group a), in_a and in_b (its share
    in each).

    `effect` is Cramér's V with Bergsma's (2013) bias correction, 0 for no difference and 1 for full separation, so that
    numbers (in ten bins of equal count), categories and booleans compare; missing is a value of its own. From at most
    SAMPLED_ROWS documents of each group.
    """
    usable = [column for column in columns(connection) if _can_differ(column)]
    cells = ", ".join(
        f"{f'epoch({column.sql})' if column.is_time else column.sql} AS c{i}" for i, column in enumerate(usable)
    )
    joined = " ".join(f"LEFT JOIN {table} USING (doc_id)" for table in dict.fromkeys(column.table for column in usable))
    frame = connection.execute(
        f"WITH chosen AS ({groups.sampled(SAMPLED_ROWS)}) SELECT chosen.a, {cells} FROM chosen {joined}"
    ).df()
    in_a = frame["a"].to_numpy(bool)
    found = [row for i, column in enumerate(usable) if (row := _difference(in_a, frame[f"c{i}"], column))]
    if not found:
        return pd.DataFrame({name: [] for name in ("table", "column", "effect", "what", "in_a", "in_b")})
    return pd.DataFrame(found).sort_values(["effect", "column"], ascending=[False, True]).head(n).reset_index(drop=True)


def _difference(a: np.ndarray, values: pd.Series, column: Column) -> dict[str, object] | None:
    """How far `values` differ between the rows of `a` and the others; None when they cannot or do not."""
    codes, names = _binned(values, column.is_number or column.is_time)
    table = np.bincount(2 * codes + ~a, minlength=2 * len(names)).reshape(-1, 2).astype(float)
    used = table.sum(axis=1) > 0
    table, names = table[used], [name for name, one in zip(names, used, strict=True) if one]
    effect = cramers_v(table)
    if effect <= 0:
        return None
    shares = table / table.sum(axis=0)
    top = int((shares[:, 0] - shares[:, 1]).argmax())
    return {
        "table": column.table,
        "column": column.name,
        "effect": effect,
        "what": names[top],
        "in_a": shares[top, 0],
        "in_b": shares[top, 1],
    }


def cramers_v(table: np.ndarray) -> float:
    """Bias-corrected Cramér's V of a contingency table (values x groups), 0 to 1. Bergsma (2013), J. Korean Stat. Soc.
    42(3).
    """
    n = table.sum()
    rows, groups = table.shape
    if rows < 2 or groups < 2 or n < 2 or (table.sum(axis=0) == 0).any():
        return 0.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / n
    phi2 = max(
        0.0,
        float(((table - expected) ** 2 / np.maximum(expected, 1e-12)).sum() / n) - (rows - 1) * (groups - 1) / (n - 1),
    )
    fair_rows, fair_groups = rows - (rows - 1) ** 2 / (n - 1), groups - (groups - 1) ** 2 / (n - 1)
    return float(min(1.0, np.sqrt(phi2 / max(1e-12, min(fair_rows, fair_groups) - 1))))


def _binned(values: pd.Series, ordered: bool) -> tuple[np.ndarray, list[str]]:
    """A code for each value and the names of the codes; the last one is "missing"."""
    if not ordered:
        text = values.astype("string")
        top = text.value_counts().index[:MOST_VALUES]
        codes = pd.Categorical(text, categories=top).codes.astype(int)
        codes[(codes < 0) & text.notna().to_numpy()] = len(top)
        codes[codes < 0] = len(top) + 1
        return codes, [*map(str, top), "other values", "missing"]
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(np.float64)
    known = np.isfinite(numbers)
    edges = np.unique(np.quantile(numbers[known], np.linspace(0, 1, BINS + 1))) if known.any() else np.array([0.0])
    codes = np.where(
        known,
        np.clip(np.searchsorted(edges, numbers, side="right") - 1, 0, max(0, len(edges) - 2)),
        max(1, len(edges) - 1),
    )
    names = [f"{edges[i]:.4g} to {edges[i + 1]:.4g}" for i in range(len(edges) - 1)] or [f"{edges[0]:.4g}"]
    return codes.astype(int), [*names, "missing"]


def _can_differ(column: Column) -> bool:
    return (
        column.is_orderable
        and column.name not in PROSE
        and not (column.table == "map" and column.name != "faithfulness")
    )
