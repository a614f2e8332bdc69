"""Where does a document stand in the corpus? Each of its signals beside those of all documents."""

from __future__ import annotations

import threading
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.columns import columns, tables
from analytics.signals import SIGNAL_TABLES
from analytics.sql import identifier

STEPS = 1000
COMPARED = 100_000
"""Documents that a document is compared with: of a larger corpus every second, third, ... one."""

_counting = threading.Lock()


def percentiles(connection: duckdb.DuckDBPyConnection, values: dict[str, Any]) -> pd.DataFrame:
    """One row a signal of `values` (name -> value): name, title, value, below, formula.

    `below` is the share of the corpus's known values that are smaller, to a thousandth; NaN where the value is unknown
    or no number. The corpus's quantiles are counted once per connection and kept.
    """
    meanings = {name: signal for signals in SIGNAL_TABLES.values() for name, signal in signals.items()}
    known = [name for name in meanings if name in values]
    quantiles = _quantiles(connection) if known else {}
    rows = []
    for name in known:
        value, steps = values[name], quantiles.get(name)
        below = np.nan if value is None or steps is None else np.searchsorted(steps, value, side="left") / len(steps)
        rows.append((name, meanings[name].title, value, below, meanings[name].formula))
    found = pd.DataFrame(rows, columns=["name", "title", "value", "below", "formula"])
    return found.assign(
        value=pd.Series([row[2] for row in rows], dtype=object)
    )  # numbers and codes as they are, None as None


def _quantiles(connection: duckdb.DuckDBPyConnection) -> dict[str, np.ndarray]:
    """The STEPS middle quantiles of every numeric signal that has a known value."""
    with _counting:
        if connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'signal_quantiles'").fetchone() is None:
            counted = _count(connection)  # noqa: F841 - DuckDB finds it by its name
            connection.execute("CREATE TABLE signal_quantiles AS SELECT * FROM counted")
    kept = connection.cursor().sql("SELECT name, steps FROM signal_quantiles").to_arrow_table()
    return {name: steps.values.to_numpy() for name, steps in zip(kept["name"].to_pylist(), kept["steps"], strict=True)}


def _count(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """name and steps of every numeric signal. By sorting in numpy: twenty times as fast as DuckDB's quantiles of many
    columns.
    """
    (rows,) = connection.execute("SELECT count(*) FROM documents").fetchone() or (0,)
    every = max(1, -(-rows // COMPARED))
    values: dict[str, np.ndarray] = {}
    for table in tables(connection) & SIGNAL_TABLES.keys():
        names = [
            column.name
            for column in columns(connection, table)
            if column.is_number and column.name in SIGNAL_TABLES[table]
        ]
        values |= connection.execute(
            f"SELECT {', '.join(map(identifier, names))} FROM {identifier(table)} WHERE doc_id % {every} = 0"
        ).fetchnumpy()
    found: dict[str, list[Any]] = {"name": [], "steps": []}
    for name in values:
        known = np.sort(np.ma.compressed(values[name]).astype(np.float64))
        known = known[: np.searchsorted(known, np.nan)]
        if len(known):
            found["name"].append(name)
            found["steps"].append(known[((np.arange(STEPS) + 0.5) / STEPS * len(known)).astype(int)])
    return pa.table(found, schema=pa.schema([("name", pa.string()), ("steps", pa.list_(pa.float64()))]))
