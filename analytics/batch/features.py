"""Texts as bags of hashed words, and the score that a linear classifier gives them: GPT-3's quality classifier (Brown
et al. 2020, appendix A).

The words are those of the scan, in lower case; each has one of 2^18 features, as in the paper. A feature counts
log(1 + occurrences), and every text has length one, which makes long and short texts comparable.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.batch.compiled import cached
from analytics.batch.shingles import word_hashes
from analytics.batch.texts import composed, utf8
from analytics.batch.word_characters import word_characters

BITS = 18
FEATURES = 1 << BITS

_SHIFT, _MIX, _FEATURE_SHIFT = np.uint64(32), np.uint64(0x9E3779B97F4A7C15), np.uint64(64 - BITS)


def document_words(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The hashes of all words of all texts (uint64), and their bounds: those of text i are words[ends[i] : ends[i + 1]]
    (int64).
    """
    data, bounds = utf8(composed(texts))
    words = np.empty((bounds[-1] - bounds[0]) // 2 + len(texts) + 1, np.uint64)
    ends = np.zeros(len(bounds), np.int64)
    for i in range(len(texts)):
        ends[i + 1] = ends[i] + word_hashes(data, bounds[i], bounds[i + 1], word_characters(), words[ends[i] :])
    return words[: ends[-1]], ends


def feature_of(words: np.ndarray) -> np.ndarray:
    """The feature of each word (int32)."""
    features: np.ndarray = (((words ^ (words >> _SHIFT)) * _MIX) >> _FEATURE_SHIFT).astype(np.int32)
    return features


def bags(batch: pa.RecordBatch) -> pa.RecordBatch:
    """(doc_id, text) -> (doc_id, features LIST<INTEGER>, values LIST<REAL>): the hashed words of each text, with unit
    length; empty for a text without a word.
    """
    words, ends = document_words(batch.column("text"))
    features, values = np.empty(len(words), np.int32), np.empty(len(words), np.float32)
    bounds = _bag(feature_of(words), ends, features, values)
    columns = {"features": features, "values": values}
    lists = {name: pa.LargeListArray.from_arrays(bounds, column[: bounds[-1]]) for name, column in columns.items()}
    return pa.record_batch({"doc_id": batch.column("doc_id")} | lists)


@dataclass(frozen=True)
class Scorer:
    """A trained classifier: a weight for each feature (float32[FEATURES]) and the intercept."""

    weights: np.ndarray
    intercept: float

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """(doc_id, text) -> (doc_id, quality_score DOUBLE): the probability to be one of the liked documents; NULL for
        a text without a word.
        """
        words, ends = document_words(batch.column("text"))
        logits = _logits(feature_of(words), ends, self.weights, self.intercept)
        scores = pa.array(sigmoid(logits), mask=np.diff(ends) == 0)
        return pa.record_batch({"doc_id": batch.column("doc_id"), "quality_score": scores})


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-x)), without overflow."""
    probabilities: np.ndarray = 0.5 * (1 + np.tanh(0.5 * logits))
    return probabilities


@cached
def _bag(features: np.ndarray, ends: np.ndarray, indices: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Write the distinct features of each text and their values; gives the bounds of each text."""
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


@cached
def _logits(features: np.ndarray, ends: np.ndarray, weights: np.ndarray, intercept: float) -> np.ndarray:
    """`_bag` times the weights, plus the intercept, without writing the bags."""
    counts = np.zeros(FEATURES, np.int32)
    logits = np.full(len(ends) - 1, intercept)
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
            logits[i] += total / np.sqrt(squares)
    return logits
