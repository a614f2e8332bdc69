"""What the words of a text say about its label: naive Bayes on words, and softmax regression on pairs of words too."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from scipy import sparse

from analytics.batch.features import FEATURES, document_words, feature_of
from analytics.batch.softmax_regression import train
from analytics.statistics.naive_bayes import log_normalised
from analytics.system import available_processors

MAX_CHARACTERS, MAX_TOTAL_CHARACTERS = 2000, 40_000_000
"""The beginning of each text that is read: of many texts, less of each."""

MIN_CHARACTERS = 300
MIN_DOCUMENTS = 2
"""A word in fewer documents says nothing about another document."""

MAX_WEIGHTS = 1 << 23
"""Words times classes: of more words, those in most documents are used."""

MAX_PASSES, MAX_UPDATES = 5, 500_000_000
"""How often softmax regression reads each row, and its weights that change in all: of large inputs it reads less."""

ROW_COST = 16
"""What a word of a step costs besides its weights, in weights."""

INVERSE_PENALTY = 10.0
"""The inverse of the L2 penalty, C in scikit-learn."""

_SHIFT, _PAIR = np.uint64(31), np.uint64(0x5555)


def characters_read(documents: int) -> int:
    """How many characters of each of so many texts are read."""
    return int(np.clip(MAX_TOTAL_CHARACTERS // max(documents, 1), MIN_CHARACTERS, MAX_CHARACTERS))


class Vocabulary(NamedTuple):
    """The features that models use: `words`, and `pairs` (words and pairs of neighbouring words) with the number of
    `documents` that have each, of `total` documents.
    """

    words: np.ndarray
    pairs: np.ndarray
    documents: np.ndarray
    total: int

    def rows(self, words: sparse.csr_matrix, pairs: sparse.csr_matrix) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        """Two sparse matrices (float32) of texts with these counts: which words each has, and the TF-IDF of its words
        and pairs, with unit length.
        """
        presence = words[:, self.words].tocsr()
        presence.data[:] = 1
        return presence, _tf_idf(pairs[:, self.pairs].tocsr(), self.documents, self.total)


def word_rows(batches: Iterable[pa.RecordBatch], classes: int) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """The rows of these texts by the vocabulary of the same texts."""
    counts = word_counts(batches)
    return vocabulary(*counts, classes).rows(*counts)


def vocabulary(words: sparse.csr_matrix, pairs: sparse.csr_matrix, classes: int) -> Vocabulary:
    """The features to use for texts with these counts. Words in one document are dropped."""
    return Vocabulary(_frequent(words, classes)[0], *_frequent(pairs, classes), words.shape[0])


def word_counts(batches: Iterable[pa.RecordBatch]) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """How often each word occurs in each text of the column `text`, and each word or pair of neighbouring words.

    Words are hashed to one of 2^18 features.
    """
    with ThreadPoolExecutor(available_processors()) as pool:
        counted = list(pool.map(_batch_counts, batches))
    words, pairs = [one for one, _ in counted], [one for _, one in counted]
    by_word = sparse.vstack([sparse.csr_matrix((0, FEATURES), dtype=np.float32), *words]).tocsr()
    by_pair = sparse.vstack([sparse.csr_matrix((0, FEATURES), dtype=np.float32), *pairs]).tocsr()
    return by_word, by_word + by_pair


def _batch_counts(batch: pa.RecordBatch) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """How often each word, and each pair of neighbouring words, occurs in each text of the batch."""
    hashes, ends = document_words(batch.column("text"))
    return _counts(hashes, ends), _pair_counts(hashes, ends)


def _counts(hashes: np.ndarray, ends: np.ndarray) -> sparse.csr_matrix:
    """How often each feature occurs in each text: the hashes of text i are hashes[ends[i] : ends[i + 1]]."""
    ones = np.ones(len(hashes), np.float32)
    counts = sparse.csr_matrix((ones, feature_of(hashes), ends), (len(ends) - 1, FEATURES))
    counts.sum_duplicates()
    return counts


def _pair_counts(hashes: np.ndarray, ends: np.ndarray) -> sparse.csr_matrix:
    """The same of pairs of neighbouring words, which do not cross the end of a text."""
    pairs = (hashes[:-1] * _SHIFT + hashes[1:]) ^ _PAIR
    is_inside = np.ones(len(pairs), bool)
    is_inside[ends[1:-1][(ends[1:-1] > 0) & (ends[1:-1] <= len(pairs))] - 1] = False
    before = np.r_[0, np.cumsum(is_inside)]
    return _counts(pairs[is_inside], before[np.minimum(ends, len(pairs))])


def _frequent(counts: sparse.csr_matrix, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """The features that are used, and in how many documents each is."""
    documents = np.bincount(counts.indices, minlength=counts.shape[1])
    most = MAX_WEIGHTS // classes
    used = np.sort(np.argsort(-documents, kind="stable")[:most])
    used = used[documents[used] >= MIN_DOCUMENTS]
    return used, documents[used]


def _tf_idf(counts: sparse.csr_matrix, documents: np.ndarray, total: int) -> sparse.csr_matrix:
    """(1 + log count) (1 + log (total / documents)), each row with unit length."""
    rows = counts.copy()
    rows.data = (1 + np.log(rows.data)) * (1 + np.log(total / documents))[rows.indices].astype(np.float32)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(rows.indptr)).astype(np.float32)
    return rows


def softmax_log_probabilities(
    rows: sparse.csr_matrix, labels: np.ndarray, classes: int, fold: np.ndarray
) -> np.ndarray:
    """float32[n, classes]: the logarithm of the probability of each class for each of `rows`, from a softmax regression
    on the other folds. `labels` are codes from 0, `fold` is the fold of each row.
    """
    return softmax_out_of_fold(rows, labels, classes, fold)[0]


def softmax_out_of_fold(
    rows: sparse.csr_matrix, labels: np.ndarray, classes: int, fold: np.ndarray
) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """The same, and the weights and intercepts of the model that has not seen fold 0."""
    first = []
    result = np.empty((len(labels), classes), np.float32)
    passes = min(MAX_PASSES, MAX_UPDATES / max(rows.nnz * (classes + ROW_COST) * (len(np.unique(fold)) - 1), 1))

    def predict(number: int) -> None:
        training, held_out = np.flatnonzero(fold != number), fold == number
        order = _order(training, passes, number)
        decay = 1 / (INVERSE_PENALTY * max(len(training), 1))
        arrays = rows.indptr, rows.indices, rows.data, labels, order
        weights, intercepts = train(*arrays, (rows.shape[1], classes), decay)
        result[held_out] = log_normalised(rows[held_out] @ weights + intercepts)
        if number == 0:
            first.append((weights, intercepts))

    with ThreadPoolExecutor(available_processors()) as pool:
        list(pool.map(predict, np.unique(fold).tolist()))
    return result, first[0]


def _order(training: np.ndarray, passes: float, seed: int) -> np.ndarray:
    """The rows of all steps: `training` in a new order in each pass; the last pass may be incomplete."""
    random = np.random.default_rng(seed)
    orders = [random.permutation(training) for _ in range(int(np.ceil(passes)))]
    return np.concatenate([np.empty(0, training.dtype), *orders])[: round(passes * len(training))]
