"""Which columns are distributed differently in two groups of documents?"""

from __future__ import annotations

import itertools

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import Column, columns
from analytics.ask.comparison.document_groups import GroupPair
from analytics.number_text import number_range_text, number_text, time_range_text, time_text

BINS = 10
MAX_VALUES = 50
SAMPLED_ROWS = 5_000
PROSE = {"text", "title", "url"}

DIFFERENCE_COLUMNS = ("table", "column", "effect", "what", "in_a", "in_b")


def differing_columns(connection: duckdb.DuckDBPyConnection, groups: GroupPair, n: int = 8) -> pd.DataFrame:
    """The `n` columns whose distributions differ most between the groups, the most different first.

    Columns: table, column, effect, what (the value or range that is most over-represented in group a), in_a and in_b
    (its share in each).

    `effect` is Cramér's V with Bergsma's (2013) bias correction, 0 for no difference and 1 for full separation. It is
    comparable between numbers (in ten bins of equal count), categories and booleans; missing is a value too. It is
    computed from at most SAMPLED_ROWS documents of each group.
    """
    candidates = [column for column in columns(connection) if _is_comparable(column)]
    values = ", ".join(
        f"{f'epoch({column.sql})' if column.is_time else column.sql} AS c{i}" for i, column in enumerate(candidates)
    )
    tables = dict.fromkeys(column.table for column in candidates)
    joins = " ".join(f"LEFT JOIN {table} USING (doc_id)" for table in tables)
    rows = connection.execute(
        f"WITH chosen AS ({groups.sampled(SAMPLED_ROWS)}) SELECT chosen.a, {values} FROM chosen {joins}"
    ).df()
    in_a = rows["a"].to_numpy(bool)
    differences = [_difference(in_a, rows[f"c{i}"], column) for i, column in enumerate(candidates)]
    table = pd.DataFrame([difference for difference in differences if difference], columns=DIFFERENCE_COLUMNS)
    return table.sort_values(["effect", "column"], ascending=[False, True]).head(n).reset_index(drop=True)


def cramers_v(table: np.ndarray) -> float:
    """Bias-corrected Cramér's V of a contingency table (values x groups), 0 to 1. Bergsma (2013), J. Korean Stat. Soc.
    42(3).
    """
    n = table.sum()
    rows, groups = table.shape
    if rows < 2 or groups < 2 or n < 2 or (table.sum(axis=0) == 0).any():
        return 0.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / n
    chi2 = float(((table - expected) ** 2 / np.maximum(expected, 1e-12)).sum())
    phi2 = max(0.0, chi2 / n - (rows - 1) * (groups - 1) / (n - 1))
    corrected_rows = rows - (rows - 1) ** 2 / (n - 1)
    corrected_groups = groups - (groups - 1) ** 2 / (n - 1)
    return float(min(1.0, np.sqrt(phi2 / max(1e-12, min(corrected_rows, corrected_groups) - 1))))


def _difference(
    in_a: np.ndarray, values: pd.Series, column: Column
) -> tuple[str, str, float, str, float, float] | None:
    """A row of `differing_columns` for the `values` of a column; None when they do not differ."""
    is_range = column.is_number or column.is_time
    codes, names = _number_codes(values, column.is_time) if is_range else _category_codes(values)
    table = np.bincount(2 * codes + ~in_a, minlength=2 * len(names)).reshape(-1, 2).astype(float)
    used = table.sum(axis=1) > 0
    table, names = table[used], [name for name, is_used in zip(names, used, strict=True) if is_used]
    effect = cramers_v(table)
    if effect <= 0:
        return None
    shares = table / table.sum(axis=0)
    top = int((shares[:, 0] - shares[:, 1]).argmax())
    return column.table, column.name, effect, names[top], shares[top, 0], shares[top, 1]


def _category_codes(values: pd.Series) -> tuple[np.ndarray, list[str]]:
    """A code for each value and the names of the codes: the most frequent values, "other values", "missing"."""
    text = values.astype("string")
    frequent = text.value_counts().index[:MAX_VALUES]
    codes = pd.Categorical(text, categories=frequent).codes.astype(int)
    codes[(codes < 0) & text.notna().to_numpy()] = len(frequent)
    codes[codes < 0] = len(frequent) + 1
    return codes, [*map(str, frequent), "other values", "missing"]


def _number_codes(values: pd.Series, is_time: bool) -> tuple[np.ndarray, list[str]]:
    """A code for each value and the names of the codes: BINS ranges with equal counts, "missing". Times are seconds."""
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(np.float64)
    known = np.isfinite(numbers)
    edges = np.unique(np.quantile(numbers[known], np.linspace(0, 1, BINS + 1))) if known.any() else np.array([0.0])
    n_bins = max(1, len(edges) - 1)
    bins = np.clip(np.searchsorted(edges, numbers, side="right") - 1, 0, n_bins - 1)
    codes = np.where(known, bins, n_bins).astype(int)
    range_text = time_range_text if is_time else number_range_text
    names = [range_text(low, high) for low, high in itertools.pairwise(edges)]
    names = names or [time_text(edges[0]) if is_time else number_text(edges[0])]
    return codes, [*names, "missing"]


def _is_comparable(column: Column) -> bool:
    is_position = column.table == "map" and column.name != "faithfulness"
    return column.is_orderable and column.name not in PROSE and not is_position
