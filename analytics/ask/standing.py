"""Where does a document stand in the corpus? Each of its signals beside those of all documents."""

from __future__ import annotations

import threading
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import columns
from analytics.signals import SIGNALS

STEPS = 1000
COMPARED = 100_000
"""Documents that a document is compared with: of a larger corpus every second, third, ... one."""

_counting = threading.Lock()


def standing(connection: duckdb.DuckDBPyConnection, values: dict[str, Any]) -> pd.DataFrame:
    """One row a signal of `values` (name -> value): name, title, value, below, formula.

    `below` is the share of the corpus's known values that are smaller, to a thousandth; NaN where the value is unknown or no
    number. The corpus's quantiles are counted once per connection and kept.
    """
    known = [name for name in SIGNALS if name in values]
    quantiles = _quantiles(connection) if known else {}
    rows = []
    for name in known:
        value, steps = values[name], quantiles.get(name)
        below = np.nan if value is None or steps is None else np.searchsorted(steps, value, side="left") / len(steps)
        rows.append((name, SIGNALS[name].title, value, below, SIGNALS[name].formula))
    found = pd.DataFrame(rows, columns=["name", "title", "value", "below", "formula"])
    return found.assign(value=pd.Series([row[2] for row in rows], dtype=object))  # numbers and codes as they are, None as None


def _quantiles(connection: duckdb.DuckDBPyConnection) -> dict[str, np.ndarray]:
    """The STEPS middle quantiles of every numeric signal that has a known value."""
    numbers = [column for column in columns(connection, "signals") if column.is_number]
    with _counting:
        if not connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'signal_quantiles'").fetchone()[0]:  # type: ignore[index]
            (rows,) = connection.execute("SELECT count(*) FROM signals").fetchone() or (0,)
            probabilities = [(step + 0.5) / STEPS for step in range(STEPS)]
            lists = ", ".join(f"quantile_disc({column.sql}::DOUBLE, {probabilities})" for column in numbers)
            connection.execute(f"CREATE TABLE signal_quantiles AS SELECT {lists} FROM signals WHERE doc_id % {-(-rows // COMPARED) or 1} = 0")
        found = connection.execute("SELECT * FROM signal_quantiles").fetchone() or ()
    return {column.name: np.array(steps) for column, steps in zip(numbers, found, strict=True) if steps is not None}
