"""Which columns are distributed differently in two groups of documents?"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import Column, columns
from analytics.ask.comparison.document_groups import GroupPair

BINS = 10
MOST_VALUES = 50
SAMPLED_ROWS = 5_000
PROSE = {"text", "title", "url"}


def differing_columns(connection: duckdb.DuckDBPyConnection, groups: GroupPair, n: int = 8) -> pd.DataFrame:
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
