"""Texts as bags of hashed words, and the score that a linear classifier gives them: GPT-3's quality classifier (Brown
et al. 2020, appendix A).

The words are those of the scan, lower-cased; each falls into one of 2^18 features, as in the paper. A feature counts
log(1 + occurrences), and every text has length one, so that long and short texts are judged alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
import pyarrow as pa

from analytics.batch.shingles import word_characters, word_hashes

BITS = 18
FEATURES = 1 << BITS

_SHIFT, _MIX, _KEPT = np.uint64(32), np.uint64(0x9E3779B97F4A7C15), np.uint64(64 - BITS)


def document_words(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The hashes of all words of all texts in a row (uint64), and where those of each text begin and the last ones end
    (int64[n + 1]).
    """
    texts = texts.cast(pa.large_string())
    _, offsets, buffer = texts.buffers()
    bounds = (
        np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
        if len(texts)
        else np.zeros(1, np.int64)
    )
    data = np.frombuffer(buffer or b"", np.uint8)
    words = np.empty((bounds[-1] - bounds[0]) // 2 + len(texts) + 1, np.uint64)
    ends = np.zeros(len(bounds), np.int64)
    for i in range(len(texts)):
        ends[i + 1] = ends[i] + word_hashes(data, bounds[i], bounds[i + 1], word_characters(), words[ends[i] :])
    return words[: ends[-1]], ends


def feature_of(words: np.ndarray) -> np.ndarray:
    """The feature into which each word falls."""
    return (((words ^ (words >> _SHIFT)) * _MIX) >> _KEPT).astype(np.int32)


def bags(batch: pa.RecordBatch) -> pa.RecordBatch:
    """(doc_id, text) -> (doc_id, features LIST<INTEGER>, values LIST<REAL>): the hashed words of each text, unit
    length; empty without a word.
    """
    words, ends = document_words(batch.column("text"))
    indices, values = np.empty(len(words), np.int32), np.empty(len(words), np.float32)
    bounds = _bag(feature_of(words), ends, indices, values)
    total = bounds[-1]
    features = pa.LargeListArray.from_arrays(bounds, indices[:total])
    return pa.record_batch(
        {
            "doc_id": batch.column("doc_id"),
            "features": features,
            "values": pa.LargeListArray.from_arrays(bounds, values[:total]),
        }
    )


@dataclass(frozen=True)
class Scorer:
    """A trained classifier: a weight for each feature (float32[FEATURES]) and the intercept."""

    weights: np.ndarray
    intercept: float

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """(doc_id, text) -> (doc_id, quality_score DOUBLE): the probability to be one of the liked; NULL for a text
        without a word.
        """
        words, ends = document_words(batch.column("text"))
        logits = _logits(feature_of(words), ends, self.weights, self.intercept)
        return pa.record_batch(
            {"doc_id": batch.column("doc_id"), "quality_score": pa.array(sigmoid(logits), mask=np.diff(ends) == 0)}
        )


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-x)), without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * logits))


@nb.njit(nogil=True, cache=True)
def _bag(features: np.ndarray, ends: np.ndarray, indices: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Write the different features of each text and their values; gives where those of each text begin."""
    counts = np.zeros(FEATURES, np.int32)
    bounds = np.zeros(len(ends), np.int64)
    for i in range(len(ends) - 1):
        start = at = bounds[i]
        for word in range(ends[i], ends[i + 1]):
            feature = features[word]
            if counts[feature] == 0:
                indices[at] = feature
                at += 1
            counts[feature] += 1
        squares = 0.0
        for place in range(start, at):
            values[place] = np.log1p(np.float32(counts[indices[place]]))
            squares += values[place] ** 2
            counts[indices[place]] = 0
        for place in range(start, at):
            values[place] /= np.sqrt(squares)
        bounds[i + 1] = at
    return bounds


@nb.njit(nogil=True, cache=True)
def _logits(features: np.ndarray, ends: np.ndarray, weights: np.ndarray, intercept: float) -> np.ndarray:
    """What `_bag` times the weights comes to, without writing the bags down."""
    counts = np.zeros(FEATURES, np.int32)
    found = np.full(len(ends) - 1, intercept)
    for i in range(len(ends) - 1):
        for word in range(ends[i], ends[i + 1]):
            counts[features[word]] += 1
        total = squares = 0.0
        for word in range(ends[i], ends[i + 1]):
            count = counts[features[word]]
            if count:
                value = np.log1p(np.float32(count))
                total += value * weights[features[word]]
                squares += value**2
                counts[features[word]] = 0
        if squares > 0:
            found[i] += total / np.sqrt(squares)
    return found
