"""The scores of any pair of documents, from their texts: for pairs of hot groups, which are not stored, and for two
documents side by side.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd


def scores(connection: duckdb.DuckDBPyConnection, a: np.ndarray, b: np.ndarray) -> pd.DataFrame:
    """For each pair of doc_ids jaccard, containment, a_in_b and b_in_a, as `duplicate_pairs` defines them."""
    import pyarrow as pa

    from analytics.batch.verify import ShingleSets, shingle_sets

    wanted = np.unique(np.r_[a, b].astype(np.int64)).tolist()
    texts = connection.sql(
        "SELECT doc_id, text FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[])) ORDER BY doc_id",
        params=[wanted],
    ).to_arrow_table()
    sets = ShingleSets.of(shingle_sets(batch) for batch in texts.to_batches())
    pairs = pa.record_batch({"a": np.asarray(a, np.int64), "b": np.asarray(b, np.int64)})
    return sets.compare(pairs).to_pandas()[["jaccard", "containment", "a_in_b", "b_in_a"]]
