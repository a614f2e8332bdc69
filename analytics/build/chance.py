"""Which excerpts are shared by chance? In scripts without spaces, five letters are about two words, and a text of many
thousand letters has nearly half of those of any other text.

After edits that are spread evenly, the long shingles that two texts share are the cube of the share of the short ones.
By chance they share next to none.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from analytics.batch.distinct import distinct
from analytics.batch.verify import LONG, ShingleSets, long_shingle_sets
from analytics.build.text_batches import TextSource, texts_of

MIN_LARGER = 2_000
"""Shingles of the larger text, below which a pair is not doubted."""
MIN_SHARE = 0.25
"""Of the long shingles that spread edits would leave. Made-up Thai, Khmer and Japanese texts and books of up to 1.2
million letters share less than a tenth."""


def shared_by_chance(source: TextSource, table: pa.Table, is_excerpt: pa.ChunkedArray) -> np.ndarray:
    """bool[pairs]: whether the pair (a, b, shared, jaccard, containment) is an excerpt by chance only."""
    by_chance = np.zeros(len(table), bool)
    doubted = doubted_pairs(table, is_excerpt)
    if not len(doubted):
        return by_chance
    a, b = (_numbers(table, name).astype(np.int64)[doubted] for name in ("a", "b"))
    batches = list(source.engine.map(long_shingle_sets, texts_of(source, distinct(np.r_[a, b]))))
    ids = np.concatenate([batch["doc_id"].to_numpy() for batch in batches])
    unspaced = ids[np.concatenate([batch["is_unspaced"].to_numpy(zero_copy_only=False) for batch in batches])]
    long = ShingleSets.of(batches).compare(pa.record_batch({"a": a, "b": b}))["containment"].to_numpy()
    is_unspaced = np.isin(a, unspaced) & np.isin(b, unspaced)
    by_chance[doubted] = is_unspaced & is_too_low(long, _numbers(table, "containment")[doubted])
    return by_chance


def doubted_pairs(table: pa.Table | pa.RecordBatch, is_excerpt: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """The places of the excerpts whose larger text is so long that it may share them by chance."""
    jaccard, containment, shared = (_numbers(table, name) for name in ("jaccard", "containment", "shared"))
    larger = shared / np.maximum(jaccard, 1e-9) + shared - shared / np.maximum(containment, 1e-9)
    return np.flatnonzero(is_excerpt.to_numpy(zero_copy_only=False) & (larger >= MIN_LARGER))


def is_too_low(long: np.ndarray, containment: np.ndarray) -> np.ndarray:
    """bool[pairs]: whether the containment of long shingles says that the texts share the short ones by chance."""
    return np.asarray(long < MIN_SHARE * containment**LONG)


def _numbers(table: pa.Table | pa.RecordBatch, name: str) -> np.ndarray:
    return np.asarray(table[name].to_numpy(), np.float64)
