"""Compare the documents of two SQL conditions: their tallies, and the meaning of their texts."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.history.drift import drift
from analytics.history.meaning import MeaningDrift, meaning_drift
from analytics.history.numbers import count
from analytics.history.tally import Tally


def compare(
    connection: duckdb.DuckDBPyConnection, before: str, after: str, tallies: tuple[Tally, Tally] | None = None
) -> tuple[pd.DataFrame, MeaningDrift | None]:
    """The drift between the documents of two SQL conditions on doc_id, that of their meaning included."""
    sides = tallies or (count(connection, before), count(connection, after))
    meaning = meaning_drift(connection, before, after)
    return drift(*sides, also=[meaning.row()] if meaning is not None else []), meaning


def condition(connection: duckdb.DuckDBPyConnection, name: str, ids: np.ndarray) -> str:
    """A SQL condition that doc_id is one of `ids` (ascending), for this connection only."""
    if len(ids) and ids[-1] - ids[0] + 1 == len(ids):
        return f"doc_id BETWEEN {int(ids[0])} AND {int(ids[-1])}"
    table = pa.table({"doc_id": ids.astype(np.int64)})
    connection.register(f"{name}_ids", table)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name}_documents AS SELECT doc_id FROM {name}_ids")
    connection.unregister(f"{name}_ids")
    return f"doc_id IN (SELECT doc_id FROM {name}_documents)"
