"""The texts of documents, as they are now or as they were in a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from analytics.history.changes import Texts
from analytics.sql import literal

SCHEMA = pa.schema({"doc_id": pa.int64(), "text": pa.string()})


def texts_of(connection: duckdb.DuckDBPyConnection, files: Sequence[Path] | None = None) -> Texts:
    """A function that reads the texts of some ids from these files of `documents`, or from the workspace."""
    table = "documents"
    if files is not None:
        table = f"read_parquet([{', '.join(literal(str(file)) for file in files)}])"

    def read(ids: np.ndarray) -> pa.RecordBatch:
        query = f"SELECT doc_id, text FROM {table} WHERE doc_id IN (SELECT unnest($ids::BIGINT[])) ORDER BY doc_id"
        rows = connection.sql(query, params={"ids": [int(one) for one in ids]}).to_arrow_table().cast(SCHEMA)
        batches = rows.combine_chunks().to_batches()
        return batches[0] if batches else pa.RecordBatch.from_pylist([], SCHEMA)

    return read
