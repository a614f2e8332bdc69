"""How does a document compare with the corpus? The percentile of each of its signals."""

from __future__ import annotations

import threading
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.columns import columns, tables
from analytics.signals.registry import SIGNAL_TABLES, SIGNALS, TEXT_TABLES
from analytics.sql import identifier

STEPS = 1000
MAX_COMPARED = 100_000
"""Documents that a document is compared with. Of a larger corpus it is every second, third, ... one."""

_quantiles_lock = threading.Lock()


def percentiles(connection: duckdb.DuckDBPyConnection, values: dict[str, Any]) -> pd.DataFrame:
    """One row for each signal in `values` (name -> value): name, title, value, below, formula.

    `below` is the share of the known values of the corpus that are smaller, to a thousandth; NaN when the value is
    unknown or not a number. The quantiles of the corpus are computed once for each connection and cached.
    """
    known = [name for name in SIGNALS if name in values]
    quantiles = _quantiles(connection) if known else {}
    return pd.DataFrame(
        {
            "name": known,
            "title": [SIGNALS[name].title for name in known],
            "value": pd.Series([values[name] for name in known], dtype=object),  # None stays None
            "below": [_share_below(values[name], quantiles.get(name)) for name in known],
            "formula": [SIGNALS[name].formula for name in known],
        }
    )


def _share_below(value: Any, quantiles: np.ndarray | None) -> float:
    if value is None or quantiles is None:
        return np.nan
    return float(np.searchsorted(quantiles, value, side="left") / len(quantiles))


def _quantiles(connection: duckdb.DuckDBPyConnection) -> dict[str, np.ndarray]:
    """The STEPS middle quantiles of every numeric signal that has a known value."""
    with _quantiles_lock:
        if connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'signal_quantiles'").fetchone() is None:
            computed = _compute_quantiles(connection)  # noqa: F841 - DuckDB reads it by its name
            connection.execute("CREATE TABLE signal_quantiles AS SELECT * FROM computed")
    cached = connection.cursor().sql("SELECT name, quantiles FROM signal_quantiles").to_arrow_table()
    return {
        name: quantiles.values.to_numpy()
        for name, quantiles in zip(cached["name"].to_pylist(), cached["quantiles"], strict=True)
    }


def _compute_quantiles(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """name and quantiles of every numeric signal.

    It sorts in numpy, which is twenty times as fast as DuckDB's quantiles of many columns.
    """
    (n_documents,) = connection.execute("SELECT count(*) FROM documents").fetchone() or (0,)
    every = max(1, -(-n_documents // MAX_COMPARED))
    names, quantiles = [], []
    for name, values in _signal_values(connection, every).items():
        known = np.sort(np.ma.compressed(values).astype(np.float64))
        known = known[: np.searchsorted(known, np.nan)]
        if len(known):
            names.append(name)
            quantiles.append(known[((np.arange(STEPS) + 0.5) / STEPS * len(known)).astype(int)])
    schema = pa.schema([("name", pa.string()), ("quantiles", pa.list_(pa.float64()))])
    return pa.table({"name": names, "quantiles": quantiles}, schema=schema)


def _signal_values(connection: duckdb.DuckDBPyConnection, every: int) -> dict[str, np.ndarray]:
    """The values of every numeric signal in every `every`-th document."""
    values: dict[str, np.ndarray] = {}
    for table in tables(connection) & set(TEXT_TABLES):
        numbers = [column.name for column in columns(connection, table) if column.is_number]
        names = ", ".join(identifier(name) for name in numbers if name in SIGNAL_TABLES[table])
        values |= connection.execute(f"SELECT {names} FROM {identifier(table)} WHERE doc_id % {every} = 0").fetchnumpy()
    return values
