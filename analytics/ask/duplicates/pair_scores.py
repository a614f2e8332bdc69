"""The scores of any pair of documents, computed from their texts. They are needed for pairs that are not stored."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

MAX_KEPT = 1_000_000
"""Pairs whose scores are kept, 24 bytes each."""

COLUMNS = ["jaccard", "containment", "a_in_b", "b_in_a"]


class PairScores:
    """Scores that were computed once and are kept: another selection or keep policy asks for mostly the same pairs.

    Threads may share it. Each sees what others have computed, and none waits for another.
    """

    def __init__(self) -> None:
        self._kept = (np.empty(0, np.uint64), np.empty((0, len(COLUMNS)), np.float32))

    def of(self, connection: duckdb.DuckDBPyConnection, a: np.ndarray, b: np.ndarray) -> pd.DataFrame:
        """As of `pair_scores`; doc_ids are below 2^32."""
        wanted = (np.asarray(a).astype(np.uint64) << np.uint64(32)) | np.asarray(b).astype(np.uint64)
        codes, scores = self._kept
        is_new = ~np.isin(wanted, codes)
        if is_new.any():
            new = pair_scores(connection, a[is_new], b[is_new])[COLUMNS].to_numpy(np.float32)
            codes, first = np.unique(np.r_[codes, wanted[is_new]], return_index=True)
            scores = np.concatenate([scores, new])[first]
            self._kept = (codes, scores) if len(codes) <= MAX_KEPT else (codes[:0], scores[:0])
        return pd.DataFrame(scores[np.searchsorted(codes, wanted)], columns=COLUMNS)


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
    return scores[COLUMNS]
