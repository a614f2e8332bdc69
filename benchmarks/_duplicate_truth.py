"""The true similarity of documents: brute force over all pairs that share a shingle, and plain definitions."""

from __future__ import annotations

import re
from itertools import combinations

import numba as nb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.batch.verify import ShingleSets, shingle_sets

BATCH_ROWS = 4096


def similar_pairs(texts: pa.Array, min_jaccard: float) -> np.ndarray:
    """All pairs of documents with a true Jaccard of at least `min_jaccard`."""
    pairs, jaccard, _, _ = all_scores(texts)
    return pairs[jaccard >= np.float32(min_jaccard)]


def all_scores(texts: pa.Array) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Every pair that shares a shingle, with its Jaccard, containment and number of shared shingles."""
    starts = range(0, len(texts), BATCH_ROWS)
    sets = ShingleSets.of(shingle_sets(_batch(texts, start)) for start in starts)
    sizes = np.diff(sets.offsets)
    document = np.repeat(np.arange(len(sizes)), sizes)
    order = np.argsort(sets.hashes, kind="stable")
    codes, shared = np.unique(_pair_codes(document[order].astype(np.uint64), sets.hashes[order]), return_counts=True)
    pairs = np.c_[codes >> np.uint64(32), codes & np.uint64(0xFFFFFFFF)].astype(np.int64)
    a, b = sizes[pairs[:, 0]], sizes[pairs[:, 1]]
    return pairs, (shared / (a + b - shared)).astype(np.float32), (shared / np.minimum(a, b)).astype(np.float32), shared


def pairs_of(cluster: np.ndarray, documents: np.ndarray) -> np.ndarray:
    """All pairs of `documents` in the same cluster."""
    members = pd.Series(documents).groupby(cluster[documents]).agg(list)
    pairs = [pair for group in members[members.str.len() > 1] for pair in combinations(group, 2)]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def scores_by_both(texts: pa.Array, pairs: np.ndarray) -> np.ndarray:
    """The true Jaccard of each pair with dataloupe's words and with text-dedup's words: two columns."""
    if not len(pairs):
        return np.empty((0, 2))
    documents = np.unique(pairs)
    peer_sets = {i: _peer_shingles(texts[i].as_py()) for i in documents.tolist()}
    peer = [_jaccard(peer_sets[a], peer_sets[b]) for a, b in pairs.tolist()]
    batch = pa.record_batch({"doc_id": documents, "text": texts.take(pa.array(documents))})
    compared = ShingleSets.of([shingle_sets(batch)]).compare(pa.record_batch({"a": pairs[:, 0], "b": pairs[:, 1]}))
    return np.c_[compared.column("jaccard").to_numpy(), peer]


def plain_jaccard(one: str, other: str) -> float:
    """The Jaccard of two texts by its definition."""
    from tests.batch.test_verify import shingles

    return _jaccard(shingles(one), shingles(other))


def _batch(texts: pa.Array, start: int) -> pa.RecordBatch:
    stop = min(start + BATCH_ROWS, len(texts))
    return pa.record_batch({"doc_id": np.arange(start, stop), "text": texts[start:stop]})


def _jaccard(a: set[str], b: set[str]) -> float:
    return len(a & b) / max(len(a | b), 1)


def _peer_shingles(text: str) -> set[str]:
    """Shingles as text-dedup makes them: five pieces between single non-word characters, empty pieces included."""
    words = re.split(r"\W", text.lower())
    return {" ".join(words[at : at + 5]) for at in range(len(words) - 4)}


def _pair_codes(document: np.ndarray, shingle: np.ndarray) -> np.ndarray:
    """A code (a << 32 | b) for each pair of documents and each shingle that they share; `shingle` is sorted."""
    starts = np.flatnonzero(np.r_[True, shingle[1:] != shingle[:-1]])
    lengths = np.diff(np.r_[starts, len(shingle)])
    codes = np.empty(int((lengths * (lengths - 1) // 2).sum()), np.uint64)
    _fill_pairs(document, starts, lengths, codes)
    return codes


@nb.njit(cache=True)
def _fill_pairs(document: np.ndarray, starts: np.ndarray, lengths: np.ndarray, codes: np.ndarray) -> None:
    filled = 0
    for group in range(len(starts)):
        for i in range(starts[group], starts[group] + lengths[group]):
            for j in range(i + 1, starts[group] + lengths[group]):
                codes[filled] = (document[i] << np.uint64(32)) | document[j]
                filled += 1
