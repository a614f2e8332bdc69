"""The scores of any pair of documents, computed from their texts. They are needed for pairs that are not stored."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd


def pair_scores(connection: duckdb.DuckDBPyConnection, a: np.ndarray, b: np.ndarray) -> pd.DataFrame:
    """For each pair of doc_ids jaccard, containment, a_in_b and b_in_a, as `duplicate_pairs` defines them."""
    import pyarrow as pa

    from analytics.batch.verify import ShingleSets, shingle_sets

    doc_ids = np.unique(np.r_[a, b].astype(np.int64)).tolist()
    texts = connection.sql(
        "SELECT doc_id, text FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[])) ORDER BY doc_id",
        params=[doc_ids],
    ).to_arrow_table()
    sets = ShingleSets.of(shingle_sets(batch) for batch in texts.to_batches())
    pairs = pa.record_batch({"a": np.asarray(a, np.int64), "b": np.asarray(b, np.int64)})
    scores: pd.DataFrame = sets.compare(pairs).to_pandas()
    return scores[["jaccard", "containment", "a_in_b", "b_in_a"]]
