"""Into which groups do documents fall that have one source and one language? By kind, and by length in two halves."""

from __future__ import annotations

import duckdb

from analytics.ask.columns import tables
from analytics.ask.filters import Filter, Range, Values

KIND, LENGTH = "kind", "length"


def fallback_groups(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Filter]]:
    """By grouping the filter of each group, only where there are at least two groups."""
    groupings = {KIND: _kinds(connection), LENGTH: _halves(connection)}
    return {name: groups for name, groups in groupings.items() if len(groups) > 1}


def _kinds(connection: duckdb.DuckDBPyConnection) -> dict[str, Filter]:
    rows = connection.execute(
        "SELECT kind FROM documents WHERE kind IS NOT NULL GROUP BY kind ORDER BY count(*) DESC, kind"
    ).fetchall()
    return {kind: Values("documents", "kind", (kind,)) for (kind,) in rows}


def _halves(connection: duckdb.DuckDBPyConnection) -> dict[str, Filter]:
    """The documents with more words than the median document, and the others; none where all have equally many."""
    if "signals" not in tables(connection):
        return {}
    row = connection.execute(
        """SELECT max(n_words) FILTER (below), min(n_words) FILTER (NOT below) FROM (
            SELECT n_words, n_words <= quantile_disc(n_words, 0.5) OVER () AND n_words < max(n_words) OVER () AS below
            FROM signals WHERE n_words IS NOT NULL)"""
    ).fetchone()
    at_most, at_least = row or (None, None)
    if at_most is None or at_least is None:
        return {}
    return {
        f"longer: at least {at_least:,} words": Range("signals", "n_words", int(at_least), None),
        f"shorter: at most {at_most:,} words": Range("signals", "n_words", None, int(at_most)),
    }
